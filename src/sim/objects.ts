/** Things standing or moving on the road, as the reward inputs and the camera know them. */
import type { SceneBox } from '../camera/scene.ts';
import { type CarShape, DEEPRACER_SHAPE, type Pose } from '../car/spec.ts';
import { cos, sin } from '../math/exact.ts';

/** `bot`: a car that follows its lane and does not collide; `car`: one that is driven, and does. */
export type ObjectKind = 'box' | 'bot' | 'car';

/** The camera draws it as a {@link SceneBox}. Code that moves it writes to it. */
export interface RoadObject extends SceneBox {
  readonly kind: ObjectKind;
  x: number;
  y: number;
  cosYaw: number;
  sinYaw: number;
  /** as reward functions get it: radians, as DeepRacer's code gives it; 0 for things that stand */
  heading: number;
  /** m/s, along the heading */
  speed: number;
}

interface Kind {
  /** what the camera sees, m */
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly grey: number;
  readonly skirtGrey: number;
  /** what a car collides with, m along its yaw and across */
  readonly footprint: { readonly length: number; readonly width: number };
}

/** Sizes: deepracer-simapp, where boxes look 0.4 × 0.3 m and collide as 0.4 × 0.5. Greys: chosen here. */
const CAR: Kind = { ...DEEPRACER_SHAPE.body, grey: 176, skirtGrey: 16, footprint: DEEPRACER_SHAPE.body };
const KINDS: Readonly<Record<ObjectKind, Kind>> = {
  box: { length: 0.4, width: 0.3, height: 0.25, grey: 214, skirtGrey: 30, footprint: { length: 0.4, width: 0.5 } },
  bot: CAR,
  car: CAR,
};

/** An object on the road. `heading` is also the way it faces. */
export function roadObject({
  kind,
  x,
  y,
  heading,
  speed,
}: Pick<RoadObject, 'kind' | 'x' | 'y' | 'heading' | 'speed'>): RoadObject {
  const { length, width, height, grey, skirtGrey } = KINDS[kind];
  const sides = { length, width, height, grey, skirtGrey };
  return { kind, x, y, cosYaw: cos(heading), sinYaw: sin(heading), heading, speed, ...sides };
}

/** What collides with it, m along its yaw and across. */
export function footprintOf({ kind }: RoadObject): { readonly length: number; readonly width: number } {
  return KINDS[kind].footprint;
}

/** DeepRacer's crash rule: a corner of the car's box lies inside the object's box. */
export function carTouchesObject(pose: Pose, { body }: CarShape, object: RoadObject): boolean {
  const { length, width } = footprintOf(object);
  const reach = (length + width + body.length + body.width) / 2;
  const toCarX = pose.x - object.x;
  const toCarY = pose.y - object.y;
  if (toCarX * toCarX + toCarY * toCarY > reach * reach) return false;
  const { cosYaw: c, sinYaw: s } = object;
  for (let corner = 0; corner < 4; corner++) {
    const forward = (corner & 1 ? body.length : -body.length) / 2;
    const left = (corner & 2 ? body.width : -body.width) / 2;
    const dx = toCarX + forward * pose.cosYaw - left * pose.sinYaw;
    const dy = toCarY + forward * pose.sinYaw + left * pose.cosYaw;
    if (Math.abs(dx * c + dy * s) < length / 2 && Math.abs(dy * c - dx * s) < width / 2) return true;
  }
  return false;
}
