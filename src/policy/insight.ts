/** What goes on in a network that looks at one frame, for people to see. */
import * as tf from '@tensorflow/tfjs-core';
import { exp } from '../math/exact.ts';
import { attentionSteps } from './attention.ts';
import { logSoftmax } from './categorical.ts';
import { type Spot, withPatch } from './cover.ts';
import type { Driver } from './driver.ts';
import { forward, policyOutputs } from './network.ts';

export interface Insight {
  /** of each action of a discrete space; mean and deviation of steering and speed, in −1..1 of their ranges, of a continuous one */
  readonly outputs: Float32Array;
  /** the action it likes best: its index; 0 for a continuous space */
  readonly best: number;
  readonly value: number;
  /** how much the action distribution depends on each pixel of the observation, 0..1, rows from the top */
  readonly attention: Float32Array;
  /** of the first convolution: maps of height × width, one after the other, each 0..1 */
  readonly maps: { readonly height: number; readonly width: number; readonly count: number; readonly values: Float32Array };
  /** what `outputs` would be with a patch of the frame hidden; null while none is */
  readonly covered: Float32Array | null;
}

/**
 * Looks into a network, in parts where that is large: between two of them a worker can do other things.
 * @param observation height × width floats as the network's input has them; not to be changed meanwhile
 */
export function* insightSteps(driver: Driver, observation: Float32Array): Generator<void, Insight> {
  const { network, weights, actionSpace } = driver;
  const { height, width } = network.input;
  const { raw, value, maps } = tf.tidy(() => {
    const pass = forward(network, weights, tf.tensor4d(observation, [1, height, width, 1]));
    const first = pass.policy[1];
    const [, mapHeight, mapWidth, count] = first.shape as [number, number, number, number];
    const byMap = tf.transpose(tf.reshape(first, [mapHeight, mapWidth, count]), [2, 0, 1]).dataSync() as Float32Array;
    return {
      raw: pass.outputs.dataSync() as Float32Array,
      value: pass.values.dataSync()[0],
      maps: { height: mapHeight, width: mapWidth, count, values: ofLargest(byMap) },
    };
  });
  const best = actionSpace.kind === 'discrete' ? raw.reduce((at, output, k) => (output > raw[at] ? k : at), 0) : 0;
  const attention = yield* attentionSteps(driver, raw, observation);
  return { outputs: shownOutputs(driver, raw), best, value, attention, maps, covered: null };
}

/** The same at once. */
export function insightOf(driver: Driver, observation: Float32Array): Insight {
  const steps = insightSteps(driver, observation);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** {@link Insight.outputs} with a patch of the frame hidden. */
export function coveredOutputs(driver: Driver, observation: Float32Array, spot: Spot): Float32Array {
  const { network, weights, camera } = driver;
  const raw = policyOutputs(network, weights, withPatch(network.architecture, camera, observation, spot));
  return shownOutputs(driver, raw);
}

function shownOutputs({ network, actionSpace }: Driver, raw: Float32Array): Float32Array {
  if (actionSpace.kind === 'continuous') {
    return Float32Array.of(...raw, ...Array.from(network.parameters.subarray(network.logStdAt), exp));
  }
  const logP = new Float64Array(raw.length);
  logSoftmax(raw, 0, raw.length, logP);
  return Float32Array.from(logP, exp);
}

function ofLargest(values: Float32Array): Float32Array {
  let largest = 1e-12;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return values.map((value) => Math.abs(value) / largest);
}
