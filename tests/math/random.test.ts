import { describe, expect, it } from 'vitest';
import { integerBelow, nextUint32, normal, randomStream, shuffle, uniform } from '../../src/math/random.ts';

describe('random streams', () => {
  it('xoshiro128** gives the published sequence from the state 1, 2, 3, 4', () => {
    const stream = { state: Uint32Array.of(1, 2, 3, 4) };
    expect([1, 2, 3, 4, 5, 6].map(() => nextUint32(stream))).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it('repeats with the same seed, name and index, and differs with any other', () => {
    const draw = (seed: number, name: string, index: number) => nextUint32(randomStream(seed, name, index));
    expect(draw(1, 'start', 0)).toBe(draw(1, 'start', 0));
    expect(new Set([draw(1, 'start', 0), draw(2, 'start', 0), draw(1, 'action', 0), draw(1, 'start', 1)]).size).toBe(4);
  });

  it('uniform, normal and integers have the moments they should', () => {
    const stream = randomStream(1, 'test');
    const n = 200_000;
    const mean = (draw: () => number) => Array.from({ length: n }, draw).reduce((a, b) => a + b) / n;
    expect(mean(() => uniform(stream))).toBeCloseTo(0.5, 2);
    expect(mean(() => normal(stream))).toBeCloseTo(0, 1);
    expect(mean(() => normal(stream) ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => integerBelow(stream, 10))).toBeCloseTo(4.5, 1);
  });

  it('shuffles into a permutation', () => {
    const items = Int32Array.from({ length: 100 }, (_, i) => i);
    shuffle(randomStream(3, 'shuffle'), items);
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...items]).not.toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});
