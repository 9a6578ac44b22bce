/**
 * Reward inputs: the `params` of DeepRacer's `reward_function(params)`, under DeepRacer's names.
 *
 * The numbers of a step live in typed arrays, one entry per environment; what stays the same on
 * a track (waypoints, length) is in the environment's `Track`. {@link inputsOf} makes the
 * dictionary people know out of both. Meanings and units: deepracer-simapp, checked row by row.
 */

import type { CameraModel } from '../camera/model.ts';
import { frustumContains } from '../camera/model.ts';
import type { CarShape, Pose } from '../car/spec.ts';
import { toDegrees } from '../math/angles.ts';
import { isOnRoad, type Location, locate, newLocation } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import { carTouchesObject, type RoadObject } from './objects.ts';

/** Inputs that are a number each; units and meanings are in reward/contract.ts. */
const NUMBERS = [
  'x',
  'y',
  'heading',
  'distance_from_center',
  'projection_distance',
  'progress',
  'steps',
  'speed',
  'steering_angle',
  'track_width',
  'sim_time',
] as const;
/** Those that are two whole numbers: what is behind, and what is ahead. */
const PAIRS = ['closest_waypoints', 'closest_objects'] as const;
const FLAGS = [
  'all_wheels_on_track',
  'is_left_of_center',
  'is_reversed',
  'is_crashed',
  'is_offtrack',
  'object_in_camera',
] as const;

/** An entry per environment, two of a pair; flags are 0 or 1. */
type Columns = Readonly<Record<(typeof NUMBERS)[number], Float64Array>> &
  Readonly<Record<(typeof PAIRS)[number], Int32Array>> &
  Readonly<Record<(typeof FLAGS)[number], Uint8Array>>;

export interface RewardInputs extends Columns {
  /** how many objects are on the car's road */
  readonly object_count: Int32Array;
  /** room for objects per environment: rows of `objects` */
  readonly object_capacity: number;
  /** per environment and object {@link OBJECT_SIZE} numbers, see {@link OBJECT} */
  readonly objects: Float64Array;
}

/** Where in an object's row of numbers what is; metres, m/s, radians, and 1 = left of the centre line. */
export const OBJECT = { x: 0, y: 1, speed: 2, heading: 3, fromCentre: 4, distance: 5, isLeft: 6 } as const;
export const OBJECT_SIZE = 7;

/** @param objectCapacity objects on one car's road, at most */
export function newRewardInputs(count: number, objectCapacity = 0): RewardInputs {
  const columns = <Name extends string, Column>(names: readonly Name[], column: () => Column) =>
    Object.fromEntries(names.map((name) => [name, column()])) as Record<Name, Column>;
  return {
    ...columns(NUMBERS, () => new Float64Array(count)),
    ...columns(PAIRS, () => new Int32Array(2 * count)),
    ...columns(FLAGS, () => new Uint8Array(count)),
    object_count: new Int32Array(count),
    object_capacity: objectCapacity,
    objects: new Float64Array(count * objectCapacity * OBJECT_SIZE),
  };
}

const place: Location = newLocation();

/** The first entry of some inputs as entry `k` of others. */
export function copyInputs(from: RewardInputs, to: RewardInputs, k: number): void {
  const capacity = from.object_capacity * OBJECT_SIZE;
  to.objects.set(from.objects.subarray(0, capacity), k * capacity);
  to.object_count[k] = from.object_count[0];
  for (const name of [...NUMBERS, ...FLAGS]) to[name][k] = from[name][0];
  for (const name of PAIRS) for (let i = 0; i < 2; i++) to[name][2 * k + i] = from[name][i];
}

/** What the inputs say of the objects on a track, in the order they were handed in. */
export interface ObjectInputs {
  readonly objects: readonly RoadObject[];
  readonly distance: Float64Array;
  readonly fromCentre: Float64Array;
  readonly isLeft: Uint8Array;
}

/** Locates the objects on the track. */
export function objectInputs(track: Track, objects: readonly RoadObject[]): ObjectInputs {
  const count = objects.length;
  const result: ObjectInputs = {
    objects,
    distance: new Float64Array(count),
    fromCentre: new Float64Array(count),
    isLeft: new Uint8Array(count),
  };
  for (let i = 0; i < count; i++) locateObject(track, result, i);
  return result;
}

/** Locates object i again, after it was moved. */
export function locateObject(track: Track, { objects, distance, fromCentre, isLeft }: ObjectInputs, i: number): void {
  locate(track, objects[i].x, objects[i].y, place);
  distance[i] = place.projection;
  fromCentre[i] = place.fromCentre;
  isLeft[i] = place.isLeft ? 1 : 0;
}

/** What progress is measured from, and by. */
export interface ProgressState {
  /** where the episode started, as a fraction of the lap, 0..1 */
  readonly start: number;
  /** progress of the step before, percent */
  readonly previous: number;
}

/** DeepRacer's lap progress in percent (`compute_current_prog`): unwrapped against the step before, at most 100. */
export function lapProgress(projection: number, length: number, { start, previous }: ProgressState): number {
  let progress = 100 * (projection / length - start);
  if (progress <= 0) progress += 100;
  if (previous > progress + 50) progress += 100;
  if (progress > previous + 50) progress -= 100;
  return progress < 100 ? progress : 100;
}

/**
 * Writes everything that follows from the car's pose into entry `i`. The command, `steps` and
 * `sim_time` are the caller's to write: they are not the pose's. Allocates nothing.
 */
export function writePoseInputs(
  out: RewardInputs,
  i: number,
  track: Track,
  pose: Pose,
  shape: CarShape,
  progress: ProgressState,
  objects: ObjectInputs,
  camera: CameraModel,
): void {
  const { frontPoint, wheels } = shape;
  const { x: baseX, y: baseY, cosYaw, sinYaw } = pose;
  const x = baseX + frontPoint * cosYaw;
  const y = baseY + frontPoint * sinYaw;
  locate(track, x, y, place);
  out.x[i] = x;
  out.y[i] = y;
  out.heading[i] = toDegrees(pose.yaw);
  out.distance_from_center[i] = place.fromCentre;
  out.projection_distance[i] = place.projection;
  out.progress[i] = lapProgress(place.projection, track.length, progress);
  out.track_width[i] = place.width;
  out.closest_waypoints[2 * i] = place.previous;
  out.closest_waypoints[2 * i + 1] = place.next;
  out.is_left_of_center[i] = place.isLeft ? 1 : 0;
  out.is_reversed[i] = track.reversed ? 1 : 0;

  let wheelsOn = 0;
  for (const { x: wheelX, y: wheelY } of wheels) {
    const onRoad = isOnRoad(track, baseX + wheelX * cosYaw - wheelY * sinYaw, baseY + wheelX * sinYaw + wheelY * cosYaw);
    if (onRoad) wheelsOn++;
  }
  out.all_wheels_on_track[i] = wheelsOn === wheels.length ? 1 : 0;
  out.is_offtrack[i] = wheelsOn === 0 ? 1 : 0;
  writeObjectInputs(out, i, track, pose, shape, objects, camera);
}

function writeObjectInputs(
  out: RewardInputs,
  i: number,
  track: Track,
  pose: Pose,
  shape: CarShape,
  { objects, distance, fromCentre, isLeft }: ObjectInputs,
  camera: CameraModel,
): void {
  out.object_count[i] = objects.length;
  let at = i * out.object_capacity * OBJECT_SIZE;
  let behind = 0;
  let ahead = 0;
  let leastBehind = Number.POSITIVE_INFINITY;
  let leastAhead = Number.POSITIVE_INFINITY;
  let crashed = 0;
  for (let k = 0; k < objects.length; k++) {
    const gap = distance[k] - out.projection_distance[i];
    const toAhead = gap > 0 ? gap : gap + track.length;
    const toBehind = gap > 0 ? track.length - gap : -gap;
    if (toAhead < leastAhead) {
      leastAhead = toAhead;
      ahead = k;
    }
    if (toBehind < leastBehind) {
      leastBehind = toBehind;
      behind = k;
    }
    // Cars that are driven collide: whose fault a contact is, opponents.ts says.
    if (objects[k].kind !== 'car' && carTouchesObject(pose, shape, objects[k])) crashed = 1;
    out.objects[at + OBJECT.x] = objects[k].x;
    out.objects[at + OBJECT.y] = objects[k].y;
    out.objects[at + OBJECT.speed] = objects[k].speed;
    out.objects[at + OBJECT.heading] = objects[k].heading;
    out.objects[at + OBJECT.fromCentre] = fromCentre[k];
    out.objects[at + OBJECT.distance] = distance[k];
    out.objects[at + OBJECT.isLeft] = isLeft[k];
    at += OBJECT_SIZE;
  }
  out.closest_objects[2 * i] = behind;
  out.closest_objects[2 * i + 1] = ahead;
  out.is_crashed[i] = crashed;
  const next = objects[ahead];
  out.object_in_camera[i] = next && frustumContains(camera, pose, next.x, next.y, 0) ? 1 : 0;
}

/** The centre line as DeepRacer gives it: a list of `[x, y]`, m, the last the same as the first. */
export function waypointsOf({ centre }: Track): [number, number][] {
  const { points, count } = centre;
  return Array.from({ length: count }, (_, k) => [points[2 * k], points[2 * k + 1]]);
}

/** The `params` dictionary of DeepRacer for environment `i`, on the track it was written on. Allocates: for people and logs, not for the loop. */
export function inputsOf(inputs: RewardInputs, i: number, track: Track): Record<string, unknown> {
  const first = i * inputs.object_capacity * OBJECT_SIZE;
  const ofObjects = (field: number) =>
    Array.from({ length: inputs.object_count[i] }, (_, k) => inputs.objects[first + k * OBJECT_SIZE + field]);
  const y = ofObjects(OBJECT.y);
  const values = <Value>(names: readonly (keyof Columns)[], value: (name: keyof Columns) => Value) =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  return {
    ...values(FLAGS, (name) => inputs[name][i] === 1),
    ...values(NUMBERS, (name) => inputs[name][i]),
    ...values(PAIRS, (name) => [inputs[name][2 * i], inputs[name][2 * i + 1]]),
    track_length: track.length,
    waypoints: waypointsOf(track),
    objects_location: ofObjects(OBJECT.x).map((x, k) => [x, y[k]]),
    objects_left_of_center: ofObjects(OBJECT.isLeft).map((flag) => flag === 1),
    objects_speed: ofObjects(OBJECT.speed),
    objects_heading: ofObjects(OBJECT.heading),
    objects_distance_from_center: ofObjects(OBJECT.fromCentre),
    objects_distance: ofObjects(OBJECT.distance),
  };
}
