import { describe, expect, it } from 'vitest';
import { CAR_SPECS } from '../../src/car/spec.ts';
import { provenLimit } from '../../src/lap/follow.ts';
import { limitLine } from '../../src/lap/limit.ts';
import { buildTrack } from '../../src/track/builder.ts';
import { locate, newLocation } from '../../src/track/locate.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { ownTrack } from '../support/courses.ts';

const V6 = CAR_SPECS['deepracer-v6'];

describe('the limit', () => {
  it.each([
    ['workshop', 3],
    ['classic', 3],
    ['harbour', 2],
    ['sawmill', 3],
    ['serpent', 2],
    ['teacup', 4],
  ])('of %s at %d m/s is driven within 3 %% of what its line says, both ways', (name, cap) => {
    for (const track of [ownTrack(name), reverseTrack(ownTrack(name))]) {
      const limit = provenLimit(track, V6, cap);
      expect(limit).toBeDefined();
      const { line, drivenSeconds } = limit as NonNullable<typeof limit>;
      expect(drivenSeconds / line.seconds).toBeLessThan(name === 'teacup' ? 1.03 : 1.02);
      expect(drivenSeconds / line.seconds).toBeGreaterThan(0.99);
    }
  });

  it.each(['deepracer-v4', 'roboracer'] as const)('of %s is found, too', (car) => {
    for (const name of ['harbour', 'teacup']) {
      const limit = provenLimit(ownTrack(name), CAR_SPECS[car], 3);
      expect(limit && limit.drivenSeconds / limit.line.seconds).toBeLessThan(1.05);
      expect(limit?.drivenSeconds).toBeLessThan(name === 'harbour' ? 17 : 4);
    }
  });

  it('lies on the road, and its speeds keep to the cap', () => {
    const track = ownTrack('classic');
    const { points, count, speed, spacing, seconds } = limitLine(track, V6, 2.5, 0.8);
    const place = newLocation();
    for (let i = 0; i < count; i++) {
      locate(track, points[2 * i], points[2 * i + 1], place);
      expect(place.fromCentre).toBeLessThan(place.width / 2);
      expect(speed[i]).toBeLessThanOrEqual(2.5 * V6.speedGain + 1e-9);
    }
    expect(seconds).toBeGreaterThan((count * spacing) / (2.5 * V6.speedGain) - 1e-9);
  });

  it('of a wide circle is a circle at full speed', () => {
    const points = Array.from({ length: 90 }, (_, i) => ({
      x: 4 * Math.cos((i * Math.PI) / 45),
      y: 4 * Math.sin((i * Math.PI) / 45),
    }));
    const { seconds, count, spacing } = limitLine(buildTrack('circle', points, 1, DEFAULT_SURFACE), V6, 2, 0.9);
    // The shortest way around is at the inner edge.
    expect((count * spacing) / (2 * Math.PI)).toBeCloseTo(4 - 0.5 + 0.04, 1);
    expect(seconds).toBeCloseTo((count * spacing) / (2 * V6.speedGain), 6);
  });

  it('is lower the more of the car is used', () => {
    const track = ownTrack('workshop');
    const times = [0.6, 0.75, 0.9].map((use) => limitLine(track, V6, 3, use).seconds);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });
});
