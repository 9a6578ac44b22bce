import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changedStretch } from '../../src/sim/stretch.ts';
import { parseTrackNpy } from '../../src/track/format.ts';
import { locate, newLocation } from '../../src/track/locate.ts';
import type { Track } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const REAL = new URL('../../../shared/data/tracks/', import.meta.url);

/** Off the border by so much, m, a car still has a wheel on the road. */
const REACH = 0.15;

/** Drives 0.3 m in four directions from everywhere on the road, and counts what is taken for another stretch. */
function changes(track: Track): number {
  const [from, to] = [newLocation(), newLocation()];
  const { points, count } = track.centre;
  let found = 0;
  for (let i = 0; i < count; i++) {
    locate(track, points[2 * i], points[2 * i + 1], from);
    const border = from.width / 2;
    for (const sideways of [-border, -border / 2, 0, border / 2, border]) {
      const next = (i + 1) % (count - 1);
      const [dx, dy] = [points[2 * next] - points[2 * i], points[2 * next + 1] - points[2 * i + 1]];
      const step = Math.hypot(dx, dy);
      const x = points[2 * i] - (sideways * dy) / step;
      const y = points[2 * i + 1] + (sideways * dx) / step;
      for (let k = 0; k < 4; k++) {
        locate(track, x, y, from);
        locate(track, x + 0.3 * Math.cos((k * Math.PI) / 2), y + 0.3 * Math.sin((k * Math.PI) / 2), to);
        if (to.fromCentre <= to.width / 2 + REACH && changedStretch(track, from.projection, to.projection)) found++;
      }
    }
  }
  return found;
}

describe('a change of stretch', () => {
  it.each(['workshop', 'classic', 'harbour', 'zipper', 'thimble', 'jigsaw'])('is nowhere on %s', (name) => {
    expect(changes(bundledTrack(name))).toBe(0);
  });

  it('is where stretches lie a hand apart', () => {
    expect(changes(bundledTrack('paperclip'))).toBeGreaterThan(100);
  });

  it('is not the crossing of the line', () => {
    const track = bundledTrack('workshop');
    expect(changedStretch(track, track.length - 0.1, 0.1)).toBe(false);
    expect(changedStretch(track, track.length + 0.1, 0.2)).toBe(false);
  });

  it.skipIf(!existsSync(REAL))('is nowhere on the real tracks', () => {
    for (const file of readdirSync(REAL).filter((name) => name.endsWith('.npy'))) {
      const track = parseTrackNpy(readFileSync(new URL(file, REAL)), file, file);
      expect(changes(track), file).toBe(0);
    }
  });
});
