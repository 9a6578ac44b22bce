/**
 * The car in motion: one planar cannon-es body, our own forces in its plane, 120 ticks a second.
 *
 * cannon-es integrates and (from objects on) collides; the tyres are ours, because its vehicle's
 * brakes and side forces depend on the time step. Nothing here calls the language's trigonometry,
 * so a car moves the same to the bit in every engine.
 */
import { Body, Vec3, World } from 'cannon-es';
import { toRadians } from '../math/angles.ts';
import { atan2, cos, sin } from '../math/exact.ts';
import type { CarSpec, Pose } from './spec.ts';

export const TICK_SECONDS = 1 / 120;

export interface Car {
  /** changed by {@link fitSpec} only */
  spec: CarSpec;
  readonly world: World;
  readonly body: Body;
  readonly pose: Pose;
  /** the driver's wish; clipped to the car's limits when it takes effect */
  steeringCommandDeg: number;
  speedCommand: number;
  /** where the front wheels point, radians, + = left */
  steering: number;
  /** the speed command that has arrived, m/s */
  speedInForce: number;
  /** commands on their way (dead time): steering rad, speed m/s, one pair per tick */
  pending: Float64Array;
  /** of `pending`, the pair that takes effect next */
  pendingAt: number;
}

/** A car at the world's origin, in a world of its own. */
export function newCar(spec: CarSpec): Car {
  const world = new World({ gravity: new Vec3(0, 0, 0) });
  const body = new Body({
    mass: spec.mass,
    linearFactor: new Vec3(1, 1, 0),
    angularFactor: new Vec3(0, 0, 1),
    // cannon-es raises (1 − damping) to the power dt: 0 keeps that at exactly 1.
    linearDamping: 0,
    angularDamping: 0,
    allowSleep: false,
  });
  body.invInertia.set(0, 0, 1 / spec.yawInertia);
  body.inertia.set(0, 0, spec.yawInertia);
  world.addBody(body);
  const pose: Pose = { x: 0, y: 0, yaw: 0, cosYaw: 1, sinYaw: 0 };
  const car: Car = {
    spec,
    world,
    body,
    pose,
    steeringCommandDeg: 0,
    speedCommand: 0,
    steering: 0,
    speedInForce: 0,
    pending: new Float64Array(2 * spec.deadTicks),
    pendingAt: 0,
  };
  placeCar(car, 0, 0, 0);
  return car;
}

/** Makes it another car of the same body: other limits, lags or dead time. To be placed afterwards. */
export function fitSpec(car: Car, spec: CarSpec): void {
  car.spec = spec;
  if (car.pending.length !== 2 * spec.deadTicks) car.pending = new Float64Array(2 * spec.deadTicks);
  car.pendingAt = 0;
}

/** Stands the car at a pose, at rest, wheels straight, nothing pending. */
export function placeCar(car: Car, x: number, y: number, yaw: number): void {
  const { body } = car;
  body.position.set(x, y, 0);
  body.velocity.set(0, 0, 0);
  body.angularVelocity.set(0, 0, 0);
  body.force.set(0, 0, 0);
  body.torque.set(0, 0, 0);
  body.quaternion.set(0, 0, sin(yaw / 2), cos(yaw / 2));
  car.steeringCommandDeg = 0;
  car.speedCommand = 0;
  car.steering = 0;
  car.speedInForce = 0;
  car.pending.fill(0);
  car.pendingAt = 0;
  settleBody(car);
}

/** Moves the car to a pose without touching its motion: speeds turn with it, steering and pending commands stay. */
export function movePose(car: Car, x: number, y: number, yaw: number): void {
  const { body, pose } = car;
  const { cosYaw, sinYaw } = pose;
  const ahead = body.velocity.x * cosYaw + body.velocity.y * sinYaw;
  const sideways = body.velocity.y * cosYaw - body.velocity.x * sinYaw;
  body.position.set(x, y, 0);
  body.quaternion.set(0, 0, sin(yaw / 2), cos(yaw / 2));
  settleBody(car);
  body.velocity.set(ahead * pose.cosYaw - sideways * pose.sinYaw, ahead * pose.sinYaw + sideways * pose.cosYaw, 0);
}

/**
 * To be called after the body was put somewhere: works out the pose, and what cannon-es derives from the
 * orientation only at the end of a tick. Without it, the next tick would turn by the orientation before.
 */
export function settleBody(car: Car): void {
  car.body.updateInertiaWorld(true);
  readPose(car);
}

function readPose({ body, pose }: Car): void {
  const { z, w } = body.quaternion;
  pose.x = body.position.x;
  pose.y = body.position.y;
  pose.cosYaw = w * w - z * z;
  pose.sinYaw = 2 * z * w;
  pose.yaw = atan2(pose.sinYaw, pose.cosYaw);
}

/** Below this speed a wheel's slip is measured against it, m/s: keeps slip finite for a standing car. */
const MIN_ROLLING_SPEED = 0.3;

/** One tick of 1/120 s: the commands move on, the tyres push, the body moves. Allocates nothing. */
export function tickCar(car: Car): void {
  const { spec, body, pose } = car;
  actuate(car);
  const h = TICK_SECONDS;
  const c = cos(car.steering);
  const s = sin(car.steering);
  const { cosYaw, sinYaw } = pose;
  const { velocity } = body;
  const ahead = velocity.x * cosYaw + velocity.y * sinYaw;
  const sideways = velocity.y * cosYaw - velocity.x * sinYaw;
  const yawRate = body.angularVelocity.z;
  const a = spec.frontAxle;
  const b = -spec.rearAxle;

  let drive = (spec.speedGain * car.speedInForce - ahead) / spec.speedLag;
  if (drive > spec.maxAcceleration) drive = spec.maxAcceleration;
  else if (drive < -spec.maxBraking) drive = -spec.maxBraking;

  const frontSideways = sideways + a * yawRate;
  const frontRoll = Math.max(Math.abs(c * ahead + s * frontSideways), MIN_ROLLING_SPEED);
  const frontSlip = (c * frontSideways - s * ahead) / frontRoll;
  const rearRoll = Math.max(Math.abs(ahead), MIN_ROLLING_SPEED);
  const rearSlip = (sideways - b * yawRate) / rearRoll;
  // Force per unit of sideways wheel speed, N·s/m: linear at small slip, saturating at the grip.
  const kf = spec.frontStiffness / frontRoll / saturation((spec.frontStiffness * frontSlip) / spec.frontGrip);
  const kr = spec.rearStiffness / rearRoll / saturation((spec.rearStiffness * rearSlip) / spec.rearGrip);

  // The tyres are stiff against one tick, so they answer the motion at its end: two linear
  // equations for sideways speed and yaw rate there.
  const p = h / spec.mass;
  const q = h / spec.yawInertia;
  const kfc = kf * c;
  const a11 = 1 + p * (kfc * c + kr);
  const a12 = p * (kfc * c * a - kr * b);
  const a21 = q * (kfc * c * a - kr * b);
  const a22 = 1 + q * (kfc * c * a * a + kr * b * b);
  const b1 = sideways + p * kfc * s * ahead;
  const b2 = yawRate + q * a * kfc * s * ahead;
  const determinant = a11 * a22 - a12 * a21;
  const sidewaysAfter = (b1 * a22 - a12 * b2) / determinant;
  const yawRateAfter = (a11 * b2 - a21 * b1) / determinant;
  const frontForce = -kf * (c * (sidewaysAfter + a * yawRateAfter) - s * ahead);
  const rearForce = -kr * (sidewaysAfter - b * yawRateAfter);

  const forceAhead = spec.mass * drive - frontForce * s;
  const forceSideways = frontForce * c + rearForce;
  body.force.x = forceAhead * cosYaw - forceSideways * sinYaw;
  body.force.y = forceAhead * sinYaw + forceSideways * cosYaw;
  body.torque.z = a * frontForce * c - b * rearForce;
  car.world.step(h);
  readPose(car);
}

/** √(1 + x²): how much weaker a tyre answers at x times its saturating slip. */
function saturation(x: number): number {
  return Math.sqrt(1 + x * x);
}

/** Clips the driver's wish, sends it through the dead time, and lets the steering follow. */
function actuate(car: Car): void {
  const { spec, pending } = car;
  const limit = spec.maxSteeringDeg;
  const wish = Math.min(limit, Math.max(-limit, car.steeringCommandDeg));
  let steering = toRadians(wish);
  let speed = Math.min(spec.maxSpeed, Math.max(0, car.speedCommand));
  if (spec.deadTicks > 0) {
    const at = car.pendingAt;
    const arrived = pending[at];
    const arrivedSpeed = pending[at + 1];
    pending[at] = steering;
    pending[at + 1] = speed;
    car.pendingAt = at + 2 === pending.length ? 0 : at + 2;
    steering = arrived;
    speed = arrivedSpeed;
  }
  car.speedInForce = speed;
  car.steering += (TICK_SECONDS / spec.steeringLag) * (spec.steeringGain * steering - car.steering);
}
