import { describe, expect, it } from 'vitest';
import { newQualityGuard, QUALITIES, QUALITY_SETTINGS, type Quality } from '../../src/view/quality.ts';
import { fc } from '../support/fast-check.ts';

/** The levels that a guard goes through, one after the other. */
function levelsOf(first: Quality, frameTimes: Iterable<number>): Quality[] {
  const guard = newQualityGuard();
  const levels = [first];
  for (const milliseconds of frameTimes) {
    const next = guard(milliseconds, levels[levels.length - 1]);
    if (next !== levels[levels.length - 1]) levels.push(next);
  }
  return levels;
}

const always = (milliseconds: number, frames: number) => new Array<number>(frames).fill(milliseconds);

describe('how well the world is drawn', () => {
  it('falls level by level to the lowest where frames are slow, and rises to the highest where they are fast', () => {
    expect(levelsOf('high', always(40, 1000))).toEqual(['high', 'medium', 'low']);
    expect(levelsOf('low', always(4, 2000))).toEqual(['low', 'medium', 'high']);
  });

  it('stays where a screen of 60 frames a second is just kept up with, and through short hitches', () => {
    expect(levelsOf('medium', always(1000 / 60, 5000))).toEqual(['medium']);
    const hitches = Array.from({ length: 5000 }, (_, i) => (i % 4 === 0 ? 60 : 12));
    expect(levelsOf('medium', hitches)).toEqual(['medium']);
  });

  it('stays where the CPU draws', () => {
    const times = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 500, maxLength: 1500 });
    fc.assert(
      fc.property(times, fc.constantFrom<Quality>('sparing', 'software'), (list, first) => {
        expect(levelsOf(first, list)).toEqual([first]);
      }),
      { numRuns: 20 },
    );
  });

  it('goes one level at a time, not before a second and a half of frames, and never to the CPU’s levels', () => {
    const bursts = fc.array(fc.tuple(fc.constantFrom(3, 8, 16, 25, 90), fc.integer({ min: 1, max: 500 })), { maxLength: 8 });
    fc.assert(
      fc.property(bursts, fc.constantFrom<Quality>('low', 'medium', 'high'), (list, first) => {
        const times = list.flatMap(([milliseconds, frames]) => always(milliseconds, frames));
        const levels = levelsOf(first, times).map((level) => QUALITIES.indexOf(level));
        expect(levels.length - 1).toBeLessThanOrEqual(times.length / 90);
        for (let i = 1; i < levels.length; i++) expect(Math.abs(levels[i] - levels[i - 1])).toBe(1);
        expect(Math.min(...levels)).toBeGreaterThanOrEqual(QUALITIES.indexOf('low'));
      }),
    );
  });

  it('costs more on each level than on the one below', () => {
    const costs = QUALITIES.map((quality) => {
      const { pixelRatio, shadows, texture, frameMilliseconds } = QUALITY_SETTINGS[quality];
      return [pixelRatio, shadows, texture.size, -frameMilliseconds];
    });
    for (let i = 1; i < costs.length; i++) {
      expect(costs[i].every((cost, k) => cost >= costs[i - 1][k])).toBe(true);
      expect(costs[i]).not.toEqual(costs[i - 1]);
    }
  });
});
