/** A whole training: from tracks and a recipe to an agent. */
import { TRAINING_VERSIONS } from '../math/versions.ts';
import { type Agent, weightsHash } from '../policy/agent.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import type { PolicyData } from '../policy/policy.ts';
import { DEFAULT_REWARD, OBJECTS_REWARD } from '../reward/builtin.ts';
import type { RewardSource } from '../reward/source.ts';
import type { Track } from '../track/track.ts';
import { aidsOf, GOALS, type Goal } from './goal.ts';
import { inheritedParameters } from './inherit.ts';
import type { LearnerStart } from './learner.ts';
import { checkRecipe, generatedTracks, RECIPE_DEFAULTS, type Recipe, rewardEntry, runName, trackCount } from './recipe.ts';
import type { Team } from './team.ts';
import { type TrainingOptions, type TrainingResult, train } from './trainer.ts';

export interface RunOptions extends Pick<TrainingOptions, 'signal' | 'onProgress' | 'resumeFrom' | 'onCheckpoint'> {
  /** tracks to train on, each in both directions; with the recipe's generated tracks there may be none */
  readonly tracks: readonly Track[];
  /** the name of a built-in reward (default: the goal's, or `progress-and-speed`, among objects `avoid-objects`) or a reward function's text */
  readonly reward?: string | RewardSource;
  /** what the agent is for: settings that were measured to be best for it */
  readonly goal?: Goal;
  /** cars that share the track of each of the learner's (by default two): these agents, or the learner as it was */
  readonly opponents?: { readonly count?: number; readonly drivers: 'self' | readonly Agent[] };
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
 * @param file that errors name
 * @throws UserError for values that no recipe may have, or that do not fit together
 */
export function recipeOf(options: RunOptions, file?: string): Recipe {
  const { tracks, reward, goal: goalName, from, opponents, recipe: changes } = options;
  const goal = goalName && GOALS[goalName];
  const inherited = from && {
    architecture: from.policy.network.architecture.name,
    actionSpace: from.policy.actionSpace,
    car: from.car,
    controlHz: from.controlHz,
  };
  const settings = {
    ...RECIPE_DEFAULTS,
    ...inherited,
    ...(goal && { actionSpace: goal.actionSpace, hyperparameters: goal.hyperparameters, until: goal.until }),
    ...(goal && aidsOf(goal)),
    ...changes,
    ...(opponents && { opponents: opponentsEntry(opponents) }),
    courses: tracks.map(({ name, hash }) => ({ name, hash })),
  };
  const usualReward = goal?.reward ?? (settings.objects.length > 0 || opponents ? OBJECTS_REWARD : DEFAULT_REWARD);
  const recipe: Recipe = {
    ...settings,
    evaluateEvery: changes?.evaluateEvery ?? usualEvaluateEvery(settings),
    reward: typeof reward === 'object' ? rewardEntry(reward) : (reward ?? usualReward),
    from: from ? { name: from.name, weightsHash: weightsHash(from.policy.network) } : null,
  };
  checkRecipe(recipe, file);
  return recipe;
}

const USUAL_OPPONENTS = 2;

function opponentsEntry({
  count = USUAL_OPPONENTS,
  drivers,
}: NonNullable<RunOptions['opponents']>): NonNullable<Recipe['opponents']> {
  if (drivers === 'self') return { count, drivers };
  return { count, drivers: drivers.map(({ name, policy }) => ({ name, weightsHash: weightsHash(policy.network) })) };
}

/** The agents that drive opponents, as workers get them. */
export function opponentPolicies(agents: readonly Agent[]): PolicyData[] {
  return agents.map(({ policy: { network, actionSpace } }) => {
    return { architecture: network.architecture.name, actionSpace, parameters: network.parameters };
  });
}

/** Updates between evaluations where none of them ends the training: each drives up to six laps, or many times as many. */
const BUDGET_EVALUATE_EVERY = 4;
const MANY_DRIVES_FACTOR = 5;

function usualEvaluateEvery(settings: Pick<Recipe, 'courses' | 'generated' | 'objects' | 'until' | 'architecture'>): number {
  const { objects, until, architecture } = settings;
  // A network whose values are apart takes so long for an update that an evaluation does not matter.
  if (typeof until === 'string' || ARCHITECTURES[architecture].separateValue) return 1;
  return BUDGET_EVALUATE_EVERY * (trackCount(settings) > 1 || objects.length > 0 ? MANY_DRIVES_FACTOR : 1);
}

/** Trains until the recipe's budget is used up. @throws UserError as {@link recipeOf}, RewardFailed when the reward function fails */
export async function runTraining(options: RunOptions, platform: RunPlatform): Promise<TrainedAgent> {
  const { from, signal, onProgress, resumeFrom, onCheckpoint, opponents } = options;
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
    ...(resumeFrom && { resumeFrom }),
    ...(onCheckpoint && { onCheckpoint }),
    ...(opponents && opponents.drivers !== 'self' && { opponents: opponentPolicies(opponents.drivers) }),
  });
  return { agent: trainedAgent(options.name ?? runName(recipe), recipe, result), recipe, result };
}

/** What a training ends with, as an agent. */
export function trainedAgent(name: string, recipe: Recipe, result: TrainingResult): Agent {
  const { policy, updates, steps, seconds, firstLap, bestLapSeconds } = result;
  const summary = { updates, steps, seconds, firstLap, bestLapSeconds, versions: TRAINING_VERSIONS };
  return { name, policy, car: recipe.car, controlHz: recipe.controlHz, recipe, summary };
}
