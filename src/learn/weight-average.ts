/**
 * The mean of a training's weights over its last updates (Polyak and Juditsky, 1992): it drives more evenly than the
 * weights of any one update, which a step with large learning rate may just have moved off the road.
 */

/**
 * @param average of the updates before; null at the first
 * @param update counts from 1
 * @param decay share of the average that stays; smaller in the first updates, whose weights soon mean nothing
 * @returns a new array
 */
export function averageWeights(
  average: Float32Array | null,
  parameters: Float32Array,
  update: number,
  decay: number,
): Float32Array {
  if (!average) return parameters.slice();
  const kept = Math.min(decay, update / (update + 10));
  return parameters.map((value, i) => kept * average[i] + (1 - kept) * value);
}
