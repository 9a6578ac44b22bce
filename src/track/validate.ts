/** Can this shape be driven on? Refuses tracks that cross themselves or have no width. */
import { UserError } from '../math/error.ts';
import { distance } from '../math/vector.ts';
import { isOnRoad } from './locate.ts';
import { type Ring, type Track, trackBounds } from './track.ts';

const MIN_LENGTH = 2;
const MIN_WIDTH = 0.2;
const MAX_WIDTH = 10;
const MAX_LENGTH = 500;
/** A border much longer than the centre line does not follow it. */
const MAX_BORDER_RATIO = 4;
/** Longest side of the floor, m: what one ground picture covers at its fixed scale. */
export const MAX_EXTENT = 80;
/** Largest floor, m²: about 200 MB of picture. The real tracks need up to 500. */
export const MAX_AREA = 1500;

/** @throws UserError naming `file`, the place and the fix */
export function checkShape(track: Track, file: string): void {
  const fail = (field: string, problem: string, fix: string): never => {
    throw new UserError(file, field, problem, fix);
  };
  if (!(track.length >= MIN_LENGTH && track.length <= MAX_LENGTH)) {
    const fix = `a track is ${MIN_LENGTH} to ${MAX_LENGTH} m; are the units metres?`;
    fail('centre', `is ${track.length.toFixed(2)} m long`, fix);
  }
  const { minX, minY, maxX, maxY } = trackBounds(track, 0);
  if (Math.max(maxX - minX, maxY - minY) > MAX_EXTENT || (maxX - minX) * (maxY - minY) > MAX_AREA) {
    const size = `${(maxX - minX).toFixed(1)} × ${(maxY - minY).toFixed(1)} m`;
    fail('centre', `needs a floor of ${size}`, `keep it within ${MAX_EXTENT} m and ${MAX_AREA} m²; are the units metres?`);
  }
  for (let i = 0; i < track.centre.count; i++) {
    const width = widthAt(track, i);
    if (!(width >= MIN_WIDTH && width <= MAX_WIDTH)) {
      const fix = `borders must be ${MIN_WIDTH} to ${MAX_WIDTH} m apart`;
      fail(`waypoint ${i}`, `has a road ${width.toFixed(3)} m wide`, fix);
    }
  }
  for (const [name, ring] of [
    ['inner', track.inner],
    ['outer', track.outer],
  ] as const) {
    const length = ring.arc[ring.count - 1];
    if (length > MAX_BORDER_RATIO * track.length) {
      fail(
        name,
        `is ${length.toFixed(0)} m long beside a centre line of ${track.length.toFixed(0)} m`,
        'let it follow the road',
      );
    }
  }
  const offRoad = countOffRoad(track);
  if (offRoad > track.centre.count / 4) {
    fail('centre', `has ${offRoad} of ${track.centre.count} points off the road`, 'it must run between the borders');
  }
  const crossing = firstCrossing(track.centre, track.centre);
  if (crossing) fail('centre', `crosses itself between waypoints ${crossing[0]} and ${crossing[1]}`, 'move them apart');
  const borders = firstCrossing(track.inner, track.outer);
  if (borders) {
    fail('borders', `cross near waypoints ${borders[0]} (inner) and ${borders[1]} (outer)`, 'keep the road one lane apart');
  }
}

function countOffRoad(track: Track): number {
  const { points, count } = track.centre;
  let offRoad = 0;
  for (let i = 0; i < count; i++) if (!isOnRoad(track, points[2 * i], points[2 * i + 1])) offRoad++;
  return offRoad;
}

/** Width of the road at waypoint i, m. */
export function widthAt({ inner, outer }: Track, i: number): number {
  const at = 2 * i;
  return distance(inner.points[at], inner.points[at + 1], outer.points[at], outer.points[at + 1]);
}

/** The first pair of segments that properly cross, if any; neighbours within one ring never count. */
function firstCrossing(a: Ring, b: Ring): [number, number] | undefined {
  for (let i = 0; i + 1 < a.count; i++) {
    const ax = a.points[2 * i];
    const ay = a.points[2 * i + 1];
    const bx = a.points[2 * i + 2];
    const by = a.points[2 * i + 3];
    const lowX = Math.min(ax, bx);
    const highX = Math.max(ax, bx);
    for (let j = a === b ? i + 2 : 0; j + 1 < b.count; j++) {
      const cx = b.points[2 * j];
      const dx = b.points[2 * j + 2];
      if ((cx < lowX && dx < lowX) || (cx > highX && dx > highX)) continue;
      const cy = b.points[2 * j + 1];
      const dy = b.points[2 * j + 3];
      const c = side(ax, ay, bx, by, cx, cy);
      const d = side(ax, ay, bx, by, dx, dy);
      const e = side(cx, cy, dx, dy, ax, ay);
      const f = side(cx, cy, dx, dy, bx, by);
      if (c * d < 0 && e * f < 0) return [i, j];
    }
  }
  return undefined;
}

/** Twice the area of the triangle, positive when c is left of a→b. */
function side(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}
