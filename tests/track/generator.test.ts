import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTrackJson, parseTrackJson } from '../../src/track/format.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { thumbnailSvg } from '../../src/track/picture.ts';
import { widthAt } from '../../src/track/validate.ts';
import { ownTrack } from '../support/courses.ts';

const options = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  difficulty: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('the generator', () => {
  it('makes a course that our reader takes, for any seed and difficulty', () => {
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

  it('refuses what no course can be', () => {
    expect(() => generateTrack({ seed: 1, difficulty: 2 })).toThrow(/difficulty is 2; use 0 to 1/);
    expect(() => generateTrack({ seed: 1, difficulty: 0, length: 5, width: 2 })).toThrow(/make it longer or narrower/);
  });
});

describe('our courses', () => {
  const names = readdirSync(new URL('../../tracks/', import.meta.url)).filter((file) => file.endsWith('.json'));

  it('are at least twelve, from 9 to 70 m and 0.6 to 1.4 m wide', () => {
    const tracks = names.map((file) => ownTrack(file.replace('.json', '')));
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
    expect(thumbnailSvg(ownTrack(name))).toBe(readFileSync(new URL(`../../tracks/${name}.svg`, import.meta.url), 'utf8'));
  });
});
