/** A course from a few control points: a smooth closed curve through them, borders to either side. */
import { distance } from '../math/vector.ts';
import { type Surface, type Track, trackFromData } from './track.ts';

/** Distance between waypoints, m: DeepRacer's usual 0.15. */
const SPACING = 0.15;
/** The curve is followed in so many steps between control points. */
const STEPS = 60;

export interface ControlPoint {
  readonly x: number;
  readonly y: number;
}

/** The road's width, m: the same everywhere, or by the part of the lap (0..1). */
export type Width = number | ((part: number) => number);

/**
 * Builds a course. Its waypoints lie evenly along the closed cubic B-spline of `points`
 * (at least three, m): it drives them in order, pulled inwards a little, and bends without jumps.
 * `inner` is the border inside the loop. Rounded to 0.1 mm, as its file will be.
 */
export function buildTrack(name: string, points: readonly ControlPoint[], width: Width, surface: Surface): Track {
  const dense = points.flatMap((_, i) => Array.from({ length: STEPS }, (_, step) => bSpline(points, i, step / STEPS)));
  const centre = resample(dense);
  const turn = signedTwiceArea(centre) > 0 ? 1 : -1;
  const widthOf = typeof width === 'number' ? () => width : width;
  const border = (side: number) => centre.map((_, i) => beside(centre, i, (side * widthOf(i / (centre.length - 1))) / 2));
  return trackFromData({
    name,
    closed: true,
    surface,
    centre: centre.map(rounded),
    inner: border(turn).map(rounded),
    outer: border(-turn).map(rounded),
  });
}

type Point = readonly [number, number];

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

/** Points evenly spaced along the closed curve, the first one again at the end. */
function resample(curve: readonly Point[]): Point[] {
  const closed = [...curve, curve[0]];
  const length = closed.slice(1).reduce((sum, point, i) => sum + gap(closed[i], point), 0);
  const count = Math.round(length / SPACING);
  const result: Point[] = [];
  let travelled = 0;
  for (let i = 0; i + 1 < closed.length; i++) {
    const span = gap(closed[i], closed[i + 1]);
    while (result.length < count && result.length * (length / count) < travelled + span) {
      const t = (result.length * (length / count) - travelled) / span;
      const [ax, ay] = closed[i];
      const [bx, by] = closed[i + 1];
      result.push([ax + t * (bx - ax), ay + t * (by - ay)]);
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
