/** Where a car is on its track, as the rules ask: its front point along the road and at the line, its wheels on the road. */
import type { Car } from '../car/car.ts';
import { arcBetween, isOnRoad, type Location, locate, newLocation } from '../track/locate.ts';
import type { Track } from '../track/track.ts';

/** Locates the car's front point on the track, into `out`. */
export function locateFront(track: Track, { pose, spec }: Car, out: Location): void {
  const { frontPoint } = spec.shape;
  locate(track, pose.x + frontPoint * pose.cosYaw, pose.y + frontPoint * pose.sinYaw, out);
}

/** Nearer to the line than this, m, every tick is watched for the crossing. */
export const LINE_WATCH = 0.8;

const front = newLocation();

/** Metres of road from a line at `arc` to the front point; negative before it. */
export function beyondLine(track: Track, car: Car, arc: number): number {
  locateFront(track, car, front);
  return arcBetween(track, arc, front.projection);
}

/** Off track by DeepRacer's rule is a car without one. */
export function hasWheelOnRoad(track: Track, { pose, spec }: Car): boolean {
  for (const { x, y } of spec.shape.wheels) {
    if (isOnRoad(track, pose.x + x * pose.cosYaw - y * pose.sinYaw, pose.y + x * pose.sinYaw + y * pose.cosYaw)) return true;
  }
  return false;
}
