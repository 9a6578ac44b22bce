/** Does an attention map tell the truth? Covering what it marks must change the decision more than covering anything else. */
import { integerBelow, type RandomStream } from '../math/random.ts';
import { meanGrey } from './cover.ts';
import type { Driver } from './driver.ts';
import { policyOutputs } from './network.ts';

/** Part of the observation's pixels that is covered. */
const COVERED_PART = 0.1;
/** Shifts of the covered shape that it is compared with. */
const SHIFTS = 16;
/** Smaller changes cannot be told from the rounding of 32-bit numbers. */
const LEAST_NATS = 1e-6;

/**
 * How many times as much covering the tenth of the observation with the highest values of the map (with the mean grey of
 * the observation) changes the action distribution (KL(as seen ‖ covered)) as covering the same shape shifted at random
 * does, on average over 16 shifts. A shape that is shifted out on one side comes in on the other. 1: no better than
 * chance. Call with the back end started.
 * @param map of the observation's size; of equal values the first count as higher
 */
export function faithfulness(
  { network, weights, distribution }: Driver,
  observation: Float32Array,
  map: Float32Array,
  stream: RandomStream,
): number {
  const { height, width, size } = network.input;
  const marked = Uint32Array.from(map.keys())
    .sort((a, b) => map[b] - map[a] || a - b)
    .subarray(0, Math.round(COVERED_PART * size));
  const grey = meanGrey(observation);
  const count = SHIFTS + 2;
  const batch = new Float32Array(count * size);
  for (let k = 0; k < count; k++) batch.set(observation, k * size);
  for (const pixel of marked) batch[size + pixel] = grey;
  for (let k = 2; k < count; k++) {
    // 0 would be no shift.
    const shift = 1 + integerBelow(stream, size - 1);
    const down = Math.floor(shift / width);
    for (const pixel of marked) {
      const row = (Math.floor(pixel / width) + down) % height;
      batch[k * size + row * width + ((pixel + shift) % width)] = grey;
    }
  }
  const outputs = policyOutputs(network, weights, batch);
  const logStd = network.parameters.subarray(network.logStdAt);
  const change = (k: number) => distribution.divergence(outputs, 0, outputs, k, logStd);
  let byChance = 0;
  for (let k = 2; k < count; k++) byChance += change(k) / SHIFTS;
  return change(1) / Math.max(byChance, LEAST_NATS);
}
