import { describe, expect, it } from 'vitest';
import { locate, newLocation } from '../../src/track/locate.ts';
import { racingLine } from '../../src/track/racing-line.ts';
import type { Track } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

/** Length and sum of squared turns of a closed polyline. */
function measure(points: ArrayLike<number>): { length: number; bending: number } {
  const count = points.length / 2;
  let length = 0;
  let bending = 0;
  for (let i = 0; i < count; i++) {
    const [a, b, c] = [i, (i + 1) % count, (i + 2) % count].map((k) => [points[2 * k], points[2 * k + 1]]);
    const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]];
    const piece = Math.hypot(ux, uy);
    const turn = Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy);
    length += piece;
    bending += (turn * turn) / piece;
  }
  return { length, bending };
}

function farthest(track: Track, line: Float64Array): number {
  const place = newLocation();
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < line.length; i += 2) {
    locate(track, line[i], line[i + 1], place);
    most = Math.max(most, place.fromCentre - place.width / 2);
  }
  return most;
}

describe('the racing line', () => {
  it.each(['workshop', 'classic', 'harbour', 'serpent', 'teacup', 'marathon'])(
    'of %s stays on the road and bends less',
    (name) => {
      const track = bundledTrack(name);
      const line = racingLine(track);
      expect(farthest(track, line)).toBeLessThan(-0.08);
      const { length, bending } = measure(line);
      const centre = measure(track.centre.points.subarray(0, -2));
      expect(bending).toBeLessThan(0.95 * centre.bending);
      expect(length).toBeLessThan(1.2 * centre.length);
    },
  );
});
