import { describe, expect, it } from 'vitest';
import { rankCorrelation } from '../../src/lap/analysis.ts';

describe('rank correlation', () => {
  it.each([
    ['the same order', [1, 2, 3, 10], [4, 5, 6, 7], 1],
    ['the opposite', [1, 2, 3], [3, 2, 1], -1],
    // Spearman's 1 − 6 Σd²/(n³ − n) with d = 0, 1, 1, 0.
    ['nearly the same', [1, 2, 3, 4], [1, 3, 2, 4], 0.8],
    ['ties share their ranks', [1, 1, 2], [1, 1, 2], 1],
  ])('of %s', (_, a, b, expected) => {
    expect(rankCorrelation(a, b)).toBeCloseTo(expected, 12);
  });

  it('of values that are all alike is none', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
  });
});
