import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meanWidth, trackDifficulty } from '../../src/track/difficulty.ts';
import { formatTrackJson, parseTrackJson } from '../../src/track/format.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { thumbnailSvg } from '../../src/track/picture.ts';
import { alikePairs, shapeProfile, shapeSignature } from '../../src/track/shape-statistics.ts';
import { SURFACES } from '../../src/track/surfaces.ts';
import type { Track } from '../../src/track/track.ts';
import { widthAt } from '../../src/track/validate.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

const options = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  difficulty: fc.double({ min: 0, max: 1, noNaN: true }),
});

const GOLDEN_OPTIONS = [
  { seed: 1, difficulty: 0.5 },
  { seed: 2, difficulty: 0 },
  { seed: 3, difficulty: 1 },
  { seed: 1_000_000, difficulty: 0.7 },
  { seed: 0xffff_ffff, difficulty: 0.2 },
];

describe('generator 1', () => {
  it('makes a track that our reader takes, for any seed and difficulty', () => {
    fc.assert(
      fc.property(options, (given) => {
        const track = generateTrack(given);
        const again = parseTrackJson(formatTrackJson(track), 'generated.json');
        expect(again.hash).toBe(track.hash);
        expect(track.isCcw).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is as long as asked, of the width asked, and the same every time', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 15, max: 60, noNaN: true }), ({ seed, difficulty }, length) => {
        const given = { seed, difficulty, length, width: 0.8 };
        const track = generateTrack(given);
        expect(track.length / length).toBeCloseTo(1, 1);
        for (let i = 0; i < track.centre.count; i++) {
          expect(widthAt(track, i)).toBeGreaterThan(0.8 * 0.8);
          expect(widthAt(track, i)).toBeLessThan(0.8 * 1.2);
        }
        expect(generateTrack(given).hash).toBe(track.hash);
      }),
      { numRuns: 15 },
    );
  });

  it('makes the tracks that it always made', () => {
    // From the code before there was a second generator.
    expect(GOLDEN_OPTIONS.map((given) => generateTrack(given).hash.slice(0, 16))).toEqual([
      'e48f9aeb05acaf41',
      'ee90d4e8729e2166',
      'f505ada571fe084c',
      '4602d96440294a81',
      '8120756d756edd72',
    ]);
  });

  it('refuses what no track can be', () => {
    expect(() => generateTrack({ seed: 1, difficulty: 2 })).toThrow(/difficulty is 2; use 0 to 1/);
    expect(() => generateTrack({ seed: 1, difficulty: 0, length: 5, width: 2 })).toThrow(/make it longer or narrower/);
  });
});

describe('generator 2', () => {
  const SEEDS = 300;
  const difficultyOf = (seed: number) => (seed * 0.6180339887498949) % 1;
  const tracks = Array.from({ length: SEEDS }, (_, seed) =>
    generateTrack({ seed, difficulty: difficultyOf(seed), generator: 2 }),
  );

  it('makes valid tracks of 12 to 60 m, 0.6 to 1.4 m wide', () => {
    for (const track of tracks) {
      expect(parseTrackJson(formatTrackJson(track), track.name).hash).toBe(track.hash);
      expect(track.length).toBeGreaterThan(11.5);
      expect(track.length).toBeLessThan(60.5);
      expect(meanWidth(track)).toBeGreaterThan(0.6 * 0.9);
      expect(meanWidth(track)).toBeLessThan(1.4 * 1.1);
    }
  });

  it('makes them as difficult as asked', () => {
    const errors = tracks.map((track, seed) => Math.abs(trackDifficulty(track) - difficultyOf(seed)));
    expect(Math.max(...errors)).toBeLessThan(0.1);
    expect(errors.reduce((sum, error) => sum + error, 0) / SEEDS).toBeLessThan(0.02);
  });

  it('makes no two alike', () => {
    expect(new Set(tracks.map(({ hash }) => hash)).size).toBe(SEEDS);
    expect(alikePairs(tracks.map(shapeSignature))).toEqual([]);
  });

  it('makes tracks in both directions, both places and all surfaces, most of one width and some of several', () => {
    const share = (is: (track: Track) => boolean) => tracks.filter(is).length / SEEDS;
    expect(share(({ isCcw }) => isCcw)).toBeGreaterThan(0.3);
    expect(share(({ isCcw }) => isCcw)).toBeLessThan(0.7);
    expect(share(({ place }) => place === 'hall')).toBeGreaterThan(0.3);
    expect(share(({ place }) => place === 'hall')).toBeLessThan(0.7);
    expect(new Set(tracks.map(({ surface }) => surface)).size).toBe(SURFACES.length);
    const isVaried = (track: Track) => {
      const widths = Array.from({ length: track.centre.count }, (_, i) => widthAt(track, i));
      return Math.max(...widths) - Math.min(...widths) > 0.05;
    };
    expect(share(isVaried)).toBeGreaterThan(0.15);
    expect(share(isVaried)).toBeLessThan(0.6);
  });

  it('begins on a straight', () => {
    const straight = tracks.filter((track) => shapeProfile(track).curvature[0] < 0.2).length;
    expect(straight / SEEDS).toBeGreaterThan(0.9);
  });

  it('leaves floor between stretches of road that pass each other', () => {
    for (const { centre, length, inner, outer } of tracks) {
      let widest = 0;
      for (let i = 0; i < centre.count; i++) {
        const [dx, dy] = [inner.points[2 * i] - outer.points[2 * i], inner.points[2 * i + 1] - outer.points[2 * i + 1]];
        widest = Math.max(widest, Math.hypot(dx, dy));
      }
      const { points, arc, count } = centre;
      let nearest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < count; i++) {
        for (let j = i + 1; j < count; j++) {
          const along = arc[j] - arc[i];
          if (Math.min(along, length - along) < 3) continue;
          const apart = Math.hypot(points[2 * i] - points[2 * j], points[2 * i + 1] - points[2 * j + 1]);
          nearest = Math.min(nearest, apart);
        }
      }
      expect(nearest).toBeGreaterThan(widest + 0.15);
    }
  });

  it('takes the length, width, name and surface that are asked for', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 15, max: 90, noNaN: true }), ({ seed, difficulty }, length) => {
        const given = { seed, difficulty, length, width: 0.8, name: 'mine', surface: SURFACES[3], generator: 2 } as const;
        const track = generateTrack(given);
        expect(track.length / length).toBeCloseTo(1, 1);
        expect(meanWidth(track)).toBeGreaterThan(0.8 * 0.85);
        expect(meanWidth(track)).toBeLessThan(0.8 * 1.15);
        expect(track).toMatchObject({ name: 'mine', surface: SURFACES[3] });
        expect(generateTrack(given).hash).toBe(track.hash);
      }),
      { numRuns: 20 },
    );
  });

  it('makes the same tracks on every machine', () => {
    expect(GOLDEN_OPTIONS.map((given) => generateTrack({ ...given, generator: 2 }).hash.slice(0, 16))).toEqual([
      'ecc84e3f0dfdad92',
      '1dcba575de1fcd84',
      '7680d8eb09603c60',
      'fc2ebe973b77c09a',
      '000ef19900042de2',
    ]);
  });

  it('refuses what no track can be', () => {
    expect(() => generateTrack({ seed: 1, difficulty: -1, generator: 2 })).toThrow(/difficulty is -1; use 0 to 1/);
    expect(() => generateTrack({ seed: 1, difficulty: 0.5, length: 6, width: 2, generator: 2 })).toThrow(
      /no track of 6\.0 m × 2\.00 m .* make it longer or narrower/,
    );
  });
});

describe('the bundled tracks', () => {
  const names = readdirSync(new URL('../../tracks/', import.meta.url)).filter((file) => file.endsWith('.json'));

  it('are at least twelve, from 9 to 70 m and 0.6 to 1.4 m wide', () => {
    const tracks = names.map((file) => bundledTrack(file.replace('.json', '')));
    expect(tracks.length).toBeGreaterThanOrEqual(12);
    const lengths = tracks.map(({ length }) => length);
    expect(Math.min(...lengths)).toBeLessThan(10);
    expect(Math.max(...lengths)).toBeGreaterThan(60);
    for (const track of tracks) {
      for (let i = 0; i < track.centre.count; i++) {
        expect(widthAt(track, i)).toBeGreaterThan(0.58);
        expect(widthAt(track, i)).toBeLessThan(1.45);
      }
    }
    expect(new Set(tracks.map(({ surface }) => surface.floor.colour)).size).toBeGreaterThanOrEqual(5);
  });

  it.each(names)('%s has the thumbnail that the command makes', (file) => {
    const name = file.replace('.json', '');
    expect(thumbnailSvg(bundledTrack(name))).toBe(readFileSync(new URL(`../../tracks/${name}.svg`, import.meta.url), 'utf8'));
  });
});
