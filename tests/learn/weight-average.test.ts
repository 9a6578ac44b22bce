import { describe, expect, it } from 'vitest';
import { averageWeights } from '../../src/learn/weight-average.ts';

describe('a mean of weights', () => {
  it('begins as the first weights, and leaves those it is made of alone', () => {
    const first = Float32Array.of(1, 2);
    const average = averageWeights(null, first, 1, 0.9);
    expect(average).toEqual(first);
    averageWeights(average, Float32Array.of(5, 5), 2, 0.9);
    expect([average, first]).toEqual([Float32Array.of(1, 2), Float32Array.of(1, 2)]);
  });

  it('of weights that stay is these weights', () => {
    const weights = Float32Array.of(0.5, -3);
    let average: Float32Array | null = null;
    for (let update = 1; update <= 50; update++) average = averageWeights(average, weights, update, 0.9);
    average?.forEach((value, i) => {
      expect(value).toBeCloseTo(weights[i], 6);
    });
  });

  it('of weights that grow evenly lags by what it keeps: decay / (1 − decay) updates', () => {
    let average: Float32Array | null = null;
    for (let update = 1; update <= 400; update++) average = averageWeights(average, Float32Array.of(update), update, 0.9);
    expect(400 - (average?.[0] ?? 0)).toBeCloseTo(9, 3);
  });

  it('keeps less in the first updates', () => {
    expect(averageWeights(Float32Array.of(0), Float32Array.of(1), 2, 0.9)[0]).toBeCloseTo(1 - 2 / 12, 6);
  });
});
