import { describe, expect, it } from 'vitest';
import { corridorOf } from '../../src/lap/corridor.ts';
import { buildTrack } from '../../src/track/builder.ts';
import { isOnRoad } from '../../src/track/locate.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

describe('the corridor', () => {
  it('of a circle has its curvature, and the width of its road', () => {
    const points = Array.from({ length: 120 }, (_, i) => ({
      x: 3 * Math.cos((i * Math.PI) / 60),
      y: 3 * Math.sin((i * Math.PI) / 60),
    }));
    const { count, spacing, curvature, left, right } = corridorOf(buildTrack('circle', points, 0.8, DEFAULT_SURFACE), 0, 0.05);
    const radius = (count * spacing) / (2 * Math.PI);
    for (let i = 0; i < count; i++) {
      expect(curvature[i]).toBeCloseTo(1 / radius, 1);
      expect(left[i] + right[i]).toBeCloseTo(0.8, 2);
      expect(left[i]).toBeCloseTo(radius - 2.6, 1);
    }
  });

  it.each(['workshop', 'teacup', 'serpent'])(
    'of %s ends where its road ends, both ways round, and begins at the line',
    (name) => {
      for (const track of [bundledTrack(name), reverseTrack(bundledTrack(name))]) {
        const { count, points, cos, sin, left, right } = corridorOf(track, 0, 0.05);
        for (let i = 0; i < count; i += 7) {
          const at = (aside: number) => isOnRoad(track, points[2 * i] - aside * sin[i], points[2 * i + 1] + aside * cos[i]);
          expect(at(0)).toBe(true);
          expect(at(left[i] - 0.002)).toBe(true);
          expect(at(-right[i] + 0.002)).toBe(true);
          expect(at(left[i] + 0.002)).toBe(false);
          expect(at(-right[i] - 0.002)).toBe(false);
        }
        const [dx, dy] = [points[0] - track.centre.points[0], points[1] - track.centre.points[1]];
        expect(Math.abs(dx * cos[0] + dy * sin[0])).toBeLessThan(0.1);
      }
    },
  );
});
