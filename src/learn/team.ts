/** A team trains all shards of a recipe, on one worker or on many. */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import { distributionOf } from '../policy/distributions.ts';
import { emptyNetwork, type Network } from '../policy/network.ts';
import { builtInReward } from '../reward/builtin.ts';
import type { Reward } from '../reward/reward.ts';
import { worldOf } from '../sim/world-options.ts';
import { bothWays, type Track } from '../track/track.ts';
import {
  type Learner,
  type LearnerOptions,
  type LearnerStart,
  type LearnerState,
  newLearner,
  type ShardReport,
} from './learner.ts';
import { type Recipe, totalUpdates } from './recipe.ts';
import type { DrivenSamples } from './rollout.ts';

/** All of a team's work on one update. */
export interface TeamUpdate {
  /** counts from 1 */
  readonly update: number;
  /** in the shards' order */
  readonly reports: readonly ShardReport[];
  /** the network's parameters after it */
  readonly parameters: Float32Array;
  /** the state that training could continue from: after every {@link Recipe.evaluateEvery}th update, with a sandboxed reward after every one */
  readonly state: LearnerState | null;
  /** what was driven in it, by shard; empty unless the team is watched */
  readonly driven: readonly DrivenSamples[];
}

export interface Team {
  /** The next update. A team may work ahead of what is asked. @throws Diverged when there is none, TeamLost when there is no team */
  next(): Promise<TeamUpdate>;
  /** Ends the work; `next` must not be called again. */
  stop(): Promise<void>;
}

/** A worker crashed, or lost its GPU: the team cannot be used any more, but another one may continue. */
export class TeamLost extends Error {}

/** Starts a team from blank weights, or from where `start` says. */
export type NewTeam = (start: LearnerStart) => Team;

/** The learner that computes the given shards of a recipe. The other parameters are those of {@link learnerOptions}. */
export function learnerOf(
  recipe: Recipe,
  tracks: readonly Track[],
  shards: readonly number[],
  start: LearnerStart = {},
  rewardOf?: (shard: number) => Reward,
): Learner {
  return newLearner(learnerOptions(recipe, tracks, shards, rewardOf), start);
}

/**
 * @param tracks all of the recipe's, generated ones included
 * @param rewardOf each shard's reward, where it is none of the built-in ones
 */
export function learnerOptions(
  recipe: Recipe,
  tracks: readonly Track[],
  shards: readonly number[],
  rewardOf: (shard: number) => Reward = () => nativeReward(recipe),
): LearnerOptions {
  return {
    tracks: bothWays(tracks),
    world: worldOf(recipe),
    opponents: recipe.opponents ?? null,
    reward: rewardOf,
    architecture: ARCHITECTURES[recipe.architecture],
    actionSpace: recipe.actionSpace,
    hyperparameters: recipe.hyperparameters,
    seed: recipe.seed,
    totalUpdates: totalUpdates(recipe),
    guide: recipe.guide ?? null,
    critic: recipe.critic ?? 'network',
    exploration: recipe.exploration ?? null,
    shards,
  };
}

function nativeReward({ reward }: Recipe): Reward {
  if (typeof reward === 'string') return builtInReward(reward);
  throw new Error(`${reward.file} needs a sandbox`);
}

/** The recipe's network, all parameters 0. */
export function blankNetwork({ architecture, actionSpace }: Pick<Recipe, 'architecture' | 'actionSpace'>): Network {
  return emptyNetwork(ARCHITECTURES[architecture], DEEPRACER_CAMERA, distributionOf(actionSpace));
}

export function allShards({ hyperparameters }: Recipe): number[] {
  return Array.from({ length: hyperparameters.shards }, (_, shard) => shard);
}
