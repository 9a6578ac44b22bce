/**
 * The car in motion: one planar cannon-es body, with Lapzero's forces in its plane, 120 ticks a second.
 *
 * cannon-es moves and collides bodies (sim/race-world.ts has several); the tyres are Lapzero's, because its vehicle's
 * brakes and side forces depend on the time step. Nothing here calls the language's trigonometry,
 * so a car moves bit-identically in every engine.
 */
import { Body, Vec3, World } from 'cannon-es';
import { toRadians } from '../math/angles.ts';
import { atan2, cos, sin } from '../math/exact.ts';
import { AHEAD, MOTION_SIZE, respond, SIDEWAYS, STEERING, WHEEL_SPEED, YAW_RATE } from './motion.ts';
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
  /** of the treads of all four wheels, m/s */
  wheelSpeed: number;
  /** commands on their way (dead times): steering rad, speed m/s, one pair per tick */
  pending: Float64Array;
  /** of `pending`, the oldest pair */
  pendingAt: number;
}

/** A world of cars: nothing falls in it. */
export function newWorld(): World {
  return new World({ gravity: new Vec3(0, 0, 0) });
}

/** A car at the world's origin, by default in a world of its own. */
export function newCar(spec: CarSpec, world: World = newWorld()): Car {
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
    wheelSpeed: 0,
    pending: new Float64Array(pendingLength(spec)),
    pendingAt: 0,
  };
  placeCar(car, 0, 0, 0);
  return car;
}

/** Makes it another car of the same body: other limits, lags or dead time. To be placed afterwards. */
export function fitSpec(car: Car, spec: CarSpec): void {
  car.spec = spec;
  if (car.pending.length !== pendingLength(spec)) car.pending = new Float64Array(pendingLength(spec));
  car.pendingAt = 0;
}

function pendingLength({ steeringDeadTicks, speedDeadTicks }: CarSpec): number {
  return 2 * Math.max(steeringDeadTicks, speedDeadTicks);
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
  car.wheelSpeed = 0;
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

/** The last part of a tick: the pose is where the body is. */
export function readPose({ body, pose }: Car): void {
  const { z, w } = body.quaternion;
  pose.x = body.position.x;
  pose.y = body.position.y;
  pose.cosYaw = w * w - z * z;
  pose.sinYaw = 2 * z * w;
  pose.yaw = atan2(pose.sinYaw, pose.cosYaw);
}

/** The car's motion as motion.ts has it, into the first numbers of `out`. */
export function readMotion({ body, pose, steering, wheelSpeed }: Car, out: Float64Array): void {
  const { cosYaw, sinYaw } = pose;
  const { velocity } = body;
  out[AHEAD] = velocity.x * cosYaw + velocity.y * sinYaw;
  out[SIDEWAYS] = velocity.y * cosYaw - velocity.x * sinYaw;
  out[YAW_RATE] = body.angularVelocity.z;
  out[STEERING] = steering;
  out[WHEEL_SPEED] = wheelSpeed;
}

const motion = new Float64Array(MOTION_SIZE);

/** One tick of 1/120 s of a car that is alone in its world. Allocates nothing. */
export function tickCar(car: Car): void {
  pushCar(car);
  car.world.step(TICK_SECONDS);
  readPose(car);
}

/** The first part of a tick: the commands move on, and the tyres push the body. Its world is to be stepped then. Allocates nothing. */
export function pushCar(car: Car): void {
  const { spec, body, pose } = car;
  const { cosYaw, sinYaw } = pose;
  readMotion(car, motion);
  const ahead = motion[AHEAD];
  const sideways = motion[SIDEWAYS];
  const yawRate = motion[YAW_RATE];
  takeCommand(car);
  respond(spec, motion, arrived[0], arrived[1], TICK_SECONDS);
  car.steering = motion[STEERING];
  car.wheelSpeed = motion[WHEEL_SPEED];
  // cannon-es moves the body: it gets the impulse that leads to that speed.
  const forceAhead = (spec.mass / TICK_SECONDS) * (motion[AHEAD] - ahead);
  const forceSideways = (spec.mass / TICK_SECONDS) * (motion[SIDEWAYS] - sideways);
  body.force.x = forceAhead * cosYaw - forceSideways * sinYaw;
  body.force.y = forceAhead * sinYaw + forceSideways * cosYaw;
  body.torque.z = (spec.yawInertia / TICK_SECONDS) * (motion[YAW_RATE] - yawRate);
}

/** Steering, radians, and speed, m/s. */
const arrived = new Float64Array(2);

/** Clips the driver's wish, sends it through the dead times, and puts what comes out of them into `arrived`. */
function takeCommand(car: Car): void {
  const { spec, pending, pendingAt } = car;
  const limit = spec.maxSteeringDeg;
  arrived[0] = toRadians(Math.min(limit, Math.max(-limit, car.steeringCommandDeg)));
  arrived[1] = Math.min(spec.maxSpeed, Math.max(0, car.speedCommand));
  if (pending.length === 0) return;
  const [steering, speed] = [arrived[0], arrived[1]];
  if (spec.steeringDeadTicks > 0) arrived[0] = pending[before(car, spec.steeringDeadTicks)];
  if (spec.speedDeadTicks > 0) arrived[1] = pending[before(car, spec.speedDeadTicks) + 1];
  pending[pendingAt] = steering;
  pending[pendingAt + 1] = speed;
  car.pendingAt = pendingAt + 2 === pending.length ? 0 : pendingAt + 2;
}

/** Where the commands stand that were given so many ticks before the coming one. */
function before({ pending, pendingAt }: Car, ticks: number): number {
  const at = pendingAt - 2 * ticks;
  return at < 0 ? at + pending.length : at;
}

/** What arrives at the wheels `tick` ticks from now, if it was commanded before: radians, m/s; NaN where it was not. */
export function pendingCommand(car: Car, tick: number, out: Float64Array): void {
  const { spec, pending } = car;
  out[0] = tick < spec.steeringDeadTicks ? pending[before(car, spec.steeringDeadTicks - tick)] : Number.NaN;
  out[1] = tick < spec.speedDeadTicks ? pending[before(car, spec.speedDeadTicks - tick) + 1] : Number.NaN;
}
