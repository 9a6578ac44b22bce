/** Is one better? Few numbers, honest intervals. */
import { integerBelow, randomStream } from '../../math/random.ts';

export interface Estimate {
  readonly median: number;
  /** of all values */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export function estimate(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, low: sorted[0], high: sorted[sorted.length - 1], count: sorted.length };
}

const DRAWS = 4000;

/**
 * How likely a mean difference as large as this one, b − a, or larger, would be if both were alike: a permutation test of
 * two groups (Fisher, 1935), two-sided, by seeded draws.
 */
export function chanceOfDifference(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const seen = Math.abs(mean(b) - mean(a));
  const stream = randomStream(1, 'permutations');
  let asFar = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let i = all.length - 1; i > 0; i--) {
      const j = integerBelow(stream, i + 1);
      [all[i], all[j]] = [all[j], all[i]];
    }
    if (Math.abs(mean(all.slice(a.length)) - mean(all.slice(0, a.length))) >= seen - 1e-12) asFar++;
  }
  return asFar / DRAWS;
}
