/**
 * The learner: shards of cars, one network. Every participant holds the same weights and takes the same
 * steps: each computes the gradients of its own shards, all gradients are shared, and the mean
 * is taken in the shards' order. So the weights are the same to the bit on any number of participants.
 */

import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { ActionSpace } from '../car/actions.ts';
import type { CarSpec } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import { type RandomStream, randomStream, shuffle } from '../math/random.ts';
import type { Architecture } from '../policy/architecture.ts';
import { disposeWeights, emptyNetwork, initialise, type Network, uploadWeights } from '../policy/network.ts';
import type { Reward } from '../reward/reward.ts';
import { newEnvironment } from '../sim/environment.ts';
import { type Adam, newAdam, stepAdam } from '../tensor/adam.ts';
import type { Track } from '../track/track.ts';
import { estimateAdvantages } from './gae.ts';
import { type Hyperparameters, learningRateAt } from './hyperparameters.ts';
import { type LossSums, type Minibatch, minibatchGradient, newLossSums } from './ppo.ts';
import { newRewardScale, type RewardScale, scaleRewards } from './reward-scale.ts';
import { collect, type Driver, type EpisodeSums, newDriver, newRollout, type Rollout } from './rollout.ts';

/** Where participants put their shards' gradients and find everybody's. */
export interface Exchange {
  /** this step's gradient of each shard; a participant writes those of its own */
  readonly gradients: () => readonly Float32Array[];
  /** waits until every shard's gradient of this step is there; afterwards `gradients` are the next step's */
  readonly meet: () => readonly Float32Array[] | Promise<readonly Float32Array[]>;
}

/** For a participant that has all shards itself. */
export function soleExchange(shards: number, parameters: number): Exchange {
  const all = Array.from({ length: shards }, () => new Float32Array(parameters));
  return { gradients: () => all, meet: () => all };
}

export interface LearnerOptions {
  /** both directions of every course to train on: car i of all drives `tracks[i % tracks.length]` */
  readonly tracks: readonly Track[];
  /** a reward function of its own for each shard */
  readonly reward: (shard: number) => Reward;
  readonly architecture: Architecture;
  readonly actionSpace: ActionSpace;
  readonly hyperparameters: Hyperparameters;
  readonly spec: CarSpec;
  readonly controlHz: number;
  readonly seed: number;
  /** updates of the whole training, if that is known: over them the step size may fall */
  readonly totalUpdates: number | null;
  /** the shards this participant computes */
  readonly shards: readonly number[];
}

interface Shard {
  readonly index: number;
  readonly driver: Driver;
  readonly rollout: Rollout;
  readonly rewardScale: RewardScale;
  readonly minibatch: Minibatch;
  /** orders samples */
  readonly stream: RandomStream;
  readonly order: Int32Array;
}

export interface Learner {
  readonly network: Network;
  readonly adam: Adam;
  readonly shards: readonly Shard[];
  readonly hyperparameters: Hyperparameters;
  readonly totalUpdates: number | null;
  readonly gradient: Float32Array;
  updates: number;
}

/** What one shard's part of an update was like. */
export interface ShardReport {
  readonly shard: number;
  readonly losses: LossSums;
  readonly episodes: EpisodeSums;
  /** sums over the rollout's samples, for the explained variance */
  readonly variance: { readonly targets: number; readonly residuals: number };
  /** norm of each gradient step before clipping, mean; the same for every shard */
  readonly gradientNorm: number;
}

/** A learner with blank weights, its cars at their first starts. */
export function newLearner(options: LearnerOptions): Learner {
  const { hyperparameters, seed, actionSpace, architecture } = options;
  const network = emptyNetwork(architecture, DEEPRACER_CAMERA, actionSpace.actions.length);
  initialise(network, randomStream(seed, 'init'));
  return {
    network,
    adam: newAdam(network.parameters.length),
    shards: options.shards.map((index) => newShard(options, network, index)),
    hyperparameters,
    totalUpdates: options.totalUpdates,
    gradient: new Float32Array(network.parameters.length),
    updates: 0,
  };
}

function newShard(options: LearnerOptions, network: Network, index: number): Shard {
  const { carsPerShard, rolloutSteps, minibatchSize, shards } = options.hyperparameters;
  const environment = newEnvironment({
    tracks: options.tracks,
    cars: carsPerShard,
    firstIndex: index * carsPerShard,
    seed: options.seed,
    spec: options.spec,
    controlHz: options.controlHz,
    firstRow: options.architecture.cropTop,
  });
  const size = minibatchSize / shards;
  const samples = carsPerShard * rolloutSteps;
  return {
    index,
    driver: newDriver({
      environment,
      network,
      actionSpace: options.actionSpace,
      reward: options.reward(index),
      stream: randomStream(options.seed, 'action', index),
    }),
    rollout: newRollout(rolloutSteps, carsPerShard, network.input.size),
    rewardScale: newRewardScale(carsPerShard),
    minibatch: {
      size,
      observations: new Float32Array(size * network.input.size),
      actions: new Uint8Array(size),
      logProbabilities: new Float32Array(size),
      advantages: new Float32Array(size),
      targets: new Float32Array(size),
    },
    stream: randomStream(options.seed, 'shuffle', index),
    order: Int32Array.from({ length: samples }, (_, i) => i),
  };
}

/** One update: a rollout, then epochs of minibatches. Returns what the own shards' parts were like. */
export async function update(learner: Learner, exchange: Exchange): Promise<ShardReport[]> {
  const { network, shards, hyperparameters } = learner;
  const { epochs, discount, gaeLambda } = hyperparameters;
  const weights = uploadWeights(network);
  for (const { driver, rollout, rewardScale } of shards) {
    await collect(driver, weights, rollout);
    scaleRewards(rewardScale, rollout, discount);
    estimateAdvantages(rollout, discount, gaeLambda, rollout.advantages, rollout.targets);
  }
  disposeWeights(weights);

  const losses = shards.map(newLossSums);
  let norms = 0;
  let gradientSteps = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { stream, order } of shards) shuffle(stream, order);
    const { order, minibatch } = shards[0];
    for (let first = 0; first + minibatch.size <= order.length; first += minibatch.size) {
      norms += await gradientStep(learner, exchange, first, losses);
      gradientSteps++;
    }
  }
  learner.updates++;
  return shards.map(({ index, rollout }, i) => ({
    shard: index,
    losses: losses[i],
    episodes: { ...rollout.episodes },
    variance: varianceOf(rollout),
    gradientNorm: norms / gradientSteps,
  }));
}

/** One Adam step down the mean gradient of all shards' next minibatches. Returns the gradient's norm. */
async function gradientStep(learner: Learner, exchange: Exchange, first: number, losses: LossSums[]): Promise<number> {
  const { network, shards, hyperparameters, gradient, adam } = learner;
  const own = exchange.gradients();
  const weights = uploadWeights(network);
  shards.forEach((shard, i) => {
    gather(shard, first, network.input.size);
    minibatchGradient(network, weights, shard.minibatch, hyperparameters, own[shard.index], losses[i]);
  });
  disposeWeights(weights);
  const all = await exchange.meet();
  const norm = meanGradient(all, gradient);
  if (!Number.isFinite(norm)) {
    const problem = 'diverged: its gradient is not finite';
    throw new UserError(
      'training',
      `update ${learner.updates + 1}`,
      problem,
      'train with another seed or a smaller learning rate',
    );
  }
  const { maxGradientNorm } = hyperparameters;
  if (norm > maxGradientNorm) {
    const scale = maxGradientNorm / norm;
    for (let i = 0; i < gradient.length; i++) gradient[i] *= scale;
  }
  stepAdam(adam, network.parameters, gradient, learningRateAt(hyperparameters, learner.updates, learner.totalUpdates));
  return norm;
}

/** Copies the samples order[first…] of a shard's rollout into its minibatch. */
function gather({ rollout, minibatch, order }: Shard, first: number, observationSize: number): void {
  for (let i = 0; i < minibatch.size; i++) {
    const from = order[first + i];
    const at = from * observationSize;
    minibatch.observations.set(rollout.observations.subarray(at, at + observationSize), i * observationSize);
    minibatch.actions[i] = rollout.actions[from];
    minibatch.logProbabilities[i] = rollout.logProbabilities[from];
    minibatch.advantages[i] = rollout.advantages[from];
    minibatch.targets[i] = rollout.targets[from];
  }
}

/** Writes the mean over the shards, summed in their order, to `out`; returns its norm. */
function meanGradient(all: readonly Float32Array[], out: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let shard = 0; shard < all.length; shard++) sum += all[shard][i];
    const mean = sum / all.length;
    out[i] = mean;
    squares += mean * mean;
  }
  return Math.sqrt(squares);
}

/** Variances of the value targets and of what the values missed of them, over the rollout's samples. */
function varianceOf({ targets, values }: Rollout): { targets: number; residuals: number } {
  const variance = (value: (i: number) => number): number => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < targets.length; i++) {
      sum += value(i);
      squares += value(i) * value(i);
    }
    return squares / targets.length - (sum / targets.length) * (sum / targets.length);
  };
  return { targets: variance((i) => targets[i]), residuals: variance((i) => targets[i] - values[i]) };
}
