/** The line that a guide ({@link ./guide.ts}) keeps to: a track's racing line, with a speed at each of its points. */
import type { CarSpec } from '../car/spec.ts';
import { distance } from '../math/vector.ts';
import { racingLine } from '../track/racing-line.ts';
import type { Track } from '../track/track.ts';

/** A closed line of evenly spaced points; the last one comes before the first. */
export interface GuideLine {
  readonly count: number;
  /** x0 y0 x1 y1 …, m */
  readonly points: Float64Array;
  /** of the line's direction at each point */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** m/s */
  readonly speed: Float64Array;
}

/** Between points, m. */
const SPACING = 0.05;
/** From the line to the road's edge, m: two wheels may leave the road. At 2 cm a guide misses some bends, at 10 it loses 2 %. */
const MARGIN = 0.05;
/** How much a shorter line counts beside a straighter one, 1/m²: a car that can turn tightly gains by the shorter way. */
const SHORTNESS = 1.6;
/** Of the tyres' grip and of the brakes, what the speeds make use of. */
const GRIP_SHARE = 0.68;
const BRAKING_SHARE = 0.35;
/** Points on either side between which a bend is measured. */
const BEND_REACH = 5;

/** @param cap of commanded speeds, m/s */
export function guideLine(track: Track, spec: CarSpec, cap: number): GuideLine {
  const points = resample(racingLine(track, { margin: MARGIN, shortness: SHORTNESS }));
  const count = points.length / 2;
  const line: GuideLine = {
    count,
    points,
    cos: new Float64Array(count),
    sin: new Float64Array(count),
    speed: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const [before, after] = [2 * ((i + count - 1) % count), 2 * ((i + 1) % count)];
    const [dx, dy] = [points[after] - points[before], points[after + 1] - points[before + 1]];
    const size = Math.sqrt(dx * dx + dy * dy);
    line.cos[i] = dx / size;
    line.sin[i] = dy / size;
  }
  setSpeeds(line, spec, cap);
  return line;
}

/** As fast as the bends allow, and no faster than the brakes can bring the car down to the next bend's speed. */
function setSpeeds({ count, points, speed }: GuideLine, spec: CarSpec, cap: number): void {
  const lateral = (GRIP_SHARE * (spec.frontGrip + spec.rearGrip)) / spec.mass;
  const braking = BRAKING_SHARE * spec.maxBraking;
  const fastest = Math.min(cap, spec.maxSpeed) * spec.speedGain;
  for (let i = 0; i < count; i++) {
    speed[i] = Math.min(fastest, Math.sqrt(lateral / Math.max(1e-6, bendAt(points, count, i))));
  }
  // Twice around: what is ahead of the last point is known only after the first time.
  for (let k = 2 * count - 1; k >= 0; k--) {
    const [i, next] = [k % count, (k + 1) % count];
    speed[i] = Math.min(speed[i], Math.sqrt(speed[next] * speed[next] + 2 * braking * SPACING));
  }
}

/** Curvature of the circle through a point and those {@link BEND_REACH} before and after it, 1/m. */
function bendAt(points: Float64Array, count: number, i: number): number {
  const [a, b, c] = [2 * ((i + count - BEND_REACH) % count), 2 * i, 2 * ((i + BEND_REACH) % count)];
  const [ux, uy] = [points[b] - points[a], points[b + 1] - points[a + 1]];
  const [vx, vy] = [points[c] - points[b], points[c + 1] - points[b + 1]];
  const sides =
    Math.sqrt((ux * ux + uy * uy) * (vx * vx + vy * vy)) * distance(points[a], points[a + 1], points[c], points[c + 1]);
  return (2 * Math.abs(ux * vy - uy * vx)) / sides;
}

/** Points every {@link SPACING} along a closed line, on a Catmull–Rom curve through its own. */
function resample(line: Float64Array): Float64Array {
  const given = line.length / 2;
  const at = (i: number) => 2 * ((i + given) % given);
  const spans = Float64Array.from({ length: given }, (_, i) =>
    distance(line[at(i)], line[at(i) + 1], line[at(i + 1)], line[at(i + 1) + 1]),
  );
  const length = spans.reduce((sum, span) => sum + span, 0);
  const count = Math.round(length / SPACING);
  const points = new Float64Array(2 * count);
  let i = 0;
  let passed = 0;
  for (let k = 0; k < count; k++) {
    const arc = (k * length) / count;
    while (i + 1 < given && passed + spans[i] <= arc) passed += spans[i++];
    const t = (arc - passed) / spans[i];
    for (let axis = 0; axis < 2; axis++) {
      const [p, q, r, s] = [line[at(i - 1) + axis], line[at(i) + axis], line[at(i + 1) + axis], line[at(i + 2) + axis]];
      const square = t * t;
      points[2 * k + axis] =
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * square + (3 * q - p - 3 * r + s) * square * t);
    }
  }
  return points;
}
