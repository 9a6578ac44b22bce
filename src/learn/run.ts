/** A whole training: from tracks and a recipe to an agent. */
import { TRAINING_VERSIONS } from '../math/versions.ts';
import { type Agent, weightsHash } from '../policy/agent.ts';
import type { RewardSource } from '../reward/source.ts';
import type { Track } from '../track/track.ts';
import { inheritedParameters } from './inherit.ts';
import type { LearnerStart } from './learner.ts';
import { checkRecipe, generatedTracks, RECIPE_DEFAULTS, type Recipe, rewardEntry, runName } from './recipe.ts';
import type { Team } from './team.ts';
import { type TrainingOptions, type TrainingResult, train } from './trainer.ts';

export interface RunOptions extends Pick<TrainingOptions, 'signal' | 'onProgress'> {
  /** tracks to train on, each in both directions; with the recipe's generated tracks there may be none */
  readonly tracks: readonly Track[];
  /** the name of a built-in reward (default: `progress-and-speed`) or a reward function's text */
  readonly reward?: string | RewardSource;
  /** an agent to continue from: its weights, network, actions, car and control rate */
  readonly from?: Agent;
  /** what differs from {@link RECIPE_DEFAULTS}: `seed`, `until`, `hyperparameters` … */
  readonly recipe?: Partial<Omit<Recipe, 'courses' | 'reward' | 'from'>>;
  /** of the agent (default: the track's name and the seed) */
  readonly name?: string;
}

export interface TrainedAgent {
  readonly agent: Agent;
  readonly recipe: Recipe;
  readonly result: TrainingResult;
}

/** What a training needs of the place where it runs. */
interface RunPlatform extends Pick<TrainingOptions, 'startBackend' | 'clock'> {
  newTeam(recipe: Recipe, tracks: readonly Track[], start: LearnerStart): Team;
}

/**
 * The complete recipe of a training.
 * @throws UserError for values that no recipe may have, or that do not fit together
 */
export function recipeOf({ tracks, reward, from, recipe: changes }: RunOptions): Recipe {
  const inherited = from && {
    architecture: from.policy.network.architecture.name,
    actionSpace: from.policy.actionSpace,
    car: from.car,
    controlHz: from.controlHz,
  };
  const recipe: Recipe = {
    ...RECIPE_DEFAULTS,
    ...inherited,
    ...changes,
    courses: tracks.map(({ name, hash }) => ({ name, hash })),
    reward: typeof reward === 'object' ? rewardEntry(reward) : (reward ?? RECIPE_DEFAULTS.reward),
    from: from ? { name: from.name, weightsHash: weightsHash(from.policy.network) } : null,
  };
  checkRecipe(recipe);
  return recipe;
}

/** Trains until the recipe's budget is used up. @throws UserError as {@link recipeOf}, RewardFailed when the reward function fails */
export async function runTraining(options: RunOptions, platform: RunPlatform): Promise<TrainedAgent> {
  const { from, signal, onProgress } = options;
  const recipe = recipeOf(options);
  const tracks = [...options.tracks, ...generatedTracks(recipe)];
  const result = await train({
    recipe,
    tracks,
    newTeam: (start) => platform.newTeam(recipe, tracks, start),
    startBackend: platform.startBackend,
    clock: platform.clock,
    ...(from && { parameters: inheritedParameters(from.policy, from.name, recipe) }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  return { agent: trainedAgent(options.name ?? runName(recipe), recipe, result), recipe, result };
}

/** What a training ends with, as an agent. */
export function trainedAgent(name: string, recipe: Recipe, result: TrainingResult): Agent {
  const { policy, updates, steps, seconds, firstLap, bestLapSeconds } = result;
  const summary = { updates, steps, seconds, firstLap, bestLapSeconds, versions: TRAINING_VERSIONS };
  return { name, policy, car: recipe.car, controlHz: recipe.controlHz, recipe, summary };
}
