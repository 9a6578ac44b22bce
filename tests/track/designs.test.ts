import { describe, expect, it } from 'vitest';
import { designTrack } from '../../src/track/designer.ts';
import { DESIGNS } from '../../src/track/designs.ts';
import { difficultyLabel, trackDifficulty } from '../../src/track/difficulty.ts';
import { formatTrackJson } from '../../src/track/format.ts';
import { type Ring, reverseTrack, type Track, trackBounds } from '../../src/track/track.ts';
import { widthAt } from '../../src/track/validate.ts';
import { bundledTrack, bundledTrackText } from '../support/tracks.ts';

const TRACKS = DESIGNS.map((design) => [design.name, designTrack(design)] as const);

function points({ points, count }: Ring): (readonly [number, number])[] {
  return Array.from({ length: count - 1 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
}

/** Of the circle through three points, m. */
function radius(a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): number {
  const cross = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  const side = (p: readonly [number, number], q: readonly [number, number]) => Math.hypot(p[0] - q[0], p[1] - q[1]);
  return (side(a, b) * side(b, c) * side(c, a)) / (2 * cross);
}

/** Floor between borders that are more than `along` metres apart along the road, m. */
function gap({ inner, outer, centre, length }: Track, along: number): number {
  const borders = [points(inner), points(outer)].flatMap((ring) => ring.map(([x, y], i) => ({ x, y, at: centre.arc[i] })));
  let least = Number.POSITIVE_INFINITY;
  for (const a of borders) {
    for (const b of borders) {
      const between = Math.abs(a.at - b.at);
      if (Math.min(between, length - between) > along) least = Math.min(least, Math.hypot(a.x - b.x, a.y - b.y));
    }
  }
  return least;
}

/** Metres of straight from the start line on. */
function straight({ centre }: Track): number {
  const [[x0, y0], [x1, y1], ...more] = points(centre);
  const heading = Math.atan2(y1 - y0, x1 - x0);
  const bent = more.findIndex(([x, y]) => {
    const [ahead, side] = [Math.cos(heading), Math.sin(heading)];
    return Math.abs((y - y0) * ahead - (x - x0) * side) > 0.02;
  });
  return centre.arc[bent + 1];
}

it.each(TRACKS)('%s: its file is what the design gives', (name, track) => {
  expect(formatTrackJson(track)).toBe(bundledTrackText(name));
});

describe.each(TRACKS)('%s', (_, track) => {
  it('bends so that both borders bend cleanly', () => {
    const ring = points(track.centre);
    ring.forEach((point, i) => {
      const tightest = radius(ring[(i + ring.length - 1) % ring.length], point, ring[(i + 1) % ring.length]);
      expect(tightest).toBeGreaterThan(0.58);
      expect(tightest - widthAt(track, i) / 2).toBeGreaterThan(0.15);
    });
  });

  it('leaves floor between neighbouring stretches, and fits into a hall', () => {
    expect(gap(track, 1.6)).toBeGreaterThan(0.15);
    const { minX, minY, maxX, maxY } = trackBounds(track, 0);
    expect(maxX - minX).toBeLessThan(20);
    expect(maxY - minY).toBeLessThan(12.1);
  });

  it('starts on a straight, both ways', () => {
    expect(straight(track)).toBeGreaterThan(1);
    expect(straight(reverseTrack(track))).toBeGreaterThan(1);
  });

  it('says in a line what is special about it', () => {
    expect(track.description).toMatch(/^[A-Z].{20,108}\.$/);
  });
});

it('refuses a bend that does not fit between its corners', () => {
  const [design] = DESIGNS;
  const corners = design.corners.map(([x, y]) => [x, y, 3] as const);
  expect(() => designTrack({ ...design, corners })).toThrow(/saucer: the straight after corner 1 is \d\.\d+ m too short/);
});

it('the listed tracks are of every difficulty', () => {
  const all = [...TRACKS.map(([, track]) => track), ...['workshop', 'classic', 'harbour'].map(bundledTrack)];
  const labels = all.map((track) => difficultyLabel(trackDifficulty(track)));
  for (const label of ['easy', 'medium', 'hard', 'cruel']) {
    expect(labels.filter((each) => each === label).length).toBeGreaterThanOrEqual(2);
  }
});
