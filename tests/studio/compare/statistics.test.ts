import { expect, it } from 'vitest';
import { chanceOfDifference, estimate } from '../../../src/studio/compare/statistics.ts';

it('estimates by what there is', () => {
  expect(estimate([9.1, 13, 8.2, 9.0, 10])).toEqual({ median: 9.1, low: 8.2, high: 13, count: 5 });
  expect(estimate([4, 2])).toEqual({ median: 3, low: 2, high: 4, count: 2 });
});

/** All ways to deal ten values into two hands of five: what the draws estimate. */
function exactChance(a: number[], b: number[]): number {
  const all = [...a, ...b];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const seen = Math.abs(mean(a) - mean(b));
  let [ways, asFar] = [0, 0];
  for (let mask = 0; mask < 1 << all.length; mask++) {
    const left = all.filter((_, i) => mask & (1 << i));
    if (left.length !== a.length) continue;
    ways++;
    const right = all.filter((_, i) => !(mask & (1 << i)));
    if (Math.abs(mean(left) - mean(right)) >= seen - 1e-12) asFar++;
  }
  return asFar / ways;
}

it.each([
  [
    [1, 2, 3, 4, 5],
    [6, 7, 8, 9, 10],
  ],
  [
    [1, 2, 3, 4, 5],
    [2, 3, 4, 5, 6],
  ],
  [
    [9.1, 8.2, 13, 9.3, 8.8],
    [8.4, 8.1, 9.9, 7.5, 8.0],
  ],
])('knows how likely chance makes such a difference: %j and %j', (a, b) => {
  expect(chanceOfDifference(a, b)).toBeCloseTo(exactChance(a, b), 1);
  expect(chanceOfDifference(a, b)).toBe(chanceOfDifference(a, b));
});

it('finds no difference between equals', () => {
  expect(chanceOfDifference([5, 5, 5], [5, 5, 5])).toBe(1);
});
