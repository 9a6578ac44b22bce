/** The filters of a network's first layer, as they are drawn. */
import type { Recipe } from '../../learn/recipe.ts';
import { blankNetwork } from '../../learn/team.ts';

export interface Filters {
  /** filters of size × size weights each, one after the other, each over its largest: −1..1 */
  readonly values: Float32Array;
  readonly size: number;
  readonly count: number;
}

/** @returns null where the first layer is no convolution */
export function filtersOf(recipe: Recipe, parameters: Float32Array): Filters | null {
  const [first] = blankNetwork(recipe).policy.trunk;
  if (first.kind !== 'conv') return null;
  const [size, , , count] = first.shape;
  const values = new Float32Array(count * size * size);
  for (let k = 0; k < count; k++) {
    let largest = 1e-9;
    for (let i = 0; i < size * size; i++) {
      const weight = parameters[first.weightsAt + i * count + k];
      values[k * size * size + i] = weight;
      largest = Math.max(largest, Math.abs(weight));
    }
    for (let i = 0; i < size * size; i++) values[k * size * size + i] /= largest;
  }
  return { values, size, count };
}
