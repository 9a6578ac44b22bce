/**
 * The learner: shards of cars, one network. Every participant holds the same weights and takes the same
 * steps: each computes the gradients of its own shards, all gradients are shared, and the mean
 * is taken in the shards' order. So the weights are bit-identical on any number of participants.
 */

import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { ActionSpace } from '../car/actions.ts';
import { UserError } from '../math/error.ts';
import { log } from '../math/exact.ts';
import { randomStream, shuffle } from '../math/random.ts';
import { distributionOf } from '../policy/distributions.ts';
import { clampLogStds } from '../policy/gaussian.ts';
import { disposeWeights, emptyNetwork, initialise, type Network, uploadWeights } from '../policy/network.ts';
import type { Policy, PolicyData } from '../policy/policy.ts';
import { type Adam, newAdam, stepAdam } from '../tensor/adam.ts';
import { estimateAdvantages } from './gae.ts';
import { type Hyperparameters, learningRateAt } from './hyperparameters.ts';
import { copiesOf, newOpponentPool, noteLearner, type OpponentPool } from './opponent-pool.ts';
import { type Choice, type LossSums, minibatchGradient, newLossSums } from './ppo.ts';
import type { Exploration } from './recipe.ts';
import { scaleRewards } from './reward-scale.ts';
import { collect, compareChoices, cpuInference, type EpisodeSums, type Inference, type Rollout } from './rollout.ts';
import { newShard, restoreShard, type Shard, type ShardOptions, type ShardState } from './shard.ts';

/** Exchanges the gradients of all participants' shards. */
export interface Exchange {
  /** this step's gradient of each shard; a participant writes those of its own */
  readonly gradients: () => readonly Float32Array[];
  /** waits until every shard's gradient of this step is there, and returns them; afterwards `gradients` are the next step's */
  readonly allGather: () => readonly Float32Array[] | Promise<readonly Float32Array[]>;
}

/** For a participant that has all shards itself. */
export function soleExchange(shards: number, parameters: number): Exchange {
  const all = Array.from({ length: shards }, () => new Float32Array(parameters));
  return { gradients: () => all, allGather: () => all };
}

/** The weight of imitation in the loss. */
export interface GuideWeight {
  /** of its cost beside the policy's loss, at the beginning */
  readonly weight: number;
  /** part of the training after which the weight is 0 */
  readonly share: number;
}

export interface LearnerOptions extends Omit<ShardOptions, 'sceneBook' | 'painter' | 'isGuided'> {
  /** updates of the whole training, if that is known: over them the step size may fall */
  readonly totalUpdates: number | null;
  /** the shards this participant computes */
  readonly shards: readonly number[];
  /** how imitation of a guide counts; null without one */
  readonly guide: GuideWeight | null;
  /** a continuous policy's deviations; null = as it learns to */
  readonly exploration: Exploration | null;
}

/** Where a learner begins, if not from blank weights. */
export interface LearnerStart {
  /** the state to continue from */
  readonly state?: LearnerState;
  /** or begin with these weights */
  readonly parameters?: Float32Array;
  /** where the recipe names agents as opponents: these */
  readonly opponents?: readonly PolicyData[];
  /** factor of every step size: less than 1 after a training has diverged */
  readonly learningRateScale?: number;
}

export interface Learner {
  readonly network: Network;
  readonly actionSpace: ActionSpace;
  readonly adam: Adam;
  readonly shards: readonly Shard[];
  readonly hyperparameters: Hyperparameters;
  readonly guide: GuideWeight | null;
  readonly exploration: Exploration | null;
  readonly totalUpdates: number | null;
  readonly learningRateScale: number;
  readonly gradient: Float32Array;
  /** drives the cars' opponents; null without any */
  readonly pool: OpponentPool | null;
  updates: number;
}

/** The state that is the same in all participants. */
export interface SharedState {
  readonly updates: number;
  readonly parameters: Float32Array;
  readonly adamMean: Float32Array;
  readonly adamVariance: Float32Array;
  readonly adamProducts: Float64Array;
  /** of self-play: the learner's earlier weights that drive opponents; missing without */
  readonly copies?: readonly Float32Array[];
}

/** Everything that a training's future depends on between two updates, shards in order. */
export interface LearnerState extends SharedState {
  readonly shards: readonly ShardState[];
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

/** A learner with blank weights, its cars at their first starts, or where `start` says. */
export function newLearner(options: LearnerOptions, start: LearnerStart = {}): Learner {
  const { seed, actionSpace, architecture, totalUpdates } = options;
  // With another critic the network's value head is not used, so it is not trained.
  const valueCoefficient = options.critic === 'network' ? options.hyperparameters.valueCoefficient : 0;
  const hyperparameters = { ...options.hyperparameters, valueCoefficient };
  const network = emptyNetwork(architecture, DEEPRACER_CAMERA, distributionOf(actionSpace));
  const adam = newAdam(network.parameters.length);
  if (start.state) {
    network.parameters.set(start.state.parameters);
    adam.mean.set(start.state.adamMean);
    adam.variance.set(start.state.adamVariance);
    [adam.products[0], adam.products[1]] = start.state.adamProducts;
  } else if (start.parameters) network.parameters.set(start.parameters);
  else initialise(network, randomStream(seed, 'init'));
  const pool = options.opponents ? poolOf(options, { network, actionSpace }, start) : null;
  const sceneBook: ShardOptions['sceneBook'] = new Map();
  const shards = options.shards.map((index) => {
    const shard = newShard({ ...options, isGuided: options.guide !== null, sceneBook }, network, index, pool);
    if (start.state) restore(shard, start.state.shards[index]);
    return shard;
  });
  return {
    network,
    actionSpace,
    adam,
    shards,
    hyperparameters,
    guide: options.guide,
    exploration: options.exploration,
    totalUpdates,
    learningRateScale: start.learningRateScale ?? 1,
    gradient: new Float32Array(network.parameters.length),
    pool,
    updates: start.state?.updates ?? 0,
  };
}

/** @throws UserError where the recipe's opponents are missing */
function poolOf({ opponents }: LearnerOptions, learner: Policy, { opponents: given, state }: LearnerStart): OpponentPool {
  if (opponents?.drivers === 'self') return newOpponentPool(null, learner, state?.copies);
  if (given?.length === opponents?.drivers.length) return newOpponentPool(given ?? null, learner);
  throw new UserError('recipe', 'opponents.drivers', 'are not there', 'give the agents that it names');
}

/** @throws UserError for the state of a shard of another recipe */
export function restore(shard: Shard, state: ShardState): void {
  try {
    restoreShard(shard, state);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('the checkpoint', `shard ${shard.index}`, `does not fit (${error.message})`, 'train again');
  }
}

/** Copies; the participant's shards have a {@link shardState} each. */
export function sharedState({ updates, network, adam, pool }: Learner): SharedState {
  return {
    updates,
    parameters: network.parameters.slice(),
    adamMean: adam.mean.slice(),
    adamVariance: adam.variance.slice(),
    adamProducts: Float64Array.from(adam.products),
    ...(pool?.isSelf && { copies: copiesOf(pool) }),
  };
}

/** Training diverged: a gradient is not finite. */
export class Diverged extends Error {}

/**
 * One update: a rollout, then epochs of minibatches. Returns what the own shards' parts were like.
 * @throws Diverged
 */
export async function update(learner: Learner, exchange: Exchange): Promise<ShardReport[]> {
  const { network, shards, hyperparameters } = learner;
  const { epochs } = hyperparameters;
  setExploration(learner);
  const weights = uploadWeights(network);
  for (const shard of shards) await drive(shard, cpuInference(shard.driver, weights, shard.rollout), hyperparameters);
  disposeWeights(weights);

  const losses = shards.map(newLossSums);
  for (const { minibatch } of shards) if (minibatch.advice) minibatch.advice.weight = imitationWeight(learner);
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
  if (learner.pool) noteLearner(learner.pool, { network, actionSpace: learner.actionSpace }, learner.updates);
  return shards.map((shard, i) => reportOf(shard, losses[i], norms / gradientSteps));
}

export function reportOf({ index, rollout }: Shard, losses: LossSums, gradientNorm: number): ShardReport {
  return { shard: index, losses, episodes: { ...rollout.episodes }, variance: varianceOf(rollout), gradientNorm };
}

/** Collects a rollout and computes its advantages and value targets. */
export async function drive(
  { driver, rollout, rewardScale }: Shard,
  inference: Inference,
  { discount, gaeLambda }: Pick<Hyperparameters, 'discount' | 'gaeLambda'>,
): Promise<void> {
  await collect(driver, inference, rollout);
  scaleRewards(rewardScale, rollout, discount);
  estimateAdvantages(rollout, discount, gaeLambda, rollout.advantages, rollout.targets);
  if (!driver.critic) return;
  compareChoices(rollout);
  driver.critic.fit(rollout.targets);
}

/** One Adam step down the mean gradient of all shards' next minibatches. Returns the gradient's norm. */
async function gradientStep(learner: Learner, exchange: Exchange, first: number, losses: LossSums[]): Promise<number> {
  const { network, shards, hyperparameters, gradient, adam } = learner;
  const own = exchange.gradients();
  const weights = uploadWeights(network);
  shards.forEach((shard, i) => {
    gather(shard, first, network.input.size);
    minibatchGradient(
      network,
      shard.driver.distribution,
      weights,
      shard.minibatch,
      hyperparameters,
      own[shard.index],
      losses[i],
    );
  });
  disposeWeights(weights);
  const all = await exchange.allGather();
  const norm = meanGradient(all, gradient);
  // All participants have the same mean, so all stop at the same step.
  if (!Number.isFinite(norm)) throw new Diverged(`the gradient of update ${learner.updates + 1} is not finite`);
  const { maxGradientNorm } = hyperparameters;
  if (maxGradientNorm !== null && norm > maxGradientNorm) {
    const scale = maxGradientNorm / norm;
    for (let i = 0; i < gradient.length; i++) gradient[i] *= scale;
  }
  const rate = learningRateAt(hyperparameters, learner.updates, learner.totalUpdates) * learner.learningRateScale;
  stepAdam(adam, network.parameters, gradient, rate);
  clampLogStds(network.parameters.subarray(network.logStdAt));
  return norm;
}

/** In a straight line as a logarithm: each update by the same factor. */
function setExploration({ network, exploration, updates, totalUpdates }: Learner): void {
  if (!exploration) return;
  const [from, to] = [log(exploration.from), log(exploration.to)];
  const part = totalUpdates === null ? 0 : updates / totalUpdates;
  network.parameters.fill(from + part * (to - from), network.logStdAt);
}

/** It falls to 0 in a straight line. */
function imitationWeight({ guide, updates, totalUpdates }: Learner): number {
  if (!guide) return 0;
  return totalUpdates === null ? guide.weight : guide.weight * Math.max(0, 1 - updates / (guide.share * totalUpdates));
}

/** Copies the samples order[first…] of a shard's rollout into its minibatch. */
function gather({ rollout, minibatch, order, driver }: Shard, first: number, observationSize: number): void {
  const { actionSize } = driver.distribution;
  for (let i = 0; i < minibatch.size; i++) {
    const from = order[first + i];
    const at = from * observationSize;
    minibatch.observations.set(rollout.observations.subarray(at, at + observationSize), i * observationSize);
    gatherChoice(rollout, from, minibatch, i, actionSize);
    if (minibatch.others) {
      for (let k = 0; k < minibatch.others.length; k++) {
        gatherChoice(rollout.others[k], from, minibatch.others[k], i, actionSize);
      }
    }
    if (rollout.advised && minibatch.advice) {
      for (let k = 0; k < actionSize; k++)
        minibatch.advice.actions[i * actionSize + k] = rollout.advised[from * actionSize + k];
    }
    minibatch.targets[i] = rollout.targets[from];
  }
}

function gatherChoice(source: Choice, from: number, out: Choice, to: number, actionSize: number): void {
  for (let k = 0; k < actionSize; k++) out.actions[to * actionSize + k] = source.actions[from * actionSize + k];
  out.logProbabilities[to] = source.logProbabilities[from];
  out.advantages[to] = source.advantages[from];
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
