/** Things standing or moving on the road, as the reward inputs and the camera know them. */
import { BODY, type Pose } from '../car/spec.ts';
import { cos, sin } from '../math/exact.ts';

export type ObjectKind = 'box' | 'bot';

export interface RoadObject {
  readonly kind: ObjectKind;
  /** centre, m */
  readonly x: number;
  readonly y: number;
  /** radians, as DeepRacer's code gives it; 0 for boxes */
  readonly heading: number;
  /** m/s, along the heading */
  readonly speed: number;
}

/** Footprint of a kind, m: along its heading and across (deepracer-simapp: boxes collide as 0.4 × 0.5). */
const FOOTPRINT: Record<ObjectKind, { length: number; width: number }> = {
  box: { length: 0.4, width: 0.5 },
  bot: { length: BODY.length, width: BODY.width },
};

/** DeepRacer's crash rule: a corner of the car's box lies inside the object's box. */
export function carTouchesObject(pose: Pose, object: RoadObject): boolean {
  const { length, width } = FOOTPRINT[object.kind];
  const reach = (length + width + BODY.length + BODY.width) / 2;
  const toCarX = pose.x - object.x;
  const toCarY = pose.y - object.y;
  if (toCarX * toCarX + toCarY * toCarY > reach * reach) return false;
  const c = cos(object.heading);
  const s = sin(object.heading);
  for (let corner = 0; corner < 4; corner++) {
    const forward = (corner & 1 ? BODY.length : -BODY.length) / 2;
    const left = (corner & 2 ? BODY.width : -BODY.width) / 2;
    const dx = toCarX + forward * pose.cosYaw - left * pose.sinYaw;
    const dy = toCarY + forward * pose.sinYaw + left * pose.cosYaw;
    if (Math.abs(dx * c + dy * s) < length / 2 && Math.abs(dy * c - dx * s) < width / 2) return true;
  }
  return false;
}
