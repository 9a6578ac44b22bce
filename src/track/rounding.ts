/** A polygon with rounded corners as a road's centre line: straights and arcs, without jumps of curvature. */
import { atan, cos, sin } from '../math/exact.ts';
import { distance } from '../math/vector.ts';

/** A corner of a polygon, m, and the radius it is rounded with. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export type Point = readonly [number, number];

/** A closed polygon's edges and corners, in plain arrays, which are made faster than typed ones of this size; edge i runs from corner i to the next. */
export interface Measured {
  readonly lengths: readonly number[];
  /** tangent of half the turn at each corner: a radius r takes r · tangent of both its edges */
  readonly tangents: readonly number[];
  /** -1 where a corner turns right, 1 where it turns left */
  readonly sides: readonly number[];
}

export function measurePolygon(corners: readonly Corner[]): Measured {
  const count = corners.length;
  const lengths: number[] = [];
  const tangents: number[] = [];
  const sides: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = corners[i > 0 ? i - 1 : count - 1];
    const here = corners[i];
    const after = corners[i + 1 < count ? i + 1 : 0];
    const ux = here.x - before.x;
    const uy = here.y - before.y;
    const vx = after.x - here.x;
    const vy = after.y - here.y;
    const cross = ux * vy - uy * vx;
    const dot = ux * vx + uy * vy;
    lengths.push(Math.sqrt(vx * vx + vy * vy));
    sides.push(cross < 0 ? -1 : 1);
    tangents.push(Math.abs(cross) / (Math.sqrt(cross * cross + dot * dot) + dot));
  }
  return { lengths, tangents, sides };
}

/** How far a polygon turns at corner i, left or right, radians. */
export function turnAt({ tangents }: Measured, i: number): number {
  return 2 * atan(tangents[i]);
}

/** Length of the rounded polygon, m. */
export function roundedLength(corners: readonly Corner[], measured = measurePolygon(corners)): number {
  const { lengths, tangents } = measured;
  let sum = 0;
  for (let i = 0; i < corners.length; i++) {
    sum += lengths[i] - corners[i].radius * (2 * tangents[i] - turnAt(measured, i));
  }
  return sum;
}

/** The corners with their radii times `factor`, at least `least` m, as far as the edges have room; undefined where they have none. */
export function withRadii(
  corners: readonly Corner[],
  { lengths, tangents }: Measured,
  factor: number,
  least: number,
): Corner[] | undefined {
  const count = corners.length;
  const taken: number[] = [];
  for (let i = 0; i < count; i++) taken.push(Math.max(least, corners[i].radius * factor) * tangents[i]);
  const result: Corner[] = [];
  for (let i = 0; i < count; i++) {
    const previous = i > 0 ? i - 1 : count - 1;
    const next = i + 1 < count ? i + 1 : 0;
    const room = Math.min(1, lengths[previous] / (taken[previous] + taken[i]), lengths[i] / (taken[i] + taken[next]));
    const radius = Math.max(least, corners[i].radius * factor) * room;
    // A little less is within the margin. Comparisons with NaN, from edges of no length, fail.
    if (!(radius >= least * 0.999)) return undefined;
    result.push({ x: corners[i].x, y: corners[i].y, radius });
  }
  return result;
}

/** `count` points spaced evenly along the rounded polygon. */
export function sampleRounded(
  corners: readonly Corner[],
  count: number,
  measured = measurePolygon(corners),
): { xs: number[]; ys: number[] } {
  const { lengths, tangents, sides } = measured;
  const step = roundedLength(corners, measured) / count;
  const xs: number[] = [];
  const ys: number[] = [];
  let filled = 0;
  let travelled = 0;
  for (let i = 0; i < corners.length && filled < count; i++) {
    const next = (i + 1) % corners.length;
    const a = corners[i];
    const b = corners[next];
    const ux = (b.x - a.x) / lengths[i];
    const uy = (b.y - a.y) / lengths[i];
    const start = a.radius * tangents[i];
    const straight = Math.max(0, lengths[i] - start - b.radius * tangents[next]);
    for (; filled < count && filled * step < travelled + straight; filled++) {
      const along = start + filled * step - travelled;
      xs.push(a.x + along * ux);
      ys.push(a.y + along * uy);
    }
    travelled += straight;
    const arc = b.radius * turnAt(measured, next);
    if (arc > 0 && filled * step < travelled + arc) {
      const side = sides[next];
      const fromX = a.x + (start + straight) * ux;
      const fromY = a.y + (start + straight) * uy;
      // Along the arc by turning a vector of the radius' length, step by step.
      const angle = (filled * step - travelled) / b.radius;
      const [turnCos, turnSin] = [cos(step / b.radius), sin(step / b.radius)];
      let ahead = b.radius * sin(angle);
      let towards = b.radius * cos(angle);
      for (; filled < count && filled * step < travelled + arc; filled++) {
        const aside = side * (b.radius - towards);
        xs.push(fromX + ahead * ux - aside * uy);
        ys.push(fromY + ahead * uy + aside * ux);
        const on = ahead * turnCos + towards * turnSin;
        towards = towards * turnCos - ahead * turnSin;
        ahead = on;
      }
    }
    travelled += arc;
  }
  // Rounding may leave out the last.
  for (; filled < count; filled++) {
    xs.push(xs[filled - 1]);
    ys.push(ys[filled - 1]);
  }
  return { xs, ys };
}

/** The mean of each value and `reach` more to either side, around the ring. */
export function smoothRing(values: ArrayLike<number>, reach: number): Float64Array {
  const count = values.length;
  const result = new Float64Array(count);
  let sum = 0;
  for (let k = -reach; k <= reach; k++) sum += values[(k + count) % count];
  for (let i = 0; i < count; i++) {
    result[i] = sum / (2 * reach + 1);
    sum += values[(i + reach + 1) % count] - values[(i - reach + count) % count];
  }
  return result;
}

/** The longest that a step between points spaced evenly along a line may be, as a share of their mean step. */
const UNEVEN = 1.1;

/**
 * Whether two stretches of the closed line, its points spaced evenly, are nearer than `gap`, m,
 * though at least `along` m apart along it.
 */
export function comesNear(xs: ArrayLike<number>, ys: ArrayLike<number>, length: number, along: number, gap: number): boolean {
  const count = xs.length;
  const skip = Math.ceil((along * count) / length);
  const step = (UNEVEN * length) / count;
  for (let i = 0; i + skip < count; i++) {
    const end = Math.min(count, i + count - skip + 1);
    for (let j = i + skip; j < end; ) {
      const apart = distance(xs[i], ys[i], xs[j], ys[j]);
      if (apart < gap) return true;
      // No point before that can be nearer than the gap.
      j += Math.max(1, Math.floor((apart - gap) / step));
    }
  }
  return false;
}
