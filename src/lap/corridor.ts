/** Where may a car drive? A smooth line around a track, and the room on both sides of it. */
import { turnBetween } from '../math/angles.ts';
import { distance } from '../math/vector.ts';
import { racingLine } from '../track/racing-line.ts';
import type { Ring, Track } from '../track/track.ts';

export interface Corridor {
  readonly count: number;
  /** x0 y0 x1 y1 …, m, about evenly spaced; closed: the last point comes before the first, which is nearest the start */
  readonly points: Float64Array;
  /** of the direction at each point */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** m from each point to the next */
  readonly spacing: number;
  /** 1/m, + = left: the turn from one piece of the line to the next, per metre */
  readonly curvature: Float64Array;
  /** m from each point to the road's edge, to the left and to the right */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** From the line to the road's edge, m. */
const MARGIN = 0.04;
/** Rooms beyond this count as this, m. */
const MAX_ROOM = 3;
/** Rounds of averaging points that lie so close, m, with their neighbours: the line's own points are farther apart. */
const FINE = 0.05;
const SMOOTHING_ROUNDS = 8;

/** @param shortness how much a shorter line counts beside a straighter one, 1/m² @param wanted m between points, about */
export function corridorOf(track: Track, shortness: number, wanted: number): Corridor {
  const line = evenly(smooth(evenly(racingLine(track, { margin: MARGIN, shortness }), FINE)), wanted);
  const count = line.length / 2;
  const points = fromStart(line, track.centre.points[0], track.centre.points[1]);
  const floats = () => new Float64Array(count);
  const [cos, sin, curvature, left, right] = [floats(), floats(), floats(), floats(), floats()];
  let length = 0;
  for (let i = 0; i < count; i++) {
    const [a, c] = [(i + count - 1) % count, (i + 1) % count];
    const [ux, uy] = [points[2 * i] - points[2 * a], points[2 * i + 1] - points[2 * a + 1]];
    const [vx, vy] = [points[2 * c] - points[2 * i], points[2 * c + 1] - points[2 * i + 1]];
    const step = Math.sqrt(vx * vx + vy * vy);
    length += step;
    const [dx, dy] = [ux + vx, uy + vy];
    const size = Math.sqrt(dx * dx + dy * dy);
    cos[i] = dx / size;
    sin[i] = dy / size;
    curvature[i] = turnBetween(ux, uy, vx, vy);
  }
  const spacing = length / count;
  for (let i = 0; i < count; i++) {
    curvature[i] /= spacing;
    left[i] = roomAlong(track, points[2 * i], points[2 * i + 1], -sin[i], cos[i]);
    right[i] = roomAlong(track, points[2 * i], points[2 * i + 1], sin[i], -cos[i]);
  }
  return { count, points, cos, sin, spacing, curvature, left, right };
}

/** How far from (x, y) in a direction the road ends, m. */
function roomAlong({ inner, outer }: Track, x: number, y: number, dx: number, dy: number): number {
  return Math.min(MAX_ROOM, crossing(inner, x, y, dx, dy), crossing(outer, x, y, dx, dy));
}

/** Distance from (x, y) in a direction (of length 1) to the ring; infinite where it meets none. */
function crossing({ points, count }: Ring, x: number, y: number, dx: number, dy: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < count; i++) {
    const [ax, ay] = [points[2 * i - 2] - x, points[2 * i - 1] - y];
    const [bx, by] = [points[2 * i] - x, points[2 * i + 1] - y];
    const sideA = dx * ay - dy * ax;
    const sideB = dx * by - dy * bx;
    if (sideA > 0 === sideB > 0) continue;
    const t = sideA / (sideA - sideB);
    const ahead = dx * (ax + t * (bx - ax)) + dy * (ay + t * (by - ay));
    if (ahead > 0 && ahead < nearest) nearest = ahead;
  }
  return nearest;
}

/** The same closed line, beginning with the point nearest to (x, y). */
function fromStart(line: Float64Array, x: number, y: number): Float64Array {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < line.length; i += 2) {
    const d = distance(line[i], line[i + 1], x, y);
    if (d >= least) continue;
    least = d;
    nearest = i;
  }
  const out = new Float64Array(line.length);
  out.set(line.subarray(nearest));
  out.set(line.subarray(0, nearest), line.length - nearest);
  return out;
}

function smooth(line: Float64Array): Float64Array {
  let from = line;
  for (let round = 0; round < SMOOTHING_ROUNDS; round++) {
    const at = from;
    const size = at.length;
    from = at.map((value, i) => 0.5 * value + 0.25 * (at[(i + size - 2) % size] + at[(i + 2) % size]));
  }
  return from;
}

/** A closed polyline with points at even distances, about `wanted`. */
function evenly(line: Float64Array, wanted: number): Float64Array {
  const given = line.length / 2;
  const arc = new Float64Array(given + 1);
  for (let i = 0; i < given; i++) {
    const j = (i + 1) % given;
    arc[i + 1] = arc[i] + distance(line[2 * j], line[2 * j + 1], line[2 * i], line[2 * i + 1]);
  }
  const count = Math.round(arc[given] / wanted);
  const spacing = arc[given] / count;
  const points = new Float64Array(2 * count);
  for (let i = 0, k = 0; i < count; i++) {
    while (arc[k + 1] < i * spacing) k++;
    const t = (i * spacing - arc[k]) / (arc[k + 1] - arc[k]);
    for (let axis = 0; axis < 2; axis++) {
      const [a, b, c, d] = [k - 1, k, k + 1, k + 2].map((index) => line[2 * ((index + given) % given) + axis]);
      points[2 * i + axis] = splineAt(a, b, c, d, t);
    }
  }
  return points;
}

/** Catmull and Rom's spline from b to c: its direction does not jump. */
function splineAt(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}
