/**
 * Rewards of any size, brought to returns of about 1: divided by the running deviation of the discounted
 * return (as in Gymnasium's NormalizeReward; Engstrom et al., 2020, found it among what makes PPO
 * work). The mean is left alone, so what is good stays good.
 */
import type { Trajectories } from './gae.ts';

/** What reward functions may go through after scaling: one absurd reward must not ruin the value network. */
const MAX_SCALED_REWARD = 10;

export interface RewardScale {
  /** discounted return of each car's episode so far */
  readonly returns: Float64Array;
  count: number;
  mean: number;
  /** sum of squared deviations from the mean */
  squares: number;
}

export function newRewardScale(cars: number): RewardScale {
  return { returns: new Float64Array(cars), count: 0, mean: 0, squares: 0 };
}

/** Counts the rollout's rewards in, then scales them in place. */
export function scaleRewards(scale: RewardScale, { steps, cars, rewards, ended }: Trajectories, discount: number): void {
  const { returns } = scale;
  for (let step = 0; step < steps; step++) {
    for (let car = 0; car < cars; car++) {
      const i = step * cars + car;
      returns[car] = discount * returns[car] + rewards[i];
      countIn(scale, returns[car]);
      if (ended[i]) returns[car] = 0;
    }
  }
  const deviation = Math.sqrt(scale.squares / scale.count);
  const factor = deviation > 1e-8 ? 1 / deviation : 1;
  for (let i = 0; i < steps * cars; i++) {
    rewards[i] = Math.min(MAX_SCALED_REWARD, Math.max(-MAX_SCALED_REWARD, rewards[i] * factor));
  }
}

/** Running mean and squares (Welford, 1962). */
function countIn(scale: RewardScale, value: number): void {
  scale.count++;
  const before = value - scale.mean;
  scale.mean += before / scale.count;
  scale.squares += before * (value - scale.mean);
}
