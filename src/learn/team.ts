/** Those who train together: all shards of a recipe, on one participant or on many. */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { CAR_SPECS } from '../car/spec.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import { emptyNetwork, type Network } from '../policy/network.ts';
import { builtInReward } from '../reward/builtin.ts';
import { bothWays, type Track } from '../track/track.ts';
import { type Learner, type LearnerOptions, newLearner, type ShardReport } from './learner.ts';
import { type Recipe, totalUpdates } from './recipe.ts';

/** All of a team's work on one update, whoever did it. */
export interface TeamUpdate {
  /** counts from 1 */
  readonly update: number;
  /** in the shards' order */
  readonly reports: readonly ShardReport[];
  /** the network's parameters after it */
  readonly parameters: Float32Array;
}

export interface Team {
  /** The next update. A team may work ahead of what is asked. */
  next(): Promise<TeamUpdate>;
  /** Ends the work; `next` must not be called again. */
  stop(): Promise<void>;
}

/** The learner that computes the given shards of a recipe. @param courses all of it, generated ones included */
export function learnerOf(recipe: Recipe, courses: readonly Track[], shards: readonly number[]): Learner {
  const options: LearnerOptions = {
    tracks: bothWays(courses),
    reward: () => builtInReward(recipe.reward),
    architecture: ARCHITECTURES[recipe.architecture],
    actionSpace: recipe.actionSpace,
    hyperparameters: recipe.hyperparameters,
    spec: CAR_SPECS[recipe.car],
    controlHz: recipe.controlHz,
    seed: recipe.seed,
    totalUpdates: totalUpdates(recipe),
    shards,
  };
  return newLearner(options);
}

/** The recipe's network, all parameters 0. */
export function blankNetwork({ architecture, actionSpace }: Recipe): Network {
  return emptyNetwork(ARCHITECTURES[architecture], DEEPRACER_CAMERA, actionSpace.actions.length);
}

export function allShards({ hyperparameters }: Recipe): number[] {
  return Array.from({ length: hyperparameters.shards }, (_, shard) => shard);
}
