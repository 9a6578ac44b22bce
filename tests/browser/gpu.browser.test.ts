import { describe, expect, it } from 'vitest';
import { type ActionSpace, DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import { tensorState, tensorUpdate } from '../../src/learn/tensor-learner.ts';
import { RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { hasBrowser } from '../support/browser.ts';
import { gpuPageForTests } from '../support/gpu.ts';
import { cpuFrameSource, distance, plainGradient, tensorLearnerOf } from '../support/learner-page.ts';
import { bundledTrack, bundledTrackText } from '../support/tracks.ts';

const gpu = gpuPageForTests();

const CONTINUOUS: ActionSpace = { kind: 'continuous', steeringDeg: { low: -30, high: 30 }, speed: { low: 1, high: 2 } };
const STEPS = 24;
const CARS = 8;
const RECIPE: Recipe = {
  ...RECIPE_DEFAULTS,
  backend: 'webgl',
  courses: [bundledTrack('workshop')],
  objects: RACE_OBJECTS['object-avoidance'].map((group) => ({ ...group, count: 2 })),
  hyperparameters: {
    ...DEFAULT_HYPERPARAMETERS,
    shards: 1,
    carsPerShard: CARS,
    rolloutSteps: STEPS,
    epochs: 2,
    minibatchSize: 64,
  },
};

describe.skipIf(!hasBrowser)('learning by WebGL', () => {
  it('knows a GPU that the CPU plays', () => {
    expect(gpu().gpu.isSoftware).toBe(true);
  });

  it.each([
    ['pocket', DEFAULT_ACTIONS, 'squared', 32],
    ['pocket-wide', CONTINUOUS, 'huber', 16],
  ] as const)(
    'has the gradient that wasm has: %s',
    async (name, space, valueLoss, size) => {
      const h = { ...DEFAULT_HYPERPARAMETERS, valueLoss };
      const wasm = plainGradient(name, space, size, h);
      const webgl = await gpu().gradient(name, space, size, h);
      expect(distance(webgl.gradient, wasm.gradient)).toBeLessThan(1e-3);
      for (const [sum, value] of Object.entries(wasm.sums)) expect(webgl.sums[sum]).toBeCloseTo(value, 2);
    },
    120_000,
  );

  it('leaves frames on the GPU: one read per decision, one per update', async () => {
    const { reports, reads, tensors, parameters } = await gpu().learn(RECIPE, [bundledTrackText('workshop')], 2);
    expect(reads).toBe(2 * (STEPS + 1 + 1));
    expect(tensors[1]).toBe(tensors[0]);
    // The same learner on the CPU, with the CPU's camera.
    const cpu = tensorLearnerOf(RECIPE, [bundledTrack('workshop')], cpuFrameSource('pocket', CARS));
    const before = tensorState(cpu).parameters;
    const [first] = await tensorUpdate(cpu);
    await tensorUpdate(cpu);
    expect(reports[0].gradientNorm).toBeCloseTo(first.gradientNorm, 1);
    const after = tensorState(cpu).parameters;
    expect(distance(parameters, after)).toBeLessThan(0.25 * distance(before, after));
  }, 120_000);

  it('says so when the GPU is taken away, instead of learning from zeros', async () => {
    expect(await gpu().learnUntilLost(RECIPE, [bundledTrackText('workshop')])).toMatch(/GPU was taken away/);
  }, 120_000);
});
