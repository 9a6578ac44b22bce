/** What holds for every track: files, driving directions, places along it. */

import { describe, expect, it } from 'vitest';
import { lapProgress } from '../../src/sim/inputs.ts';
import { formatTrackJson, formatTrackNpy, parseTrackJson, parseTrackNpy } from '../../src/track/format.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { arcBetween, isOnRoad, locate, newLocation, pointAt } from '../../src/track/locate.ts';
import { reverseTrack, signedArea, type Track, trackToData } from '../../src/track/track.ts';
import { within } from '../support/arbitraries.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

const BUNDLED = ['workshop', 'harbour', 'marathon', 'zipper'].map(bundledTrack);
const generated = fc
  .record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    difficulty: within(0, 1),
    generator: fc.constantFrom(1 as const, 2 as const),
  })
  .map((options) => generateTrack(options));
const tracks = fc.oneof(fc.constantFrom(...BUNDLED), generated);
const FEW = { numRuns: 15 };

const rings = ({ centre, inner, outer }: Track) => [centre, inner, outer];
const { length } = BUNDLED[0];
const arcs = within(-5 * length, 5 * length);

describe('a track’s files', () => {
  it('bring back every number of it, whichever way it is driven', () => {
    fc.assert(
      fc.property(tracks, fc.boolean(), (track, isReversed) => {
        const driven = isReversed ? reverseTrack(track) : track;
        expect(parseTrackJson(formatTrackJson(driven), 'x.json')).toEqual(track);
        // A route of DeepRacer has no surface, place or description.
        const { centre, inner, outer } = trackToData(track);
        const again = trackToData(parseTrackNpy(formatTrackNpy(driven), 'x.npy', track.name));
        expect(again).toMatchObject({ name: track.name, centre, inner, outer });
      }),
      FEW,
    );
  });
});

describe('the other driving direction', () => {
  it('is the same track backwards, and twice is the track itself', () => {
    fc.assert(
      fc.property(tracks, (track) => {
        const back = reverseTrack(track);
        expect(reverseTrack(back)).toEqual(track);
        expect(back.hash).toBe(track.hash);
        expect([back.reversed, back.isCcw]).toEqual([!track.reversed, !track.isCcw]);
        expect(back.length).toBeCloseTo(track.length, 9);
        rings(track).forEach((ring, k) => {
          expect(signedArea(rings(back)[k])).toBeCloseTo(-signedArea(ring), 9);
        });
      }),
      FEW,
    );
  });
});

describe('places along a track', () => {
  it('are found again where they are', () => {
    const at = { x: 0, y: 0, previous: 0, part: 0 };
    const place = newLocation();
    fc.assert(
      fc.property(tracks, fc.array(within(0, 1), { minLength: 20, maxLength: 20 }), (track, parts) => {
        for (const part of parts) {
          pointAt(track, part * track.length, at);
          locate(track, at.x, at.y, place);
          expect(place.fromCentre).toBeLessThan(1e-9);
          expect(Math.abs(arcBetween(track, part * track.length, place.projection))).toBeLessThan(1e-6);
          expect(isOnRoad(track, at.x, at.y)).toBe(true);
          expect(track.centre.arc[place.previous]).toBeLessThanOrEqual(place.projection);
        }
      }),
      FEW,
    );
  });

  it('repeat lap after lap', () => {
    const [here, again] = [0, 1].map(() => ({ x: 0, y: 0, previous: 0, part: 0 }));
    fc.assert(
      fc.property(arcs, fc.integer({ min: -4, max: 4 }), (arc, laps) => {
        pointAt(BUNDLED[0], arc, here);
        pointAt(BUNDLED[0], arc + laps * length, again);
        expect(Math.hypot(again.x - here.x, again.y - here.y)).toBeLessThan(1e-9);
      }),
    );
  });

  it('lie as far from each other there as back, at most half a lap, and add up', () => {
    const around = (difference: number) => Math.abs(difference - length * Math.round(difference / length));
    fc.assert(
      fc.property(arcs, arcs, arcs, (a, b, c) => {
        const there = arcBetween({ length }, a, b);
        expect(Math.abs(there)).toBeLessThanOrEqual(length / 2 + 1e-9);
        expect(around(there - (b - a))).toBeLessThan(1e-9);
        expect(around(there + arcBetween({ length }, b, a))).toBeLessThan(1e-9);
        const detour = there + arcBetween({ length }, b, c);
        expect(around(detour - arcBetween({ length }, a, c))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('progress', () => {
  it('is at most 100, no half lap from the step before, and says where the car is', () => {
    fc.assert(
      fc.property(within(0, 1), within(0, 0.999), within(0, 100), (part, start, previous) => {
        const progress = lapProgress(part * length, length, { start, previous });
        expect(progress).toBeLessThanOrEqual(100);
        expect(Math.abs(progress - previous)).toBeLessThanOrEqual(50 + 1e-9);
        if (progress === 100) return;
        const apart = progress / 100 - (part - start);
        expect(Math.abs(apart - Math.round(apart))).toBeLessThan(1e-9);
      }),
    );
  });

  it('adds up over small steps, from any start, and ends the lap at 100', () => {
    const steps = fc.array(within(0.001, 0.05), { minLength: 60, maxLength: 120 });
    fc.assert(
      fc.property(within(0, 0.999), steps, (start, list) => {
        let driven = 0;
        let previous = 0;
        for (const step of list) {
          driven += step;
          const around = start + driven - Math.floor(start + driven);
          previous = lapProgress(around * length, length, { start, previous });
          if (driven >= 1) break;
          expect(previous).toBeCloseTo(100 * driven, 6);
        }
        if (driven >= 1) expect(previous).toBe(100);
      }),
    );
  });
});
