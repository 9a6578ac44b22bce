/**
 * What a policy's loss needs of its distribution, as tensors: the same as {@link Distribution.score}, for learners whose
 * numbers stay on the back end. Call inside a tidy.
 */
import * as tf from '@tensorflow/tfjs-core';
import { HALF_LOG_TWO_PI } from './gaussian.ts';

interface ScoreTensors {
  /** [batch] */
  readonly logProbability: tf.Tensor1D;
  /** [batch], or one number for all */
  readonly entropy: tf.Tensor;
  /** ∂log p(a)/∂outputs, [batch, outputs] */
  readonly logProbabilityGradient: tf.Tensor2D;
  /** ∂H/∂outputs, [batch, outputs]; null where it is 0 */
  readonly entropyGradient: tf.Tensor2D | null;
  /** ∂log p(a)/∂log σ, [batch, log-stds]; null where there are none */
  readonly logStdGradient: tf.Tensor2D | null;
}

/** @param outputs logits @param actions [batch, 1] indices */
export function categoricalScore(outputs: tf.Tensor2D, actions: tf.Tensor2D): ScoreTensors {
  const count = outputs.shape[1];
  const logP = tf.logSoftmax(outputs) as tf.Tensor2D;
  const p = tf.exp(logP);
  const entropy = tf.neg(tf.sum(tf.mul(p, logP), 1, true));
  const chosen = tf.oneHot(tf.cast(tf.reshape(actions, [-1]), 'int32'), count);
  return {
    logProbability: tf.sum(tf.mul(chosen, logP), 1),
    entropy: tf.reshape(entropy, [-1]),
    logProbabilityGradient: tf.sub(chosen, p),
    entropyGradient: tf.neg(tf.mul(p, tf.add(logP, entropy))),
    logStdGradient: null,
  };
}

/** @param means [batch, n] @param logStd [n] @param actions [batch, n] as they were drawn */
export function gaussianScore(means: tf.Tensor2D, logStd: tf.Tensor1D, actions: tf.Tensor2D): ScoreTensors {
  const precision = tf.exp(tf.neg(logStd));
  const z = tf.mul(tf.sub(actions, means), precision);
  const squared = tf.square(z);
  const each = tf.add(tf.add(tf.mul(squared, 0.5), logStd), HALF_LOG_TWO_PI);
  return {
    logProbability: tf.neg(tf.sum(each, 1)),
    entropy: tf.sum(tf.add(logStd, 0.5 + HALF_LOG_TWO_PI)),
    logProbabilityGradient: tf.mul(z, precision),
    entropyGradient: null,
    logStdGradient: tf.sub(squared, 1),
  };
}
