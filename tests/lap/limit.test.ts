import { describe, expect, it } from 'vitest';
import type { CarName } from '../../src/car/spec.ts';
import { CAR_SPECS } from '../../src/car/spec.ts';
import { type Limit, provenLimit } from '../../src/lap/limit.ts';
import { findDifference, parseRecording } from '../../src/lap/recording.ts';
import { buildTrack } from '../../src/track/builder.ts';
import { isOnRoad } from '../../src/track/locate.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';
import { reverseTrack, type Track } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

/** They take seconds: those that several tests look at are found once. */
const found = new Map<string, Limit>();

function limitOf(track: Track, car: CarName, cap: number): Limit {
  const key = [track.hash, track.reversed, car, cap].join();
  const limit = found.get(key) ?? provenLimit(track, car, cap);
  if (!limit) throw new Error(`nobody could drive ${track.name}`);
  found.set(key, limit);
  return limit;
}

const WORKSHOP = bundledTrack('workshop');

describe('the limit', () => {
  it.each([
    ['deepracer-v6', 'workshop', 3, false],
    ['deepracer-v5', 'teacup', 4, true],
    ['deepracer-v4', 'teacup', 3, false],
  ] as const)(
    'of %s on %s at %d m/s, reversed %s, is driven within 3 %% of what it says, by the rules',
    (car, name, cap, reversed) => {
      const forward = bundledTrack(name);
      const limit = limitOf(reversed ? reverseTrack(forward) : forward, car, cap);
      for (const lap of ['standing', 'flying'] as const) {
        expect(limit.driven[lap] / limit.planned[lap]).toBeLessThan(1.03);
        expect(limit.driven[lap] / limit.planned[lap]).toBeGreaterThan(0.99);
      }
      expect(limit.driven.flying).toBeLessThan(limit.driven.standing);
      // The drive is a recording as any: driven again, it ends with the same lap times.
      const recording = parseRecording(JSON.stringify(limit.recording), 'limit.json');
      expect(recording).toMatchObject({ car, reversed, controlHz: 60, laps: 2 });
      expect(findDifference(recording, forward, 'limit.json')).toBeUndefined();
      expect(recording.lapMicroseconds.map((each) => each / 1e6)).toEqual([limit.driven.standing, limit.driven.flying]);
      for (const [, , speed] of recording.actions) expect(speed).toBeLessThanOrEqual(cap);
    },
  );

  it('keeps a wheel on the road and has no isolated slow points', () => {
    const { line, margin } = limitOf(WORKSHOP, 'deepracer-v6', 3);
    const { count, points, speed, spacing } = line;
    const { maxSpeed, speedGain } = CAR_SPECS['deepracer-v6'];
    for (let i = 0; i < count; i++) {
      const [x, y] = [points[2 * i], points[2 * i + 1]];
      // A wheel is never farther from the base than this.
      const around = Array.from({ length: 24 }, (_, k) => (k * Math.PI) / 12);
      expect(around.some((angle) => isOnRoad(WORKSHOP, x + 0.115 * Math.cos(angle), y + 0.115 * Math.sin(angle)))).toBe(true);
      const next = speed[(i + 1) % count];
      // No car of this kind gains or loses speed faster.
      if (i + 1 < count) expect(Math.abs(next * next - speed[i] * speed[i]) / (2 * spacing)).toBeLessThan(12);
      expect(speed[i]).toBeLessThan(maxSpeed * speedGain);
    }
    expect(margin).toBeLessThanOrEqual(0.02);
  });

  it('of a wide circle is the inner edge at full speed', () => {
    const points = Array.from({ length: 90 }, (_, i) => ({
      x: 4 * Math.cos((i * Math.PI) / 45),
      y: 4 * Math.sin((i * Math.PI) / 45),
    }));
    const { driven } = limitOf(buildTrack('circle', points, 1, DEFAULT_SURFACE), 'deepracer-v6', 2);
    // Its outer wheels just on the road.
    const radius = 4 - 0.5 - 0.081;
    const seconds = (2 * Math.PI * radius) / (2 * CAR_SPECS['deepracer-v6'].speedGain);
    expect(driven.flying / seconds).toBeGreaterThan(0.995);
    expect(driven.flying / seconds).toBeLessThan(1.03);
  });

  it('is higher the less the car may do', () => {
    const laps = [2, 3].map((cap) => limitOf(WORKSHOP, 'deepracer-v6', cap).driven.flying);
    expect(laps).toEqual([...laps].sort((a, b) => b - a));
  });
});
