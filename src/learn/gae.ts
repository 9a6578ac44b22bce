/** Generalised advantage estimation (Schulman et al., 2016). */

/** What a rollout holds per step and car; index = step · cars + car. */
export interface Trajectories {
  readonly steps: number;
  readonly cars: number;
  readonly rewards: Float32Array;
  /** V of each observation */
  readonly values: Float32Array;
  /** 1 where the episode ended after the step, whichever way */
  readonly ended: Uint8Array;
  /** V of what came last where an episode was truncated; 0 where it was terminated, or went on */
  readonly endValues: Float32Array;
  /** per car: V of the observation after the last step */
  readonly lastValues: Float32Array;
}

/**
 * Writes advantages and value targets (advantage + value). At a truncation the future counts as the
 * value network sees it; at a termination there is none; neither lets later episodes leak in.
 */
export function estimateAdvantages(
  { steps, cars, rewards, values, ended, endValues, lastValues }: Trajectories,
  discount: number,
  lambda: number,
  advantages: Float32Array,
  targets: Float32Array,
): void {
  for (let car = 0; car < cars; car++) {
    let advantage = 0;
    let nextValue = lastValues[car];
    for (let step = steps - 1; step >= 0; step--) {
      const i = step * cars + car;
      if (ended[i]) {
        advantage = 0;
        nextValue = endValues[i];
      }
      const error = rewards[i] + discount * nextValue - values[i];
      advantage = error + discount * lambda * advantage;
      advantages[i] = advantage;
      targets[i] = advantage + values[i];
      nextValue = values[i];
    }
  }
}
