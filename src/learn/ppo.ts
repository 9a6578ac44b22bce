/**
 * Proximal policy optimisation (Schulman et al., 2017), clipped, with a categorical policy.
 *
 * An update is: collect a rollout ({@link ./rollout.ts}), estimate advantages ({@link ./gae.ts}), then
 * for some epochs take minibatches, each one gradient ({@link minibatchGradient}), the mean over
 * all shards, one Adam step ({@link ./learner.ts}). Deviations from CleanRL's ppo.py: truncated episodes
 * bootstrap from their last observation; the value loss is not clipped; the step size is constant.
 */
import * as tf from '@tensorflow/tfjs-core';
import { exp } from '../math/exact.ts';
import { logSoftmax } from '../policy/categorical.ts';
import { backward, forward, type Network, type Weights } from '../policy/network.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/** Samples of one gradient step. */
export interface Minibatch {
  readonly size: number;
  /** size × height × width */
  readonly observations: Float32Array;
  readonly actions: Uint8Array;
  /** log-probability of the action under the policy that drove */
  readonly logProbabilities: Float32Array;
  readonly advantages: Float32Array;
  /** what the value network should have said */
  readonly targets: Float32Array;
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
  weights: Weights,
  batch: Minibatch,
  hyperparameters: Hyperparameters,
  gradient: Float32Array,
  sums: LossSums,
): void {
  const { height, width } = network.input;
  const { size } = batch;
  normalise(batch.advantages, size);
  tf.tidy(() => {
    const observations = tf.tensor4d(batch.observations.subarray(0, size * height * width), [size, height, width, 1]);
    const pass = forward(network, weights, observations);
    const logits = pass.logits.dataSync() as Float32Array;
    const values = pass.values.dataSync() as Float32Array;
    const outputs = outputGradients(logits, values, network.actions, batch, hyperparameters, sums);
    const logitGradients = tf.tensor2d(outputs.logits, [size, network.actions]);
    const valueGradients = tf.tensor2d(outputs.values, [size, 1]);
    backward(network, weights, pass, logitGradients, valueGradients, gradient);
  });
}

/**
 * The gradient of the mean loss with respect to the network's outputs, in closed form. With
 * p = softmax(logits), r = p(a)/p_old(a), A the advantage, H the entropy, the loss of a sample is
 *
 *     −min(r·A, clip(r, 1−ε, 1+ε)·A) − β·H + c·½(V − target)²
 *
 * and ∂log p(a)/∂logitⱼ = [j = a] − pⱼ, ∂H/∂logitⱼ = −pⱼ(log pⱼ + H).
 */
export function outputGradients(
  logits: Float32Array,
  values: Float32Array,
  actionCount: number,
  batch: Minibatch,
  { clipRange, entropyCoefficient, valueCoefficient }: Hyperparameters,
  sums: LossSums,
): { logits: Float32Array; values: Float32Array } {
  const { size, actions, logProbabilities, advantages, targets } = batch;
  const logitGradients = new Float32Array(size * actionCount);
  const valueGradients = new Float32Array(size);
  const logP = new Float64Array(actionCount);
  const p = new Float64Array(actionCount);
  for (let i = 0; i < size; i++) {
    const row = i * actionCount;
    logSoftmax(logits, row, actionCount, logP);
    let entropy = 0;
    for (let j = 0; j < actionCount; j++) {
      p[j] = exp(logP[j]);
      entropy -= p[j] * logP[j];
    }
    const logRatio = logP[actions[i]] - logProbabilities[i];
    const ratio = exp(logRatio);
    const advantage = advantages[i];
    const isClipped = advantage > 0 ? ratio > 1 + clipRange : ratio < 1 - clipRange;
    // Beyond the clip the surrogate is flat: nothing pulls the policy further that way.
    const pull = isClipped ? 0 : -ratio * advantage;
    for (let j = 0; j < actionCount; j++) {
      const towards = (j === actions[i] ? 1 : 0) - p[j];
      logitGradients[row + j] = (pull * towards + entropyCoefficient * p[j] * (logP[j] + entropy)) / size;
    }
    const error = values[i] - targets[i];
    valueGradients[i] = (valueCoefficient * error) / size;

    const clippedRatio = Math.min(1 + clipRange, Math.max(1 - clipRange, ratio));
    sums.policyLoss -= Math.min(ratio * advantage, clippedRatio * advantage);
    sums.valueLoss += 0.5 * error * error;
    sums.entropy += entropy;
    sums.approxKl += ratio - 1 - logRatio;
    if (Math.abs(ratio - 1) > clipRange) sums.clipped++;
  }
  sums.samples += size;
  return { logits: logitGradients, values: valueGradients };
}

/** Shifts and scales the advantages to mean 0 and deviation 1. */
function normalise(advantages: Float32Array, size: number): void {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += advantages[i];
  const mean = sum / size;
  let squares = 0;
  for (let i = 0; i < size; i++) squares += (advantages[i] - mean) * (advantages[i] - mean);
  const scale = 1 / (Math.sqrt(squares / size) + 1e-8);
  for (let i = 0; i < size; i++) advantages[i] = (advantages[i] - mean) * scale;
}
