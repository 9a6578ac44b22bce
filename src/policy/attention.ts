/** Which parts of a frame a policy's decision depends on. */
import * as tf from '@tensorflow/tfjs-core';
import { exp } from '../math/exact.ts';
import { meanGrey } from './cover.ts';
import type { Driver } from './driver.ts';
import { type NetworkLayout, observationGradient, passPolicy } from './network.ts';

/** Points on the way from the grey frame to the observation. Four do nearly as well. */
const POINTS = 8;
/** Deviation of the smoothing, pixels of the camera: less shows single pixels, more loses thin lines. */
const SMOOTHING_PIXELS = 6;
/** A map whose parts for the decision sum to less than this is shown weaker in proportion: it depends on nothing yet. */
const LEAST_NATS = 0.01;
/** Multiplications of the policy in one part of the work, if one point takes no more: some 12 ms with `deepracer-shallow`. */
const PART_MULTIPLICATIONS = 50e6;

/**
 * How much each pixel of the observation contributes to the decision, 0..1, by integrated gradients (Sundararajan, Taly
 * and Yan, 2017).
 *
 * The frame is faded in from a plain one of its mean grey. On the way, the action distribution comes closer to the one
 * of the frame; each pixel's part in that, gradient × (pixel − mean grey) averaged over the way, sums over all
 * pixels to KL(frame ‖ plain). Parts are smoothed; those that pull elsewhere (negative) count as 0. `lapzero bench
 * attention` measures whether covering what is marked changes the decision.
 *
 * It shows what the decision takes from what is in the frame, not what something new there would change: a white patch on
 * the plain road looks like a line to a policy.
 *
 * Yields between parts of the work where the network is large, so that a worker can do other things meanwhile.
 * @param outputs of the policy head for the observation
 */
export function* attentionSteps(
  driver: Driver,
  outputs: Float32Array,
  observation: Float32Array,
): Generator<void, Float32Array> {
  const { network } = driver;
  const { size } = network.input;
  const grey = meanGrey(observation);
  const sum = new Float32Array(size);
  const count = pointsAtOnce(network);
  for (let first = 0; first < POINTS; first += count) {
    if (first > 0) yield;
    addGradients(driver, outputs, observation, first, Math.min(count, POINTS - first), sum);
  }
  let nats = 0;
  for (let i = 0; i < size; i++) {
    sum[i] *= (observation[i] - grey) / POINTS;
    nats += Math.max(0, sum[i]);
  }
  const map = smoothed(sum, network, SMOOTHING_PIXELS / network.architecture.pool);
  let largest = 1e-12;
  for (const value of map) largest = Math.max(largest, value);
  const scale = Math.min(1, nats / LEAST_NATS) / largest;
  for (let i = 0; i < size; i++) map[i] = Math.max(0, map[i] * scale);
  return map;
}

/** Adds −∂KL(frame ‖ point)/∂pixel at the points from `first` on to `sum`. */
function addGradients(
  { network, weights, distribution }: Driver,
  outputs: Float32Array,
  observation: Float32Array,
  first: number,
  count: number,
  sum: Float32Array,
): void {
  const { height, width, size } = network.input;
  const grey = meanGrey(observation);
  const points = new Float32Array(count * size);
  for (let k = 0; k < count; k++) {
    const part = (first + k + 0.5) / POINTS;
    for (let i = 0; i < size; i++) points[k * size + i] = grey + part * (observation[i] - grey);
  }
  const logStd = network.parameters.subarray(network.logStdAt);
  const pull = new Float32Array(count * outputs.length);
  tf.tidy(() => {
    const pass = passPolicy(network, weights, tf.tensor4d(points, [count, height, width, 1]));
    const others = pass.outputs.dataSync() as Float32Array;
    for (let k = 0; k < count; k++) distribution.divergence(outputs, 0, others, k, logStd, pull);
    const gradient = observationGradient(network, weights, pass, tf.tensor2d(pull, [count, outputs.length])).dataSync();
    for (let k = 0; k < count; k++) for (let i = 0; i < size; i++) sum[i] -= gradient[k * size + i];
  });
}

function pointsAtOnce(network: NetworkLayout): number {
  return Math.max(1, Math.min(POINTS, Math.floor(PART_MULTIPLICATIONS / multiplications(network))));
}

/** Of one pass of the policy. */
function multiplications({ input, policy }: NetworkLayout): number {
  let { height, width } = input;
  let sum = policy.head.fanIn * policy.head.outputs;
  for (const layer of policy.trunk) {
    let places = 1;
    if (layer.kind === 'conv') {
      const [kernel] = layer.shape;
      height = Math.floor((height - kernel) / layer.stride) + 1;
      width = Math.floor((width - kernel) / layer.stride) + 1;
      places = height * width;
    }
    sum += places * layer.fanIn * layer.outputs;
  }
  return sum;
}

/** A Gaussian blur; beyond the border lies nothing. @param deviation in pixels of the map */
function smoothed(map: Float32Array, { input: { height, width } }: NetworkLayout, deviation: number): Float32Array {
  const reach = Math.ceil(2.5 * deviation);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    exp(-0.5 * ((i - reach) / deviation) * ((i - reach) / deviation)),
  );
  const across = blurLines(map, kernel, height, width, width, 1);
  return blurLines(across, kernel, width, height, 1, width);
}

/** Blurs `lines` lines of `length` values; they begin `lineStep` apart, and their values lie `step` apart. */
function blurLines(
  from: Float32Array,
  kernel: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
): Float32Array {
  const to = new Float32Array(from.length);
  const reach = kernel.length >> 1;
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let sum = 0;
      let weight = 0;
      for (let k = Math.max(0, i - reach); k <= Math.min(length - 1, i + reach); k++) {
        const share = kernel[k - i + reach];
        sum += share * from[line * lineStep + k * step];
        weight += share;
      }
      to[line * lineStep + i * step] = sum / weight;
    }
  }
  return to;
}
