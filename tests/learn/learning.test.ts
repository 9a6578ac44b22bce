import { beforeAll, describe, expect, it } from 'vitest';
import { actionGrid, DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { estimateAdvantages } from '../../src/learn/gae.ts';
import { DEFAULT_HYPERPARAMETERS, learningRateAt, stepsPerUpdate } from '../../src/learn/hyperparameters.ts';
import { newLearner, soleExchange, update } from '../../src/learn/learner.ts';
import { metricsOf } from '../../src/learn/metrics.ts';
import { type Minibatch, newLossSums, outputGradients } from '../../src/learn/ppo.ts';
import { checkRecipe, RECIPE_DEFAULTS, recipeSchema } from '../../src/learn/recipe.ts';
import { newRewardScale, scaleRewards } from '../../src/learn/reward-scale.ts';
import { weightsHash } from '../../src/policy/agent.ts';
import { ARCHITECTURES } from '../../src/policy/architecture.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { BUILT_IN_REWARDS, builtInReward } from '../../src/reward/builtin.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { DEFAULT_WORLD } from '../../src/sim/world-options.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

function trajectories(steps: number, rewards: number[], ended: number[], endValues: number[], values: number[], last: number) {
  return {
    steps,
    cars: 1,
    rewards: Float32Array.from(rewards),
    values: Float32Array.from(values),
    ended: Uint8Array.from(ended),
    endValues: Float32Array.from(endValues),
    lastValues: Float32Array.of(last),
  };
}

describe('generalised advantage estimation', () => {
  const estimate = (t: ReturnType<typeof trajectories>, discount: number, lambda: number) => {
    const advantages = new Float32Array(t.steps);
    estimateAdvantages(t, discount, lambda, advantages, new Float32Array(t.steps));
    return advantages;
  };

  it('with λ = 1 is the discounted return minus the value, in closed form', () => {
    const n = 50;
    const t = trajectories(n, Array(n).fill(1), Array(n).fill(0), Array(n).fill(0), Array(n).fill(3), 1 / (1 - 0.9));
    for (const advantage of estimate(t, 0.9, 1)) expect(advantage).toBeCloseTo(1 / (1 - 0.9) - 3, 4);
  });

  it('with λ = 0 is the one-step error', () => {
    expect([...estimate(trajectories(3, [1, 2, 3], [0, 0, 0], [0, 0, 0], [10, 20, 30], 40), 0.5, 0)]).toEqual([1, -3, -7]);
  });

  it('lets nothing through an end: none after a termination, the last value after a truncation', () => {
    const [before, , after] = estimate(trajectories(3, [0, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 5], 100), 0.5, 1);
    expect(before).toBe(0.5);
    expect(after).toBe(45);
    const [cut] = estimate(trajectories(3, [0, 1, 0], [0, 1, 0], [0, 8, 0], [0, 0, 5], 100), 0.5, 1);
    expect(cut).toBe(0.5 * (1 + 0.5 * 8));
  });
});

describe('the loss', () => {
  const batch: Minibatch = {
    size: 2,
    observations: new Float32Array(0),
    actions: Float32Array.of(1, 0),
    logProbabilities: Float32Array.of(Math.log(0.5), Math.log(0.5)),
    advantages: Float32Array.of(1, -1),
    targets: Float32Array.of(1, 1),
  };

  const distribution = distributionOf(actionGrid([-10, 10], [1]));
  const logStd = new Float32Array(0);

  it('at the policy that drove: ratio 1, divergence 0, nothing clipped', () => {
    const sums = newLossSums();
    const start = { outputs: new Float32Array(4), values: new Float32Array(2), logStd };
    outputGradients(distribution, start, batch, DEFAULT_HYPERPARAMETERS, sums);
    expect(sums.approxKl).toBeCloseTo(0, 6);
    expect(sums.clipped).toBe(0);
    expect(sums.entropy / 2).toBeCloseTo(Math.log(2), 9);
    expect(sums.policyLoss).toBeCloseTo(0, 6);
    expect(sums.valueLoss).toBe(1);
  });

  it('is flat where the clip holds, and only there', () => {
    const { outputs: logits } = outputGradients(
      distribution,
      { outputs: Float32Array.of(0, 3, 3, 0), values: Float32Array.of(1, 1), logStd },
      batch,
      { ...DEFAULT_HYPERPARAMETERS, entropyCoefficient: 0 },
      newLossSums(),
    );
    // Sample 0 moved far towards a good action: no pull. Sample 1 moved towards a bad one: still pulled back.
    expect([...logits.subarray(0, 2)].every((g) => g === 0)).toBe(true);
    expect(logits[2]).toBeGreaterThan(0);
  });
});

describe('reward scaling', () => {
  it('gives the same for rewards a thousand times as large', () => {
    const rewards = Array.from({ length: 64 }, (_, i) => Math.sin(i));
    const scaled = [1, 1000].map((factor) => {
      const t = trajectories(
        64,
        rewards.map((r) => r * factor),
        Array(64).fill(0),
        Array(64).fill(0),
        Array(64).fill(0),
        0,
      );
      scaleRewards(newRewardScale(1), t, 0.97);
      return t.rewards;
    });
    for (let i = 0; i < 64; i++) expect(scaled[1][i]).toBeCloseTo(scaled[0][i], 4);
  });

  it('leaves rewards that are always 0 alone', () => {
    const t = trajectories(4, [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], 0);
    scaleRewards(newRewardScale(1), t, 0.97);
    expect([...t.rewards]).toEqual([0, 0, 0, 0]);
  });
});

describe('built-in rewards', () => {
  const track = bundledTrack('workshop');

  it.each(BUILT_IN_REWARDS)('%s likes driving along the road, and not leaving it', (name) => {
    const environment = newEnvironment({ tracks: [track], cars: 1, seed: 1, start: 'line', firstRow: 120 });
    const reward = builtInReward(name);
    const out = new Float32Array(1);
    const rewards: number[] = [];
    for (let i = 0; i < 100 && environment.ends[0] === 0; i++) {
      advance(environment, [25], [1]);
      reward.evaluate(environment, out);
      rewards.push(out[0]);
    }
    expect(rewards.at(-1)).toBe(['steady', 'avoid-objects'].includes(name) ? -3 : -1);
    expect(rewards[5]).toBeGreaterThan(0.3);
    expect(rewards.slice(0, -1).every((value) => value > -1)).toBe(true);
  });

  it('names those that there are when asked for another', () => {
    expect(() => builtInReward('toString')).toThrow(
      /--reward: "toString" is not a built-in reward; use progress-and-speed or pace or follow-centre or steady or avoid-objects/,
    );
  });
});

describe('the learner', () => {
  const track = bundledTrack('workshop');
  const hyperparameters = { ...DEFAULT_HYPERPARAMETERS, carsPerShard: 8, rolloutSteps: 16, epochs: 2, minibatchSize: 64 };
  const make = (seed: number) =>
    newLearner({
      tracks: [track, reverseTrack(track)],
      guide: null,
      critic: 'network',
      exploration: null,
      reward: () => builtInReward('progress-and-speed'),
      architecture: ARCHITECTURES.pocket,
      actionSpace: DEFAULT_ACTIONS,
      hyperparameters,
      world: DEFAULT_WORLD,
      opponents: null,
      seed,
      totalUpdates: null,
      shards: [0, 1],
    });
  const trained = async (seed: number, updates: number) => {
    const learner = make(seed);
    const exchange = soleExchange(2, learner.network.parameters.length);
    const reports = [];
    for (let i = 0; i < updates; i++) reports.push(await update(learner, exchange));
    return { learner, reports };
  };

  it('gives the same weights for the same seed, others for another', async () => {
    const hashes = await Promise.all([trained(1, 2), trained(1, 2), trained(2, 2)]);
    const [first, again, other] = hashes.map(({ learner }) => weightsHash(learner.network));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('reports metrics under their well-known names', async () => {
    const { reports } = await trained(1, 3);
    const metrics = metricsOf(3, 3 * stepsPerUpdate(hyperparameters), 2, 2e-3, reports[2]);
    expect(metrics.global_step).toBe(768);
    expect(metrics['charts/SPS']).toBe(384);
    expect(metrics['losses/entropy']).toBeGreaterThan(2);
    expect(metrics['losses/entropy']).toBeLessThanOrEqual(Math.log(10));
    expect(metrics['losses/approx_kl']).toBeGreaterThan(0);
    expect(metrics['losses/explained_variance']).toBeLessThanOrEqual(1);
    expect(metrics['charts/episodic_length']).toBeGreaterThan(1);
  });
});

describe('the step size', () => {
  it('falls to 0 over a known number of updates, and else stays', () => {
    expect(learningRateAt(DEFAULT_HYPERPARAMETERS, 0, 10)).toBe(2e-3);
    expect(learningRateAt(DEFAULT_HYPERPARAMETERS, 5, 10)).toBe(1e-3);
    expect(learningRateAt(DEFAULT_HYPERPARAMETERS, 5, null)).toBe(2e-3);
    expect(learningRateAt({ ...DEFAULT_HYPERPARAMETERS, annealLearningRate: false }, 5, 10)).toBe(2e-3);
  });
});

describe('recipes', () => {
  const recipe = recipeSchema.parse({ ...RECIPE_DEFAULTS, courses: [{ name: 'x', hash: 'a'.repeat(64) }] });

  it('are read strictly', () => {
    expect(recipeSchema.safeParse({ ...recipe, extra: 1 }).success).toBe(false);
    expect(recipeSchema.safeParse({ ...recipe, hyperparameters: { ...recipe.hyperparameters, epochs: 0 } }).success).toBe(
      false,
    );
    expect(recipeSchema.safeParse(JSON.parse(JSON.stringify(recipe))).data).toEqual(recipe);
  });

  it('must have minibatches that divide a rollout', () => {
    expect(() => checkRecipe(recipe)).not.toThrow();
    const uneven = { ...recipe, hyperparameters: { ...recipe.hyperparameters, minibatchSize: 100 } };
    expect(() => checkRecipe(uneven)).toThrow(/minibatchSize is 100; use a multiple of 2/);
  });
});
