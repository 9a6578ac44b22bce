/**
 * A recipe is data: with the track it names it determines the trained weights, bit for bit, on any number
 * of workers. It travels in the agent it made.
 */
import { z } from 'zod';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { actionSpaceSchema, checkActionSpace, DEFAULT_ACTIONS } from '../car/actions.ts';
import { UserError } from '../math/error.ts';
import { ARCHITECTURE_NAMES, ARCHITECTURES, observationShape } from '../policy/architecture.ts';
import { BUILT_IN_REWARDS, DEFAULT_REWARD } from '../reward/builtin.ts';
import { type RewardSource, sourceHash } from '../reward/source.ts';
import { MAX_OPPONENTS } from '../sim/opponents.ts';
import { worldFields } from '../sim/world-options.ts';
import { generateTrack } from '../track/generator.ts';
import { GENERATORS, spreadDifficulties } from '../track/generator-options.ts';
import type { Track } from '../track/track.ts';
import { DEFAULT_HYPERPARAMETERS, stepsPerUpdate } from './hyperparameters.ts';

/** When is training over? `lap` and `solved` ask the greedy evaluations: see {@link ./trainer.ts}. */
const budget = z.union([
  z.literal('lap'),
  z.literal('solved'),
  z.strictObject({ updates: z.int().min(1) }),
  z.strictObject({ steps: z.int().min(1) }),
  z.strictObject({ minutes: z.number().positive() }),
]);
export type Budget = z.infer<typeof budget>;

/** The ground pictures of a track take about 10 MB with generator 1 and 16 MB with generator 2, in every thread. */
export const MAX_GENERATED = 250;

const count = (most: number) => z.int().min(1).max(most);
const seed32 = z.int().min(0).max(0xffff_ffff);
const fraction = z.number().min(0).max(1);
export const hyperparametersSchema = z.strictObject({
  shards: count(64),
  carsPerShard: count(1024),
  rolloutSteps: count(4096),
  epochs: count(100),
  minibatchSize: count(65536),
  learningRate: z.number().positive().max(1),
  annealLearningRate: z.boolean(),
  discount: fraction,
  gaeLambda: fraction,
  clipRange: z.number().positive().max(1),
  entropyCoefficient: z.number().min(0).max(1),
  valueCoefficient: z.number().min(0).max(100),
  valueLoss: z.enum(['squared', 'huber']),
  maxGradientNorm: z.number().positive().nullable(),
});

const guideSchema = z.strictObject({ weight: z.number().positive().max(100), share: z.number().positive().max(1) });

/** Deviations as parts of half the range, of steering and of speed, falling from one to the other over the training. */
const deviation = z.number().min(0.001).max(1);
const explorationSchema = z.strictObject({ from: deviation, to: deviation });
export type Exploration = z.infer<typeof explorationSchema>;

const weights = z.string().regex(/^[0-9a-f]{64}$/);
const opponentsSchema = z.strictObject({
  /** so many share each car's track */
  count: count(MAX_OPPONENTS),
  /** the learner as it was, or these agents; who drives which car is drawn each episode */
  drivers: z.union([
    z.literal('self'),
    z
      .array(z.strictObject({ name: z.string(), weightsHash: weights }))
      .min(1)
      .max(12),
  ]),
});

export const recipeSchema = z.strictObject({
  /** the back end whose bits the result has: `wasm` the same everywhere, `webgl` those of the GPU it ran on */
  backend: z.enum(['wasm', 'webgl']),
  /** given tracks, under the name that the format has had from the start; the laps on the first are recorded */
  courses: z.array(z.strictObject({ name: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/) })).max(100),
  /** tracks made from seeds `seed`, `seed` + 1, …, their difficulties spread evenly over the range */
  generated: z
    .strictObject({
      count: count(MAX_GENERATED),
      seed: seed32,
      minDifficulty: fraction,
      maxDifficulty: fraction,
      /** absent: 1, as in recipes from before there was another */
      generator: z.literal(GENERATORS).exactOptional(),
    })
    .nullable(),
  ...worldFields,
  /** cars that share the track of each of the learner's; missing = none */
  opponents: opponentsSchema.exactOptional(),
  /** cars drive every track in both directions */
  directions: z.literal('both'),
  /** a built-in one, or a custom one: the text with this hash, which travels beside the recipe under this name */
  reward: z.union([
    z.enum(BUILT_IN_REWARDS as [string, ...string[]]),
    z.strictObject({ file: z.string().regex(/^reward\.(py|js|ts)$/), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  ]),
  /** imitation of a guide beside the reward ({@link ./guide.ts}); missing = none */
  guide: guideSchema.exactOptional(),
  /** what estimates the values of states: a critic that knows the car's state ({@link ./critic.ts}); missing = the policy's network, from frames */
  critic: z.literal('state').exactOptional(),
  /** how far a continuous policy strays from what it holds best while it learns; missing = as it learns to */
  exploration: explorationSchema.exactOptional(),
  /** evaluations drive with, and training ends with, a mean of the updates' weights, of which this share stays at each ({@link ./weight-average.ts}); missing = the last update's weights */
  averaging: z.number().min(0.1).max(0.999).exactOptional(),
  architecture: z.enum(ARCHITECTURE_NAMES),
  actionSpace: actionSpaceSchema,
  hyperparameters: hyperparametersSchema,
  seed: seed32,
  /** updates between greedy evaluations */
  evaluateEvery: count(1000),
  until: budget,
  /** stop when so many evaluations in a row were no better than the best; null = never */
  plateau: count(10_000).nullable(),
  /** the agent whose weights it began with; null = blank weights */
  from: z.strictObject({ name: z.string(), weightsHash: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
});

export type Recipe = z.infer<typeof recipeSchema>;

/** A recipe's default values. */
export const RECIPE_DEFAULTS = {
  backend: 'wasm',
  generated: null,
  objects: [],
  randomisation: null,
  directions: 'both',
  reward: DEFAULT_REWARD,
  architecture: 'pocket',
  actionSpace: DEFAULT_ACTIONS,
  car: 'deepracer-v6',
  controlHz: 15,
  hyperparameters: DEFAULT_HYPERPARAMETERS,
  seed: 1,
  evaluateEvery: 1,
  until: 'solved',
  plateau: null,
  from: null,
} satisfies Omit<Recipe, 'courses'>;

/** Most floats that a shard stores of its cars' frames in a rollout: a gibibyte. */
const MAX_OBSERVATIONS = 1 << 28;

/** @throws UserError naming `file` for what no recipe may hold, an impossible action space, sizes that do not fit each other */
export function checkRecipe(recipe: Recipe, file = 'recipe'): void {
  const checked = recipeSchema.safeParse(recipe);
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues;
    throw new UserError(file, path.join('.'), `is not valid (${message})`, 'change it');
  }
  const { hyperparameters, courses, generated, actionSpace, architecture } = recipe;
  checkActionSpace(actionSpace, file);
  if (courses.length === 0 && !generated) throw new UserError(file, 'courses', 'is empty', 'give at least one track');
  const { shards, carsPerShard, rolloutSteps, minibatchSize } = hyperparameters;
  const samples = carsPerShard * rolloutSteps;
  if (recipe.backend === 'webgl' && shards !== 1) {
    throw new UserError(file, 'hyperparameters.shards', `is ${shards}, but on a GPU all cars are one shard`, 'make it 1');
  }
  if (minibatchSize % shards !== 0 || samples % (minibatchSize / shards) !== 0) {
    const fix = `use a multiple of ${shards} (shards) that divides ${shards * samples} (samples per rollout)`;
    throw new UserError(file, 'hyperparameters.minibatchSize', `is ${minibatchSize}`, fix);
  }
  const onlyOnCpu = (['guide', 'critic', 'exploration', 'opponents'] as const).find((name) => recipe[name] !== undefined);
  if (onlyOnCpu && recipe.backend === 'webgl') {
    throw new UserError(file, onlyOnCpu, 'is not known on a GPU', 'use the wasm back end');
  }
  if (recipe.exploration && actionSpace.kind !== 'continuous') {
    throw new UserError(file, 'exploration', 'is for continuous actions', 'leave it out, or use a continuous action space');
  }
  const { size } = observationShape(ARCHITECTURES[architecture], DEEPRACER_CAMERA);
  if (samples * size > MAX_OBSERVATIONS) {
    const problem = `make rollouts of ${samples} frames of ${size} pixels`;
    const fix = `make carsPerShard · rolloutSteps at most ${Math.floor(MAX_OBSERVATIONS / size)}`;
    throw new UserError(file, 'hyperparameters', problem, fix);
  }
}

/** The recipe's generated tracks. Deterministic: their points are part of the result. */
export function generatedTracks({ generated }: Recipe): Track[] {
  if (!generated) return [];
  const { count, seed, minDifficulty, maxDifficulty, generator = 1 } = generated;
  return spreadDifficulties(count, minDifficulty, maxDifficulty).map((difficulty, i) =>
    generateTrack({ seed: seed + i, difficulty, generator }),
  );
}

/** Updates after which a budget in updates or steps is used up; null for any other. */
export function totalUpdates({ until, hyperparameters }: Pick<Recipe, 'until' | 'hyperparameters'>): number | null {
  if (typeof until === 'string') return null;
  if ('updates' in until) return until.updates;
  return 'steps' in until ? Math.ceil(until.steps / stepsPerUpdate(hyperparameters)) : null;
}

const EXTENSIONS = { python: 'py', javascript: 'js', typescript: 'ts' } as const;

/** What a recipe says of a custom reward function. */
export function rewardEntry(source: RewardSource): Recipe['reward'] {
  return { file: `reward.${EXTENSIONS[source.language]}`, hash: sourceHash(source) };
}

/** The recipe with this reward function instead of its own. */
export function withReward(recipe: Recipe, reward: RewardSource | undefined): Recipe {
  return reward ? { ...recipe, reward: rewardEntry(reward) } : recipe;
}

/** Given and generated ones. */
export function trackCount({ courses, generated }: Pick<Recipe, 'courses' | 'generated'>): number {
  return courses.length + (generated?.count ?? 0);
}

/** The default name of a training: its track and its seed. */
export function runName(recipe: Recipe): string {
  const { courses, seed } = recipe;
  const suffix = `-${seed}`;
  const count = trackCount(recipe);
  const what = count === 1 && courses[0] ? courses[0].name : `${count}-tracks`;
  return `${what.slice(0, 64 - suffix.length)}${suffix}`;
}
