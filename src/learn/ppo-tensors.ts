/**
 * The gradient of PPO's loss with numbers that stay on the back end: what {@link outputGradients} of ppo.ts computes, as
 * tensor operations, so that a GPU need not wait for the CPU between minibatches. tests/learn compares the two.
 */
import * as tf from '@tensorflow/tfjs-core';
import { forward, type LayerTensors, layerGradients, type Network, type Weights } from '../policy/network.ts';
import { categoricalScore, gaussianScore } from '../policy/score.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { LossSums } from './ppo.ts';

/** Samples of one gradient step. */
interface TensorBatch {
  /** [batch, height, width, 1] */
  readonly observations: tf.Tensor4D;
  /** [batch, action size] */
  readonly actions: tf.Tensor2D;
  /** [batch] each; advantages normalised already */
  readonly logProbabilities: tf.Tensor1D;
  readonly advantages: tf.Tensor1D;
  readonly targets: tf.Tensor1D;
}

interface TensorGradients {
  /** in the order of the network's layers */
  readonly layers: readonly LayerTensors[];
  /** null where the policy has no log-stds */
  readonly logStd: tf.Tensor1D | null;
  /** {@link SUMS} over the batch */
  readonly sums: tf.Tensor1D;
}

/** What {@link TensorGradients.sums} holds, in this order. */
export const SUMS = ['policyLoss', 'valueLoss', 'entropy', 'approxKl', 'clipped'] as const satisfies (keyof LossSums)[];

/** The gradient of the batch's mean loss. Call inside a tidy. @param logStd null for a categorical policy */
export function tensorGradients(
  network: Network,
  weights: Weights,
  logStd: tf.Tensor1D | null,
  batch: TensorBatch,
  hyperparameters: Hyperparameters,
): TensorGradients {
  const { clipRange, entropyCoefficient, valueCoefficient, valueLoss } = hyperparameters;
  const { actions, advantages } = batch;
  const size = actions.shape[0];
  const pass = forward(network, weights, batch.observations);
  const score = logStd ? gaussianScore(pass.outputs, logStd, actions) : categoricalScore(pass.outputs, actions);

  const logRatio = tf.sub(score.logProbability, batch.logProbabilities);
  const ratio = tf.exp(logRatio);
  const clippedRatio = tf.clipByValue(ratio, 1 - clipRange, 1 + clipRange);
  const surrogate = tf.mul(ratio, advantages);
  const clippedSurrogate = tf.mul(clippedRatio, advantages);
  // Beyond the clip the surrogate is flat: nothing pulls the policy further that way.
  const isFlat = tf.less(clippedSurrogate, surrogate);
  const pull = tf.where(isFlat, tf.zerosLike(surrogate), tf.neg(surrogate)) as tf.Tensor1D;
  const pulls = tf.expandDims(pull, 1);
  let ofOutputs: tf.Tensor = tf.mul(pulls, score.logProbabilityGradient);
  if (score.entropyGradient) ofOutputs = tf.sub(ofOutputs, tf.mul(score.entropyGradient, entropyCoefficient));
  const ofLogStd = score.logStdGradient && tf.sub(tf.mean(tf.mul(pulls, score.logStdGradient), 0), entropyCoefficient);

  const error = tf.sub(tf.reshape(pass.values, [-1]), batch.targets);
  const isHuber = valueLoss === 'huber';
  const ofValues = isHuber ? tf.clipByValue(error, -1, 1) : error;
  const square = tf.mul(tf.square(error), 0.5);
  const far = tf.abs(error);
  const losses = isHuber ? tf.where(tf.greater(far, 1), tf.sub(far, 0.5), square) : square;

  const layers = layerGradients(
    network,
    weights,
    pass,
    tf.mul(ofOutputs, 1 / size) as tf.Tensor2D,
    tf.reshape(tf.mul(ofValues, valueCoefficient / size), [size, 1]),
  );
  const entropy = score.entropy.rank === 0 ? tf.mul(score.entropy, size) : tf.sum(score.entropy);
  const sums = tf.stack([
    tf.neg(tf.sum(tf.minimum(surrogate, clippedSurrogate))),
    tf.sum(losses),
    entropy,
    tf.sum(tf.sub(tf.sub(ratio, 1), logRatio)),
    tf.sum(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clipRange), 'float32')),
  ]) as tf.Tensor1D;
  return { layers, logStd: ofLogStd as tf.Tensor1D | null, sums };
}
