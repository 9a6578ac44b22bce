/** Adam with numbers that stay on the back end: the steps of adam.ts, tensor by tensor. */
import * as tf from '@tensorflow/tfjs-core';
import { ADAM_BETA1, ADAM_BETA2, ADAM_EPSILON } from './adam.ts';

/** A parameter and its moments after a step down the gradient; the old ones stay the caller's. Call inside a tidy. */
export function stepTensor(
  parameter: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  gradient: tf.Tensor,
  { size, scale }: { size: number; scale: number },
): { readonly parameter: tf.Tensor; readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  const nextMean = tf.add(tf.mul(mean, ADAM_BETA1), tf.mul(gradient, 1 - ADAM_BETA1));
  const nextVariance = tf.add(tf.mul(variance, ADAM_BETA2), tf.mul(tf.square(gradient), 1 - ADAM_BETA2));
  const step = tf.div(tf.mul(nextMean, size), tf.add(tf.mul(tf.sqrt(nextVariance), scale), ADAM_EPSILON));
  return { parameter: tf.sub(parameter, step), mean: nextMean, variance: nextVariance };
}
