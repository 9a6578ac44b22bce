/** A track from a few control points: a smooth closed curve through them, borders to either side. */
import { distance } from '../math/vector.ts';
import { type Surface, type Track, type TrackData, trackFromData } from './track.ts';

/** Distance between waypoints, m: DeepRacer's usual 0.15. */
const SPACING = 0.15;
/** The curve is followed in so many steps between control points. */
const STEPS = 60;

export interface ControlPoint {
  readonly x: number;
  readonly y: number;
}

/** The road's width, m: the same everywhere, or by the part of the lap (0..1). */
type Width = number | ((part: number) => number);

/**
 * Builds a track. Its waypoints lie evenly along the closed cubic B-spline of `points`
 * (at least three, m): it drives them in order, pulled inwards a little, and bends without jumps.
 * `inner` is the border inside the loop. Rounded to 0.1 mm, as its file will be.
 */
export function buildTrack(name: string, points: readonly ControlPoint[], width: Width, surface: Surface): Track {
  const dense = points.flatMap((_, i) => Array.from({ length: STEPS }, (_, step) => bSpline(points, i, step / STEPS)));
  const centre = resample(dense, SPACING);
  const widthOf = typeof width === 'number' ? () => width : width;
  const road = roadAlong(centre, (i) => widthOf(i / (centre.length - 1)));
  return trackFromData({ name, closed: true, surface, ...road });
}

type Point = readonly [x: number, y: number, ...more: number[]];

/** A ring of waypoints, the first one again at the end, with the borders beside them, rounded to 0.1 mm; m. */
export function roadAlong(
  centre: readonly Point[],
  widthAt: (i: number) => number,
): Pick<TrackData, 'centre' | 'inner' | 'outer'> {
  const turn = signedTwiceArea(centre) > 0 ? 1 : -1;
  const border = (side: number) => centre.map((_, i) => rounded(beside(centre, i, (side * widthAt(i)) / 2)));
  return { centre: centre.map(rounded), inner: border(turn), outer: border(-turn) };
}

/** The uniform cubic B-spline from control point i towards the next, 0 ≤ t < 1. */
function bSpline(points: readonly ControlPoint[], i: number, t: number): Point {
  const at = (k: number) => points[(i + k + points.length) % points.length];
  const [a, b, c, d] = [at(-1), at(0), at(1), at(2)];
  const u = 1 - t;
  const blend = (a: number, b: number, c: number, d: number) =>
    (u * u * u * a + (3 * t * t * t - 6 * t * t + 4) * b + (3 * u * u * u - 6 * u * u + 4) * c + t * t * t * d) / 6;
  return [blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)];
}

function gap([ax, ay]: Point, [bx, by]: Point): number {
  return distance(ax, ay, bx, by);
}

/** Points about `spacing` apart, evenly, along the closed curve, the first one again at the end; what else they say is mixed. */
export function resample<P extends Point>(curve: readonly P[], spacing: number): P[] {
  const closed = [...curve, curve[0]];
  const length = closed.slice(1).reduce((sum, point, i) => sum + gap(closed[i], point), 0);
  const count = Math.round(length / spacing);
  const result: P[] = [];
  let travelled = 0;
  for (let i = 0; i + 1 < closed.length; i++) {
    const span = gap(closed[i], closed[i + 1]);
    while (result.length < count && result.length * (length / count) < travelled + span) {
      const t = (result.length * (length / count) - travelled) / span;
      const next = closed[i + 1];
      result.push(closed[i].map((value, k) => value + t * (next[k] - value)) as unknown as P);
    }
    travelled += span;
  }
  return [...result, result[0]];
}

/** The point `sideways` m to the left of waypoint i. */
function beside(ring: readonly Point[], i: number, sideways: number): Point {
  const last = ring.length - 1;
  const [ax, ay] = ring[i === 0 ? last - 1 : i - 1];
  const [bx, by] = ring[i === last ? 1 : i + 1];
  const along = gap([ax, ay], [bx, by]);
  return [ring[i][0] - (sideways * (by - ay)) / along, ring[i][1] + (sideways * (bx - ax)) / along];
}

function signedTwiceArea(ring: readonly Point[]): number {
  return ring.slice(1).reduce((sum, [bx, by], i) => sum + ring[i][0] * by - bx * ring[i][1], 0);
}

function rounded([x, y]: Point): [number, number] {
  return [Math.round(x * 1e4) / 1e4, Math.round(y * 1e4) / 1e4];
}
