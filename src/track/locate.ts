/**
 * Where is a point on the track? DeepRacer's exact answers.
 *
 * Source: deepracer-simapp `track_geom/track_data.py` and `agent_ctrl/utils.py` (semantics only);
 * checked against 968 rows computed by that geometry.
 */
import { distance } from '../math/vector.ts';
import type { Ring, Track } from './track.ts';

/** One point's place on the track. Reused by the caller: {@link locate} overwrites every field. */
export interface Location {
  /** arc length of the point's projection on the centre line, m, 0..length */
  projection: number;
  /** distance to the centre line, m */
  fromCentre: number;
  /** left of the centre line, looking along the driving direction, by DeepRacer's rule: nearer the border on that side */
  isLeft: boolean;
  /** local road width, m: between the border points nearest the projection */
  width: number;
  /** waypoint at or before the projection, by arc length */
  previous: number;
  /** waypoint after it */
  next: number;
  /** the projection itself, m */
  x: number;
  y: number;
}

export function newLocation(): Location {
  return { projection: 0, fromCentre: 0, isLeft: false, width: 0, previous: 0, next: 0, x: 0, y: 0 };
}

// Scratch for nearest(): module state is safe because nothing here awaits.
let nearX = 0;
let nearY = 0;
let nearArc = 0;

/**
 * Projects (x, y) on the ring into nearX, nearY, nearArc. Duplicated points make segments of no
 * length, which are stepped over; of several equally near segments the first counts.
 */
function nearest(ring: Ring, x: number, y: number): void {
  const { points, arc, count } = ring;
  let best = Number.POSITIVE_INFINITY;
  let ax = points[0];
  let ay = points[1];
  for (let i = 1; i < count; i++) {
    const bx = points[2 * i];
    const by = points[2 * i + 1];
    const dx = bx - ax;
    const dy = by - ay;
    const squared = dx * dx + dy * dy;
    if (squared > 0) {
      let t = ((x - ax) * dx + (y - ay) * dy) / squared;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const px = ax + t * dx;
      const py = ay + t * dy;
      const distance = (x - px) * (x - px) + (y - py) * (y - py);
      if (distance < best) {
        best = distance;
        nearX = px;
        nearY = py;
        nearArc = t === 1 ? arc[i] : arc[i - 1] + t * (arc[i] - arc[i - 1]);
      }
    }
    ax = bx;
    ay = by;
  }
}

/** Locates the point (x, y), metres, on the track and writes the answer to `out`. Allocates nothing. */
export function locate(track: Track, x: number, y: number, out: Location): void {
  const { centre, inner, outer } = track;
  nearest(centre, x, y);
  out.x = nearX;
  out.y = nearY;
  out.projection = nearArc;
  out.fromCentre = distance(x, y, nearX, nearY);

  nearest(inner, out.x, out.y);
  const innerX = nearX;
  const innerY = nearY;
  nearest(outer, out.x, out.y);
  out.width = distance(innerX, innerY, nearX, nearY);
  const nearerInner = distance(x, y, innerX, innerY) < distance(x, y, nearX, nearY);
  out.isLeft = nearerInner === track.isCcw;

  out.next = waypointAfter(centre, out.projection);
  out.previous = out.next - 1;
  if (out.next === centre.count) out.next = 0;
}

/** Index of the first waypoint strictly beyond `arc` metres, `count` at the very end. */
function waypointAfter({ arc: arcs, count }: Ring, arc: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (arcs[middle] > arc) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The nearer of the two closest waypoints, by distance from (x, y): what DeepRacer's logs call `closest_waypoint`. */
export function nearerWaypoint(track: Track, location: Pick<Location, 'previous' | 'next'>, x: number, y: number): number {
  const { points } = track.centre;
  const { previous, next } = location;
  const toPrevious = distance(x, y, points[2 * previous], points[2 * previous + 1]);
  const toNext = distance(x, y, points[2 * next], points[2 * next + 1]);
  return toPrevious < toNext ? previous : next;
}

/** Whether (x, y) is on the road: inside exactly one of the two borders. */
export function isOnRoad(track: Track, x: number, y: number): boolean {
  return isInside(track.outer, x, y) !== isInside(track.inner, x, y);
}

/** Even-odd rule, a ray towards +x. */
function isInside({ points, count }: Ring, x: number, y: number): boolean {
  let inside = false;
  let ax = points[0];
  let ay = points[1];
  for (let i = 1; i < count; i++) {
    const bx = points[2 * i];
    const by = points[2 * i + 1];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    ax = bx;
    ay = by;
  }
  return inside;
}

/** Metres of road from one arc length to another, the shorter way round: negative where it lies behind. */
export function arcBetween({ length }: Pick<Track, 'length'>, from: number, to: number): number {
  const gap = to - from;
  return gap - length * Math.floor(gap / length + 0.5);
}

/** A point on the centre line: `part` (0..1) of the way from waypoint `previous` to the next. */
export interface CentrePoint {
  x: number;
  y: number;
  previous: number;
  part: number;
}

/** The centre-line point at `arc` metres (taken around the lap), into `out`. */
export function pointAt({ centre, length }: Pick<Track, 'centre' | 'length'>, arc: number, out: CentrePoint): void {
  const around = arc - length * Math.floor(arc / length);
  // Rounding may leave it a hair outside the lap, at either end.
  const next = Math.min(centre.count - 1, Math.max(1, waypointAfter(centre, around)));
  const previous = next - 1;
  const span = centre.arc[next] - centre.arc[previous];
  const t = span > 0 ? (around - centre.arc[previous]) / span : 0;
  const { points } = centre;
  out.x = points[2 * previous] + t * (points[2 * next] - points[2 * previous]);
  out.y = points[2 * previous + 1] + t * (points[2 * next + 1] - points[2 * previous + 1]);
  out.previous = previous;
  out.part = t;
}
