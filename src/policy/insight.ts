/** What goes on in a network that looks at one picture, for people to see. */
import * as tf from '@tensorflow/tfjs-core';
import type { ActionSpace } from '../car/actions.ts';
import { exp } from '../math/exact.ts';
import { logSoftmax } from './categorical.ts';
import { forward, type Network, observationGradient, type Weights } from './network.ts';

export interface Insight {
  /** of each action of a discrete space; mean and deviation of steering and speed, in −1..1 of their ranges, of a continuous one */
  readonly outputs: Float32Array;
  /** the action it likes best: its index; 0 for a continuous space */
  readonly best: number;
  readonly value: number;
  /** how much each pixel of the observation weighs in that choice, 0..1, rows from the top */
  readonly attention: Float32Array;
  /** of the first convolution: maps of height × width, one after the other, each 0..1 */
  readonly maps: { readonly height: number; readonly width: number; readonly count: number; readonly values: Float32Array };
}

/**
 * Attention is gradient saliency (Simonyan et al., 2014): |∂ log p(best action) / ∂ pixel|, for a continuous space of the
 * mean steering, over its largest value.
 * @param observation height × width floats as the network's input has them
 */
export function insightOf(network: Network, weights: Weights, actionSpace: ActionSpace, observation: Float32Array): Insight {
  const { height, width } = network.input;
  return tf.tidy(() => {
    const pass = forward(network, weights, tf.tensor4d(observation, [1, height, width, 1]));
    const raw = pass.outputs.dataSync() as Float32Array;
    const isDiscrete = actionSpace.kind === 'discrete';
    const count = raw.length;
    const logP = new Float64Array(count);
    if (isDiscrete) logSoftmax(raw, 0, count, logP);
    const best = isDiscrete ? raw.reduce((at, value, k) => (value > raw[at] ? k : at), 0) : 0;
    const pull = raw.map((_, k) => (isDiscrete ? (k === best ? 1 : 0) - exp(logP[k]) : k === 0 ? 1 : 0));
    const gradient = observationGradient(network, weights, pass, tf.tensor2d(pull, [1, count]));
    const first = pass.policy[1];
    const [, mapHeight, mapWidth, maps] = first.shape as [number, number, number, number];
    const byMap = tf.transpose(tf.reshape(first, [mapHeight, mapWidth, maps]), [2, 0, 1]).dataSync() as Float32Array;
    const logStd = network.parameters.subarray(network.logStdAt);
    return {
      outputs: isDiscrete ? Float32Array.from(logP, exp) : Float32Array.of(...raw, ...Array.from(logStd, exp)),
      best,
      value: pass.values.dataSync()[0],
      attention: ofLargest(gradient.dataSync() as Float32Array),
      maps: { height: mapHeight, width: mapWidth, count: maps, values: ofLargest(byMap) },
    };
  });
}

function ofLargest(values: Float32Array): Float32Array {
  let largest = 1e-12;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return values.map((value) => Math.abs(value) / largest);
}
