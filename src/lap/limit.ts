/**
 * How fast could this car be around this course? A line between the straightest and the shortest, and along it the speeds
 * that tyres, steering, drive, brakes and the speed cap allow: a flying lap of a driver who knows the line. Assumed: the
 * course is dry and even, nothing else is on the road, and a driver uses a part of the tightest circle, and {@link DRIVE}
 * and {@link BRAKES} of what the car can, since the rest is needed to stay on the line. How large a part can be used, the
 * follower finds out (follow.ts): it drives the line in the simulator.
 */
import { type Car, newCar, TICK_SECONDS, tickCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { toRadians, turnBetween } from '../math/angles.ts';
import { distance } from '../math/vector.ts';
import { racingLine } from '../track/racing-line.ts';
import type { Track } from '../track/track.ts';

export interface LimitLine {
  readonly count: number;
  /** x0 y0 x1 y1 …, m, of the car's base, evenly spaced; closed: the last point comes before the first */
  readonly points: Float64Array;
  /** metres between neighbours */
  readonly spacing: number;
  /** 1/m, + = left */
  readonly curvature: Float64Array;
  /** of the car, m/s */
  readonly speed: Float64Array;
  /** of a flying lap */
  readonly seconds: number;
}

/** Parts of what the car can that are used. */
const DRIVE = 0.3;
const BRAKES = 0.5;

/** Between points of the line, m. */
const SPACING = 0.05;
/** Curvature is that of so much of the line to each side, m. */
const SMOOTHING = 0.25;
/** Nearest that the line comes to the road's edge, m: a car is off only with all its wheels. */
const MARGIN = 0.04;
/** How much shorter lines are tried: from the straightest to nearly the shortest. */
const SHORTNESS = [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4];
/** Steering that is tried for the tightest circle, degrees. */
const STEERING_STEP = 3;
const SPEED_STEP = 0.1;
const SETTLE_SECONDS = 3;
/** Rounds of slowing down where the wheels could not turn fast enough, and by how much. */
const ROUNDS = 60;
const SLOWER = 0.98;

/** @param cap commanded speeds end there, m/s @param use of the tightest circles, 0..1 */
export function limitLine(track: Track, spec: CarSpec, cap: number, use: number): LimitLine {
  const top = Math.min(cap, spec.maxSpeed) * spec.speedGain;
  const circles = tightestCircles(spec, top).map((k) => use * k);
  const lines = SHORTNESS.map((shortness) => timed(racingLine(track, { margin: MARGIN, shortness }), spec, top, circles));
  return lines.reduce((best, line) => (line.seconds < best.seconds ? line : best));
}

function timed(line: Float64Array, spec: CarSpec, top: number, circles: Float64Array): LimitLine {
  const { points, spacing } = evenly(line, SPACING);
  const curvature = smoothed(curvatureAlong(points, spacing), Math.round(SMOOTHING / spacing));
  const speed = curvature.map((k) => Math.min(top, fastest(circles, Math.abs(k))));
  limitDrive(speed, spec, spacing);
  for (let round = 0; round < ROUNDS && limitSteering(speed, curvature, spec, spacing); round++)
    limitDrive(speed, spec, spacing);
  return { count: points.length / 2, points, spacing, curvature, speed, seconds: secondsOf(speed, spacing) };
}

/** The tightest circle that a car can hold at a speed, by driving it: 1/m at 0, 0.1, 0.2 … m/s. */
function tightestCircles(spec: CarSpec, top: number): Float64Array {
  const slowest = 0.3;
  return Float64Array.from({ length: Math.ceil(top / SPEED_STEP) + 2 }, (_, k) => {
    let most = 0;
    for (let degrees = STEERING_STEP; degrees <= spec.maxSteeringDeg; degrees += STEERING_STEP) {
      const car = newCar({ ...spec, maxSpeed: Number.POSITIVE_INFINITY });
      car.steeringCommandDeg = degrees;
      car.speedCommand = Math.max(slowest, k * SPEED_STEP) / spec.speedGain;
      for (let t = 0; t < SETTLE_SECONDS; t += TICK_SECONDS) tickCar(car);
      most = Math.max(most, car.body.angularVelocity.z / Math.max(speedOf(car), slowest / 2));
    }
    return most;
  });
}

export function speedOf({ body: { velocity } }: Car): number {
  return Math.sqrt(velocity.x * velocity.x + velocity.y * velocity.y);
}

/** The highest speed whose tightest circle is at least as tight. */
function fastest(circles: Float64Array, curvature: number): number {
  let k = circles.length - 1;
  while (k > 0 && circles[k] < curvature) k--;
  if (k === circles.length - 1) return k * SPEED_STEP;
  const part = (circles[k] - curvature) / Math.max(1e-9, circles[k] - circles[k + 1]);
  return Math.max(1, k + Math.max(0, Math.min(1, part))) * SPEED_STEP;
}

/** Lowers speeds to what drive and brakes allow; twice around, so that a lap's end knows the next one's beginning. */
function limitDrive(speed: Float64Array, { maxAcceleration, maxBraking }: CarSpec, spacing: number): void {
  const count = speed.length;
  const faster = 2 * DRIVE * maxAcceleration * spacing;
  const slower = 2 * BRAKES * maxBraking * spacing;
  for (let i = 0; i < 2 * count; i++) {
    const [at, next] = [i % count, (i + 1) % count];
    speed[next] = Math.min(speed[next], Math.sqrt(speed[at] * speed[at] + faster));
  }
  for (let i = 2 * count; i > 0; i--) {
    const [at, before] = [i % count, (i - 1) % count];
    speed[before] = Math.min(speed[before], Math.sqrt(speed[at] * speed[at] + slower));
  }
}

/** Slows down where the wheels could not turn fast enough. @returns whether that was anywhere */
function limitSteering(speed: Float64Array, curvature: Float64Array, spec: CarSpec, spacing: number): boolean {
  const count = speed.length;
  const limit = toRadians(spec.maxSteeringDeg) * spec.steeringGain;
  const angle = speed.map((v, i) => wheelAngle(spec, curvature[i], v));
  let isSlowed = false;
  for (let i = 0; i < count; i++) {
    const slope = (angle[(i + 1) % count] - angle[(i + count - 1) % count]) / (2 * spacing);
    if (Math.abs(angle[i] + spec.steeringLag * speed[i] * slope) <= limit) continue;
    speed[i] *= SLOWER;
    isSlowed = true;
  }
  return isSlowed;
}

/** The wheel angle that holds a curvature at a speed, radians: the bicycle's, and what the tyres' slip takes. */
export function wheelAngle(spec: CarSpec, curvature: number, speed: number): number {
  const { mass, frontAxle, rearAxle, frontStiffness, rearStiffness, frontGrip, rearGrip } = spec;
  const wheelbase = frontAxle - rearAxle;
  const side = mass * speed * speed * curvature;
  const front = slipFor((side * -rearAxle) / wheelbase, frontStiffness, frontGrip);
  const rear = slipFor((side * frontAxle) / wheelbase, rearStiffness, rearGrip);
  return wheelbase * curvature + front - rear;
}

/** Near its grip a tyre gives hardly more, however far it slips. */
const MOST_GRIP = 0.97;

/** Slip at which a tyre gives a force: the car's tyres saturate as x/√(1 + x²). */
function slipFor(force: number, stiffness: number, grip: number): number {
  const part = Math.max(-MOST_GRIP, Math.min(MOST_GRIP, force / grip));
  return ((part / Math.sqrt(1 - part * part)) * grip) / stiffness;
}

function secondsOf(speed: Float64Array, spacing: number): number {
  let seconds = 0;
  for (let i = 0; i < speed.length; i++) seconds += (2 * spacing) / (speed[i] + speed[(i + 1) % speed.length]);
  return seconds;
}

/** A closed polyline with points at even distances, about `wanted`. */
function evenly(line: Float64Array, wanted: number): { points: Float64Array; spacing: number } {
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
  return { points, spacing };
}

/** Catmull and Rom's spline from b to c: its direction does not jump. */
function splineAt(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

function curvatureAlong(points: Float64Array, spacing: number): Float64Array {
  const count = points.length / 2;
  return Float64Array.from({ length: count }, (_, i) => {
    const [a, c] = [(i + count - 1) % count, (i + 1) % count];
    const [ux, uy] = [points[2 * i] - points[2 * a], points[2 * i + 1] - points[2 * a + 1]];
    const [vx, vy] = [points[2 * c] - points[2 * i], points[2 * c + 1] - points[2 * i + 1]];
    return turnBetween(ux, uy, vx, vy) / spacing;
  });
}

/** Means over `reach` neighbours to each side. */
function smoothed(values: Float64Array, reach: number): Float64Array {
  const count = values.length;
  return values.map((_, i) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += values[(i + k + count) % count];
    return sum / (2 * reach + 1);
  });
}
