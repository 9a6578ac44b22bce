import { describe, expect, it } from 'vitest';
import { roomOf } from '../../src/camera/scene.ts';
import { type Bounds, PLACES, reverseTrack, type Track, trackFromData, trackToData } from '../../src/track/track.ts';
import { newPieces, type Pieces } from '../../src/view/mesh.ts';
import { addBarrier, HALL_BARRIER, WORKSHOP_BARRIER } from '../../src/view/places/barrier.ts';
import { floorOf, surroundingsOf } from '../../src/view/places/surroundings.ts';
import { bundledTrack } from '../support/tracks.ts';

/** Triangles of everything that stands still. */
const BUDGET = 60_000;

const BARRIERS = { workshop: WORKSHOP_BARRIER, hall: HALL_BARRIER };
const CASES = PLACES.flatMap((place) => ['teacup', 'workshop', 'harbour', 'marathon'].map((name) => ({ place, name })));

function trackIn(place: Track['place'], name: string): Track {
  return trackFromData({ ...trackToData(bundledTrack(name)), place });
}

interface Corner {
  /** world metres */
  readonly x: number;
  readonly y: number;
  readonly up: number;
  readonly luma: number;
}

function trianglesOf({ positions, colours, indices }: Pick<Pieces, 'positions' | 'colours' | 'indices'>): Corner[][] {
  const corners = indices.map((at) => ({
    x: positions[3 * at],
    y: -positions[3 * at + 2],
    up: positions[3 * at + 1],
    luma: lumaOf(colours[3 * at], colours[3 * at + 1], colours[3 * at + 2]),
  }));
  return Array.from({ length: corners.length / 3 }, (_, k) => corners.slice(3 * k, 3 * k + 3));
}

/** Grey 0..255 of a linear colour (Rec. 601, of sRGB values). */
function lumaOf(r: number, g: number, b: number): number {
  const encode = (c: number) => 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
  return 0.299 * encode(r) + 0.587 * encode(g) + 0.114 * encode(b);
}

function areaOf([a, b, c]: readonly Corner[]): number {
  const [p, q] = [b, c].map((corner) => [corner.x - a.x, corner.y - a.y, corner.up - a.up]);
  return Math.hypot(p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]) / 2;
}

/** The planes of the four barriers: which corners lie in them, and how long they are. */
function planesOf({ minX, minY, maxX, maxY }: Bounds) {
  const isNear = (a: number, b: number) => Math.abs(a - b) < 1e-6;
  return [
    { axis: 'x', holds: ({ x }: Corner) => isNear(x, minX), length: maxY - minY },
    { axis: 'x', holds: ({ x }: Corner) => isNear(x, maxX), length: maxY - minY },
    { axis: 'y', holds: ({ y }: Corner) => isNear(y, minY), length: maxX - minX },
    { axis: 'y', holds: ({ y }: Corner) => isNear(y, maxY), length: maxX - minX },
  ] as const;
}

/** Barrier faces of each plane, of the barrier alone and in its own colours. */
function barrierOf(track: Track) {
  const { room, barrierHeight } = roomOf(track);
  const solid = newPieces();
  addBarrier({ solid, room, barrierHeight }, BARRIERS[track.place]);
  const triangles = trianglesOf(solid);
  return planesOf(room).map(({ axis, holds, length }) => ({ axis, length, faces: triangles.filter((t) => t.every(holds)) }));
}

describe.each(CASES)('around $name in the $place', ({ place, name }) => {
  const track = trackIn(place, name);
  const surroundings = surroundingsOf(track);
  const { site, design } = surroundings;
  const { room, barrierHeight } = roomOf(track);

  it('the barrier stands where the policy sees it, as high, without a gap or an overlap', () => {
    for (const { length, faces } of barrierOf(track)) {
      const area = faces.reduce((sum, triangle) => sum + areaOf(triangle), 0);
      expect(area).toBeCloseTo(length * barrierHeight, 6);
      const heights = faces.flat().map(({ up }) => up);
      expect(Math.min(...heights)).toBe(0);
      expect(Math.max(...heights)).toBeCloseTo(barrierHeight, 9);
    }
  });

  it('nothing stands inside the room, and what hangs above it is out of reach', () => {
    const tiny = 1e-6;
    const isOver = (corners: readonly Corner[]) =>
      Math.max(...corners.map(({ x }) => x)) > room.minX + tiny &&
      Math.min(...corners.map(({ x }) => x)) < room.maxX - tiny &&
      Math.max(...corners.map(({ y }) => y)) > room.minY + tiny &&
      Math.min(...corners.map(({ y }) => y)) < room.maxY - tiny;
    expect(trianglesOf(site.solid).filter(isOver)).toEqual([]);
    const lowest = trianglesOf(site.upper).flatMap((corners) => corners.map(({ up }) => up));
    expect(lowest.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(design.headroom);
  });

  it('everything is between the walls, of finite numbers, and lit', () => {
    const { minX, minY, maxX, maxY } = site.walls;
    // A wall's cap is outside.
    const cap = 0.2;
    for (const { x, y, up, luma } of [...trianglesOf(site.solid), ...trianglesOf(site.upper)].flat()) {
      const isWithin =
        x > minX - cap && x < maxX + cap && y > minY - cap && y < maxY + cap && up > -0.01 && up <= site.wallHeight;
      if (!isWithin || !(luma > 0)) expect({ x, y, up, luma }).toBe('within the walls');
    }
  });

  it('keeps to its triangles', () => {
    const floors = [true, false].map((isInside) => (floorOf(surroundings, isInside).getIndex()?.count ?? 0) / 3);
    const count = [site.solid, site.upper, site.marks].reduce((sum, { indices }) => sum + indices.length / 3, 0);
    expect(count + floors[0] + floors[1]).toBeLessThan(BUDGET);
  });

  it('is the same again, and when the track is driven the other way', () => {
    for (const again of [track, reverseTrack(track)]) {
      const { solid, upper, marks } = surroundingsOf(again).site;
      expect(solid).toEqual(site.solid);
      expect(upper).toEqual(site.upper);
      expect(marks).toEqual(site.marks);
    }
  });
});

it.each(PLACES)('the barrier of the %s is about as bright as the policy sees it', (place) => {
  const track = trackIn(place, 'harbour');
  const { barrierGreyX, barrierGreyY } = roomOf(track);
  const faces = barrierOf(track).flatMap((plane) => plane.faces);
  const area = faces.reduce((sum, triangle) => sum + areaOf(triangle), 0);
  const luma = faces.reduce((sum, triangle) => sum + areaOf(triangle) * triangle[0].luma, 0) / area;
  expect(Math.abs(luma - (barrierGreyX + barrierGreyY) / 2)).toBeLessThan(10);
});

it('the arrangement is another one around another track', () => {
  const pieces = ['harbour', 'sawmill'].map((name) => surroundingsOf(trackIn('workshop', name)).site.solid.indices.length);
  expect(pieces[0]).not.toBe(pieces[1]);
});
