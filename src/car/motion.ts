/**
 * How does a car answer its driver? Tyres, drive and steering, in the car's own frame; no position. The simulator's tick
 * and the search for the fastest lap both move by it.
 *
 * Nothing here calls the language's trigonometry, so a car moves bit-identically in every engine.
 */
import { cos, sin } from '../math/exact.ts';
import type { CarSpec } from './spec.ts';

/** Where in a motion's numbers what stands: speed ahead and to the left, m/s. */
export const AHEAD = 0;
export const SIDEWAYS = 1;
/** rad/s, counter-clockwise */
export const YAW_RATE = 2;
/** where the front wheels point, radians, + = left */
export const STEERING = 3;
/** of the treads of all four wheels, m/s */
export const WHEEL_SPEED = 4;
export const MOTION_SIZE = 5;

/** Puts the speeds into the frame of a car that has turned by the angle with this cosine and sine. */
export function turnFrame(motion: Float64Array, c: number, s: number): void {
  const ahead = motion[AHEAD];
  const sideways = motion[SIDEWAYS];
  motion[AHEAD] = ahead * c + sideways * s;
  motion[SIDEWAYS] = sideways * c - ahead * s;
}

/** Below this speed a wheel's slip is measured against it, m/s: keeps slip finite for a standing car. */
const MIN_ROLLING_SPEED = 0.3;

/** Three equations, symmetric, for the speeds at the step's end: the matrix's rows from the diagonal on, then what they equal. */
const equations = new Float64Array(9);

/**
 * Changes a motion by `h` seconds; the speeds stay in the frame that the car had before. Allocates nothing.
 * @param motion in place @param steering that has arrived, radians @param speed that has arrived, m/s
 */
export function respond(spec: CarSpec, motion: Float64Array, steering: number, speed: number, h: number): void {
  motion[STEERING] += (h / (spec.steeringLag + h)) * (spec.steeringGain * steering + spec.steeringPull - motion[STEERING]);
  const missing = spec.speedGain * speed - motion[WHEEL_SPEED];
  const isDriving = missing > 0;
  const wanted = missing / ((isDriving ? spec.speedLag : spec.brakingLag) + h);
  const most = isDriving ? spec.maxAcceleration : spec.maxBraking;
  // Asked for x times its most, the drive gives x/√(1 + x²) of it.
  motion[WHEEL_SPEED] += (h * wanted) / Math.sqrt(1 + (wanted * wanted) / (most * most));

  const inertia = spec.mass / h;
  const yawInertia = spec.yawInertia / h;
  const e = equations;
  e[0] = inertia;
  e[1] = 0;
  e[2] = 0;
  e[3] = inertia;
  e[4] = 0;
  e[5] = yawInertia;
  e[6] = inertia * motion[AHEAD];
  e[7] = inertia * motion[SIDEWAYS];
  e[8] = yawInertia * motion[YAW_RATE];
  const { frontAxle, rearAxle, frontStiffness, rearStiffness, frontGrip, rearGrip } = spec;
  addAxle(spec, motion, frontAxle, frontStiffness, frontGrip, cos(motion[STEERING]), sin(motion[STEERING]));
  addAxle(spec, motion, rearAxle, rearStiffness, rearGrip, 1, 0);

  // Factors L D Lᵀ of the matrix: Cholesky's, without roots.
  const l1 = e[1] / e[0];
  const l2 = e[2] / e[0];
  const d1 = e[3] - l1 * e[1];
  const below = e[4] - l2 * e[1];
  const l3 = below / d1;
  const d2 = e[5] - l2 * e[2] - l3 * below;
  const y1 = e[7] - l1 * e[6];
  motion[YAW_RATE] = (e[8] - l2 * e[6] - l3 * y1) / d2;
  motion[SIDEWAYS] = y1 / d1 - l3 * motion[YAW_RATE];
  motion[AHEAD] = e[6] / e[0] - l1 * motion[SIDEWAYS] - l2 * motion[YAW_RATE];
}

/**
 * Adds the two tyres of an axle, turned by an angle of the cosine c and the sine s.
 *
 * A tyre pushes against the slip of its tread over the road: by stiffness × slip / rolling speed where that is little, and
 * never by more than its grip, in whatever direction. All wheels turn at one speed, so in a bend the outer ones push and
 * the inner ones brake. Tyres are stiff against one step, so they answer the motion at its end, by the force per slip that
 * they have at its beginning.
 */
function addAxle(
  { halfTrack, alongStiffness }: CarSpec,
  motion: Float64Array,
  x: number,
  stiffness: number,
  grip: number,
  c: number,
  s: number,
): void {
  const wheelSpeed = motion[WHEEL_SPEED];
  const sideways = motion[SIDEWAYS] + x * motion[YAW_RATE];
  const along = c * motion[AHEAD] + s * sideways;
  const across = c * sideways - s * motion[AHEAD];
  const turn = halfTrack * motion[YAW_RATE];
  const left = tyre(along - c * turn, across + s * turn, wheelSpeed, stiffness, grip, alongStiffness);
  const right = tyre(along + c * turn, across - s * turn, wheelSpeed, stiffness, grip, alongStiffness);

  // Sums over both wheels of force per slip across and along, and of the same times the wheel's y.
  const sum = left + right;
  const moment = halfTrack * (left - right);
  const sumAlong = alongStiffness * sum;
  const momentAlong = alongStiffness * moment;
  const xx = sumAlong * c * c + sum * s * s;
  const yy = sumAlong * s * s + sum * c * c;
  const xy = (sumAlong - sum) * c * s;
  const yxx = momentAlong * c * c + moment * s * s;
  const yxy = (momentAlong - moment) * c * s;
  const e = equations;
  e[0] += xx;
  e[1] += xy;
  e[2] += x * xy - yxx;
  e[3] += yy;
  e[4] += x * yy - yxy;
  e[5] += halfTrack * halfTrack * xx - 2 * x * yxy + x * x * yy;
  e[6] += wheelSpeed * sumAlong * c;
  e[7] += wheelSpeed * sumAlong * s;
  e[8] += wheelSpeed * (x * sumAlong * s - momentAlong * c);
}

/** One of an axle's two tyres: force per slip across, N·s/m, at the speeds of its hub along and across. */
function tyre(
  along: number,
  across: number,
  wheelSpeed: number,
  stiffness: number,
  grip: number,
  alongStiffness: number,
): number {
  const rolling = Math.max(Math.abs(along), MIN_ROLLING_SPEED);
  const slip = alongStiffness * (along - wheelSpeed);
  const use = (stiffness * stiffness * (across * across + slip * slip)) / (grip * grip * rolling * rolling);
  return (0.5 * stiffness) / (rolling * Math.sqrt(1 + use));
}
