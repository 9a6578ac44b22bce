/**
 * Several cars on one track: one cannon-es world with a planar box for each car, for what stands on the road and for the
 * walls around it. It moves all of them a tick at a time and says who touched whom; the rules of a race are in race.ts.
 */
import { Body, Box, type ContactEquation, Vec3, type World } from 'cannon-es';
import { roomOf } from '../camera/scene.ts';
import { type Car, newCar, newWorld, placeCar, pushCar, readPose, TICK_SECONDS } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import type { Track } from '../track/track.ts';
import { footprintOf, type RoadObject, roadObject } from './objects.ts';
import type { StartPose } from './start.ts';

/** Between bodies (chosen: rubber bumpers on plastic). Restitution is what cannon-es's solver leaves of an impact at 0. */
const CONTACT_FRICTION = 0.3;
const CONTACT_RESTITUTION = 0;
/** Contact friction is measured against this weight, m/s²; nothing falls in the plane. */
const STANDARD_GRAVITY = 9.81;
/** Half the thickness of a wall, m: more than a car moves in a tick. */
const WALL_HALF_THICKNESS = 0.25;
const HALF_HEIGHT = 0.1;

/** Who collides with whom: cars with everything, what stands with cars alone, ghosts and cars set aside with nothing. */
const CAR_GROUP = 1;
const FIXED_GROUP = 2;

export interface RaceCar {
  /** its number on the grid, from 0; the order in which everything happens within a tick */
  readonly index: number;
  readonly car: Car;
  /** how the other cars' cameras and reward functions see it */
  readonly seen: RoadObject;
  /** it touches nothing, and no car sees it */
  readonly isGhost: boolean;
  /** whether it collides now */
  isSolid: boolean;
}

/** Two cars, or a car and what stands there, touching during a tick. */
export interface Touch {
  /** the cars' numbers; `second` is −1 where it is no car */
  readonly first: number;
  readonly second: number;
  /** how fast they approached each other there before the tick, m/s, ≥ 0 */
  readonly closingSpeed: number;
  /** where it is in each one's frame: the front half, else the rear half; of what is no car, the front half */
  readonly isFirstFront: boolean;
  readonly isSecondFront: boolean;
}

export interface RaceWorld {
  readonly world: World;
  readonly cars: readonly RaceCar[];
  /** what stands on the road, and what of it has a body */
  readonly objects: readonly RoadObject[];
  /** of the last tick, in the order of the cars' numbers */
  readonly touches: Touch[];
  /** velocities before the tick: x, y, yaw rate of each car */
  readonly before: Float64Array;
}

export interface RaceCarOptions {
  readonly spec: CarSpec;
  readonly isGhost?: boolean;
}

/**
 * A world whose cars are to be placed before the first tick.
 * @param walled the track whose walls stand around it; null = there are none
 * @param objects stand where they are, with bodies
 */
export function newRaceWorld(
  walled: Track | null,
  cars: readonly RaceCarOptions[],
  objects: readonly RoadObject[] = [],
): RaceWorld {
  const world = newWorld();
  world.frictionGravity = new Vec3(0, 0, -STANDARD_GRAVITY);
  world.defaultContactMaterial.friction = CONTACT_FRICTION;
  world.defaultContactMaterial.restitution = CONTACT_RESTITUTION;
  const raceCars = cars.map(({ spec, isGhost = false }, index): RaceCar => {
    const car = newCar(spec, world);
    const { length, width } = spec.shape.body;
    car.body.addShape(new Box(new Vec3(length / 2, width / 2, HALF_HEIGHT)));
    // A shape brings the inertia of a homogeneous box; the car has its own.
    car.body.inertia.set(0, 0, spec.yawInertia);
    car.body.invInertia.set(0, 0, 1 / spec.yawInertia);
    const seen = roadObject({ kind: 'car', x: 0, y: 0, heading: 0, speed: 0 });
    const raceCar = { index, car, seen, isGhost, isSolid: !isGhost };
    setSolid(raceCar, !isGhost);
    return raceCar;
  });
  for (const object of objects) world.addBody(standing(object));
  if (walled) for (const wall of wallsOf(walled)) world.addBody(wall);
  return { world, cars: raceCars, objects, touches: [], before: new Float64Array(3 * cars.length) };
}

function standing(object: RoadObject): Body {
  const { length, width } = footprintOf(object);
  return fixedBody(object.x, object.y, length / 2, width / 2, object.cosYaw, object.sinYaw);
}

/** The four barriers around a track's place. */
function wallsOf(track: Track): Body[] {
  const { minX, maxX, minY, maxY } = roomOf(track).room;
  const [middleX, middleY] = [(minX + maxX) / 2, (minY + maxY) / 2];
  const [halfX, halfY] = [(maxX - minX) / 2 + WALL_HALF_THICKNESS, (maxY - minY) / 2 + WALL_HALF_THICKNESS];
  return [
    fixedBody(minX - WALL_HALF_THICKNESS, middleY, WALL_HALF_THICKNESS, halfY),
    fixedBody(maxX + WALL_HALF_THICKNESS, middleY, WALL_HALF_THICKNESS, halfY),
    fixedBody(middleX, minY - WALL_HALF_THICKNESS, halfX, WALL_HALF_THICKNESS),
    fixedBody(middleX, maxY + WALL_HALF_THICKNESS, halfX, WALL_HALF_THICKNESS),
  ];
}

function fixedBody(x: number, y: number, halfLength: number, halfWidth: number, cosYaw = 1, sinYaw = 0): Body {
  const body = new Body({
    type: Body.STATIC,
    shape: new Box(new Vec3(halfLength, halfWidth, HALF_HEIGHT)),
    collisionFilterGroup: FIXED_GROUP,
    collisionFilterMask: CAR_GROUP,
  });
  body.position.set(x, y, 0);
  // Half the angle, by its tangent: exact in every engine.
  const w = Math.sqrt((1 + cosYaw) / 2);
  const z = w > 0 ? sinYaw / (2 * w) : 1;
  body.quaternion.set(0, 0, z, w);
  body.updateAABB();
  return body;
}

/** Lets a car collide, or nothing touch it. A ghost never collides. */
export function setSolid(raceCar: RaceCar, isSolid: boolean): void {
  raceCar.isSolid = isSolid && !raceCar.isGhost;
  const { body } = raceCar.car;
  body.collisionFilterGroup = raceCar.isSolid ? CAR_GROUP : 0;
  body.collisionFilterMask = raceCar.isSolid ? CAR_GROUP | FIXED_GROUP : 0;
}

/** Stands a car at a pose, at rest. */
export function placeRaceCar(raceCar: RaceCar, { x, y, yaw }: Pick<StartPose, 'x' | 'y' | 'yaw'>): void {
  placeCar(raceCar.car, x, y, yaw);
  showRaceCar(raceCar);
}

/** Where the others see it. */
export function showRaceCar({ car, seen }: RaceCar): void {
  const { pose, body } = car;
  seen.x = pose.x;
  seen.y = pose.y;
  seen.cosYaw = pose.cosYaw;
  seen.sinYaw = pose.sinYaw;
  seen.heading = pose.yaw;
  seen.speed = Math.sqrt(body.velocity.x * body.velocity.x + body.velocity.y * body.velocity.y);
}

/** One tick of all cars: commands and tyres, collisions and motion, then where everyone is and who touched whom. */
export function tickRaceWorld(race: RaceWorld): void {
  const { world, cars, before, touches } = race;
  for (const { car } of cars) pushCar(car);
  for (let i = 0; i < cars.length; i++) {
    const { velocity, angularVelocity } = cars[i].car.body;
    before[3 * i] = velocity.x;
    before[3 * i + 1] = velocity.y;
    before[3 * i + 2] = angularVelocity.z;
  }
  world.step(TICK_SECONDS);
  for (const raceCar of cars) {
    readPose(raceCar.car);
    showRaceCar(raceCar);
  }
  touches.length = 0;
  if (world.contacts.length > 0) noteTouches(race);
}

/** One touch per pair: of its contact points, the one that was closing fastest. */
function noteTouches({ world, cars, before, touches }: RaceWorld): void {
  for (const contact of world.contacts) {
    const touch = touchOf(contact, cars, before);
    if (!touch) continue;
    const at = touches.findIndex(({ first, second }) => first === touch.first && second === touch.second);
    if (at < 0) touches.push(touch);
    else if (touches[at].closingSpeed < touch.closingSpeed) touches[at] = touch;
  }
  touches.sort((a, b) => a.first - b.first || a.second - b.second);
}

function touchOf({ bi, bj, ri, rj, ni }: ContactEquation, cars: readonly RaceCar[], before: Float64Array): Touch | undefined {
  const i = cars.findIndex(({ car }) => car.body === bi);
  const j = cars.findIndex(({ car }) => car.body === bj);
  if (i < 0 && j < 0) return undefined;
  const closingSpeed = Math.max(0, approach(i, ri, ni, before) - approach(j, rj, ni, before));
  const isFront = (k: number, r: Vec3) => k < 0 || r.x * cars[k].car.pose.cosYaw + r.y * cars[k].car.pose.sinYaw > 0;
  const [isIFront, isJFront] = [isFront(i, ri), isFront(j, rj)];
  if (j < 0 || (i >= 0 && i < j)) {
    return { first: i, second: j, closingSpeed, isFirstFront: isIFront, isSecondFront: isJFront };
  }
  return { first: j, second: i, closingSpeed, isFirstFront: isJFront, isSecondFront: isIFront };
}

/** Speed along `n` of the point at `r` from the middle of car k, m/s; 0 for what stands. */
function approach(k: number, r: Vec3, n: Vec3, before: Float64Array): number {
  if (k < 0) return 0;
  const [vx, vy, turn] = [before[3 * k], before[3 * k + 1], before[3 * k + 2]];
  return (vx - turn * r.y) * n.x + (vy + turn * r.x) * n.y;
}

/** Whether a car's box overlaps another solid car's, or what stands on the road. */
export function overlapsAny({ cars, objects }: RaceWorld, raceCar: RaceCar): boolean {
  const { pose, spec } = raceCar.car;
  const box = { x: pose.x, y: pose.y, cosYaw: pose.cosYaw, sinYaw: pose.sinYaw, ...spec.shape.body };
  return (
    cars.some((other) => other !== raceCar && other.isSolid && boxesOverlap(box, boxOf(other))) ||
    objects.some((object) => boxesOverlap(box, { ...object, ...footprintOf(object) }))
  );
}

interface FlatBox {
  readonly x: number;
  readonly y: number;
  readonly cosYaw: number;
  readonly sinYaw: number;
  readonly length: number;
  readonly width: number;
}

function boxOf({ car }: RaceCar): FlatBox {
  const { x, y, cosYaw, sinYaw } = car.pose;
  return { x, y, cosYaw, sinYaw, ...car.spec.shape.body };
}

/** Separating axes: two boxes are apart where their shadows on one of their four sides' directions are. */
export function boxesOverlap(a: FlatBox, b: FlatBox): boolean {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const [cosTurn, sinTurn] = [
    Math.abs(a.cosYaw * b.cosYaw + a.sinYaw * b.sinYaw),
    Math.abs(a.cosYaw * b.sinYaw - a.sinYaw * b.cosYaw),
  ];
  const apart = (along: number, own: number, other: number) => Math.abs(along) >= own + other;
  const shadow = (ofCos: number, ofSin: number) => (ofCos * cosTurn + ofSin * sinTurn) / 2;
  return !(
    apart(dx * a.cosYaw + dy * a.sinYaw, a.length / 2, shadow(b.length, b.width)) ||
    apart(dy * a.cosYaw - dx * a.sinYaw, a.width / 2, shadow(b.width, b.length)) ||
    apart(dx * b.cosYaw + dy * b.sinYaw, b.length / 2, shadow(a.length, a.width)) ||
    apart(dy * b.cosYaw - dx * b.sinYaw, b.width / 2, shadow(a.width, a.length))
  );
}
