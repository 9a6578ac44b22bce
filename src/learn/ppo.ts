/**
 * Proximal policy optimisation (Schulman et al., 2017), clipped.
 *
 * An update is: collect a rollout ({@link ./rollout.ts}), estimate advantages ({@link ./gae.ts}), then
 * for some epochs take minibatches, each one gradient ({@link minibatchGradient}), the mean over
 * all shards, one Adam step ({@link ./learner.ts}).
 *
 * Deviations from CleanRL's ppo.py (with its ppo_continuous_action.py for continuous actions), all of them:
 *
 * Always
 * - Truncated episodes (time limit, completed lap) bootstrap from the value of their last frame; CleanRL takes every end
 *   as a termination.
 * - Rewards are divided by the running deviation of the discounted return and clipped to ±10
 *   ({@link ./reward-scale.ts}), each rollout after it has been counted in. ppo.py has no such scaling.
 * - The value loss is not clipped.
 * - Cars are split into shards. Each shard shuffles its own samples, and a minibatch has equally many of every shard. The
 *   gradient is the mean of the shards' gradients; its norm is clipped after that.
 * - Advantages are normalised per shard's part of a minibatch, by the deviation with divisor n, not n − 1.
 * - Weights are drawn from normal distributions (He), not orthogonal ones; the gains (√2, policy head 0.01, value head 1)
 *   and the biases (0) are CleanRL's.
 * - Policy and value share a trunk, except in DeepRacer's architectures, as in CleanRL's ppo_atari.py.
 * - A continuous policy's means are in −1..1 of the action ranges, its commands are clipped to the car's limits, and its
 *   log-deviations are clamped to −20..3.
 * - No early stop at a target divergence (CleanRL's `target_kl`, which is off there).
 * - When a gradient is not finite, or a network's outputs are not, training diverged: the trainer restores the last state,
 *   once, and halves the learning rate ({@link ./trainer.ts}).
 * - The learning rate falls only where the budget is in updates or steps: other budgets have no known end.
 *
 * By choice of the recipe
 * - Huber's value loss instead of half the squared error (`valueLoss`), as in DeepRacer.
 * - No gradient clipping (`maxGradientNorm: null`); the default norm is 1 instead of 0.5.
 * - A critic that knows the car's state (`critic: 'state'`, {@link ./critic.ts}) estimates values instead of the network,
 *   whose value loss then counts 0. Each decision then has several drawn actions, and their advantages are the critic's
 *   predictions minus their mean instead of GAE's; GAE still gives the critic's targets. At a truncation it bootstraps from
 *   the value of the last decision's state.
 * - Imitation of a guide (`guide`, {@link ./guide.ts}): its cost is added to the loss, with a weight that falls to 0.
 * - A continuous policy's deviations that follow a schedule (`exploration`) instead of being learned.
 *
 * Not deviations: Adam's ε of 1e-5, ½e² times the value coefficient, and the entropy bonus are CleanRL's. The defaults of
 * all other numbers differ and are in {@link ./hyperparameters.ts}.
 */
import * as tf from '@tensorflow/tfjs-core';
import { exp } from '../math/exact.ts';
import { type Distribution, newScore } from '../policy/distribution.ts';
import { backward, forward, type Network, type Weights } from '../policy/network.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/** An action drawn for each of some observations. */
export interface Choice {
  /** rows of the distribution's action size */
  readonly actions: Float32Array;
  /** log-probability of the action under the policy that drove */
  readonly logProbabilities: Float32Array;
  readonly advantages: Float32Array;
}

export function newChoice(samples: number, actionSize: number): Choice {
  return {
    actions: new Float32Array(samples * actionSize),
    logProbabilities: new Float32Array(samples),
    advantages: new Float32Array(samples),
  };
}

/** Samples of one gradient step. */
export interface Minibatch extends Choice {
  readonly size: number;
  /** size × height × width */
  readonly observations: Float32Array;
  /** actions that were not carried out; only with a critic that can estimate their advantages */
  readonly others?: readonly Choice[];
  /** with a guide: what it would have done, and how much imitating it counts */
  readonly advice?: Advice;
  /** what the value network should have said */
  readonly targets: Float32Array;
}

interface Advice {
  /** as a minibatch's actions */
  readonly actions: Float32Array;
  /** of the imitation's cost beside the policy's loss */
  weight: number;
}

/** Sums over samples, for the metrics. */
export interface LossSums {
  samples: number;
  policyLoss: number;
  valueLoss: number;
  entropy: number;
  /** (r − 1) − log r: an unbiased, low-variance estimate of the divergence from the policy that drove */
  approxKl: number;
  clipped: number;
}

export function newLossSums(): LossSums {
  return { samples: 0, policyLoss: 0, valueLoss: 0, entropy: 0, approxKl: 0, clipped: 0 };
}

/** Writes the gradient of the minibatch's mean loss to `gradient`, and adds to `sums`. */
export function minibatchGradient(
  network: Network,
  distribution: Distribution,
  weights: Weights,
  batch: Minibatch,
  hyperparameters: Hyperparameters,
  gradient: Float32Array,
  sums: LossSums,
): void {
  const { height, width } = network.input;
  const { size } = batch;
  for (const { advantages } of choicesOf(batch)) normalise(advantages, size);
  tf.tidy(() => {
    const observations = tf.tensor4d(batch.observations.subarray(0, size * height * width), [size, height, width, 1]);
    const pass = forward(network, weights, observations);
    const outputs = pass.outputs.dataSync() as Float32Array;
    const values = pass.values.dataSync() as Float32Array;
    const logStd = network.parameters.subarray(network.logStdAt);
    const gradients = outputGradients(distribution, { outputs, values, logStd }, batch, hyperparameters, sums);
    if (batch.advice) addImitation(distribution, outputs, batch.size, batch.advice, gradients.outputs);
    const ofOutputs = tf.tensor2d(gradients.outputs, [size, distribution.outputs]);
    const ofValues = tf.tensor2d(gradients.values, [size, 1]);
    backward(network, weights, pass, ofOutputs, ofValues, gradient);
    gradient.set(gradients.logStd, network.logStdAt);
  });
}

/** What was drawn for each observation; the first one was carried out. */
function choicesOf(batch: Minibatch): readonly Choice[] {
  return batch.others ? [batch, ...batch.others] : [batch];
}

/** Adds the gradient of the mean cost of not acting as advised. */
function addImitation(
  distribution: Distribution,
  outputs: Float32Array,
  size: number,
  { actions, weight }: Advice,
  gradients: Float32Array,
): void {
  const count = distribution.outputs;
  const gradient = new Float64Array(count);
  for (let i = 0; i < size; i++) {
    distribution.imitationGradient(outputs, i, actions, gradient);
    for (let j = 0; j < count; j++) gradients[i * count + j] += (weight * gradient[j]) / size;
  }
}

/** What the network says of a minibatch. */
interface Outputs {
  readonly outputs: Float32Array;
  readonly values: Float32Array;
  readonly logStd: Float32Array;
}

/**
 * The gradient of the mean loss with respect to the network's outputs, in closed form. With
 * r = p(a)/p_old(a), A the advantage, H the entropy, the loss of a sample is
 *
 *     −min(r·A, clip(r, 1−ε, 1+ε)·A) − β·H + c·L(V − target)
 *
 * where L(e) = ½e², or Huber's (|e| − ½ beyond 1). The distribution knows the gradients of log p(a) and H. Of several
 * actions for an observation it is the mean.
 */
export function outputGradients(
  distribution: Distribution,
  { outputs, values, logStd }: Outputs,
  batch: Minibatch,
  hyperparameters: Hyperparameters,
  sums: LossSums,
): Outputs {
  const { clipRange, entropyCoefficient, valueCoefficient, valueLoss } = hyperparameters;
  const { size, targets } = batch;
  const choices = choicesOf(batch);
  const drawn = size * choices.length;
  const count = distribution.outputs;
  const ofOutputs = new Float32Array(size * count);
  const ofValues = new Float32Array(size);
  const ofLogStd = new Float64Array(distribution.logStds);
  const score = newScore(distribution);
  for (let i = 0; i < size; i++) {
    for (const { actions, logProbabilities, advantages } of choices) {
      distribution.score(outputs, logStd, i, actions, score);
      const logRatio = score.logProbability - logProbabilities[i];
      const ratio = exp(logRatio);
      const advantage = advantages[i];
      const isClipped = advantage > 0 ? ratio > 1 + clipRange : ratio < 1 - clipRange;
      // Beyond the clip the surrogate is flat: nothing pulls the policy further that way.
      const pull = isClipped ? 0 : -ratio * advantage;
      for (let j = 0; j < count; j++) {
        const towards = pull * score.logProbabilityGradient[j] - entropyCoefficient * score.entropyGradient[j];
        ofOutputs[i * count + j] += towards / drawn;
      }
      for (let k = 0; k < ofLogStd.length; k++) ofLogStd[k] += pull * score.logStdGradient[k] - entropyCoefficient;

      const clippedRatio = Math.min(1 + clipRange, Math.max(1 - clipRange, ratio));
      sums.policyLoss -= Math.min(ratio * advantage, clippedRatio * advantage) / choices.length;
      sums.entropy += score.entropy / choices.length;
      sums.approxKl += (ratio - 1 - logRatio) / choices.length;
      if (Math.abs(ratio - 1) > clipRange) sums.clipped += 1 / choices.length;
    }
    const error = values[i] - targets[i];
    const isFar = valueLoss === 'huber' && Math.abs(error) > 1;
    ofValues[i] = (valueCoefficient * (isFar ? Math.sign(error) : error)) / size;
    sums.valueLoss += isFar ? Math.abs(error) - 0.5 : 0.5 * error * error;
  }
  sums.samples += size;
  return { outputs: ofOutputs, values: ofValues, logStd: Float32Array.from(ofLogStd, (sum) => sum / drawn) };
}

/** Shifts and scales the advantages to mean 0 and deviation 1. */
export function normalise(advantages: Float32Array, size: number): void {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += advantages[i];
  const mean = sum / size;
  let squares = 0;
  for (let i = 0; i < size; i++) squares += (advantages[i] - mean) * (advantages[i] - mean);
  const scale = 1 / (Math.sqrt(squares / size) + 1e-8);
  for (let i = 0; i < size; i++) advantages[i] = (advantages[i] - mean) * scale;
}
