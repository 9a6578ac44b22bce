/** Values of every kind that people's files may hold, for laws. */

import type { ActionSpace } from '../../src/car/actions.ts';
import { CAR_NAMES } from '../../src/car/spec.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import { RANDOMISED, type Randomisation } from '../../src/sim/randomisation.ts';
import type { ObjectGroup } from '../../src/sim/traffic.ts';
import { fc } from './fast-check.ts';

export const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** −0 is 0 in JSON. */
const plain = (min: number, max: number) => within(min, max).map((value) => value + 0);

const rangeIn = (min: number, max: number) =>
  fc
    .tuple(plain(min, max), plain(min, max))
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));

export const actionSpaces: fc.Arbitrary<ActionSpace> = fc.oneof(
  fc
    .array(fc.record({ steeringDeg: plain(-30, 30), speed: plain(0.1, 4) }), { minLength: 2, maxLength: 30 })
    .map((actions) => ({ kind: 'discrete' as const, actions })),
  fc.record({ kind: fc.constant('continuous' as const), steeringDeg: rangeIn(-30, 30), speed: rangeIn(0.1, 4) }),
);

export const objectGroups: fc.Arbitrary<ObjectGroup> = fc.record({
  kind: fc.constantFrom('box', 'bot'),
  count: fc.integer({ min: 1, max: 40 }),
  speed: plain(0, 6),
  laneChanges: fc.boolean(),
  placement: fc.oneof(
    fc.constantFrom('even' as const, 'random' as const),
    fc.array(fc.record({ part: plain(0, 1), lane: fc.constantFrom('inner' as const, 'outer' as const) }), { maxLength: 4 }),
  ),
});

const randomisations: fc.Arbitrary<Randomisation> = fc.record(
  Object.fromEntries(RANDOMISED.map((name) => [name, plain(0, 1)])) as Record<keyof Randomisation, fc.Arbitrary<number>>,
);

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

/** Sizes that fit each other: shards · k samples in a minibatch, of which there are whole numbers in a rollout. */
const hyperparameters: fc.Arbitrary<Recipe['hyperparameters']> = fc
  .record({
    shards: fc.integer({ min: 1, max: 8 }),
    carsPerShard: fc.integer({ min: 1, max: 16 }),
    rolloutSteps: fc.integer({ min: 1, max: 64 }),
    epochs: fc.integer({ min: 1, max: 100 }),
    learningRate: plain(1e-6, 1),
    annealLearningRate: fc.boolean(),
    discount: plain(0, 1),
    gaeLambda: plain(0, 1),
    clipRange: plain(0.01, 1),
    entropyCoefficient: plain(0, 1),
    valueCoefficient: plain(0, 100),
    valueLoss: fc.constantFrom('squared' as const, 'huber' as const),
    maxGradientNorm: fc.option(plain(0.01, 10)),
  })
  .map((each) => ({ ...each, minibatchSize: each.shards * each.carsPerShard }));

const budgets: fc.Arbitrary<Recipe['until']> = fc.oneof(
  fc.constantFrom('lap' as const, 'solved' as const),
  fc.record({ updates: fc.integer({ min: 1, max: 1e6 }) }),
  fc.record({ steps: fc.integer({ min: 1, max: 1e9 }) }),
  fc.record({ minutes: plain(0.1, 1e4) }),
);

const generated: fc.Arbitrary<NonNullable<Recipe['generated']>> = fc.record(
  {
    count: fc.integer({ min: 1, max: 250 }),
    seed: seeds,
    minDifficulty: plain(0, 1),
    maxDifficulty: plain(0, 1),
    generator: fc.constantFrom(1 as const, 2 as const),
  },
  { requiredKeys: ['count', 'seed', 'minDifficulty', 'maxDifficulty'] },
);

/** What a recipe may say beside its track and its reward. All of them are valid. */
export const recipes: fc.Arbitrary<Omit<Recipe, 'courses' | 'reward'>> = fc
  .record(
    {
      generated: fc.option(generated),
      objects: fc.array(objectGroups, { maxLength: 3 }),
      randomisation: fc.option(randomisations),
      architecture: fc.constantFrom('pocket' as const, 'pocket-wide' as const, 'deepracer-shallow' as const),
      actionSpace: actionSpaces,
      car: fc.constantFrom(...CAR_NAMES),
      controlHz: fc.constantFrom(15 as const, 30 as const),
      hyperparameters,
      seed: seeds,
      evaluateEvery: fc.integer({ min: 1, max: 1000 }),
      until: budgets,
      plateau: fc.option(fc.integer({ min: 1, max: 10_000 })),
      guide: fc.record({ weight: plain(0.01, 100), share: plain(0.01, 1) }),
      critic: fc.constant('state' as const),
      exploration: fc.record({ from: plain(0.001, 1), to: plain(0.001, 1) }),
    },
    { requiredKeys: [] },
  )
  .map(({ exploration, ...change }) => {
    const recipe = { ...RECIPE_DEFAULTS, ...change };
    return exploration && recipe.actionSpace.kind === 'continuous' ? { ...recipe, exploration } : recipe;
  });
