/** One camera model for every renderer: where the lens sits, what it covers, which pixel sees what. */
import type { Pose } from '../car/spec.ts';
import { cos, sin, tan } from '../math/exact.ts';

/** A pinhole camera on the car, looking ahead and down. */
export interface CameraModel {
  readonly width: number;
  readonly height: number;
  /** lens in the body frame, m: ahead of the base and above the floor */
  readonly forward: number;
  readonly up: number;
  /** radians below the horizontal */
  readonly pitch: number;
  /** horizontal field of view, radians */
  readonly fieldOfView: number;
}

/** DeepRacer's camera (deepracer-simapp urdf: 640×480 shrunk to 160×120, hfov 1.13 rad, pitch 15°). */
export const DEEPRACER_CAMERA: CameraModel = {
  width: 160,
  height: 120,
  forward: 0.14529,
  up: 0.13033,
  pitch: 0.2618,
  fieldOfView: 1.13,
};

/** Pixels per unit of tangent, the same along rows and columns. */
export function focalLength({ width, fieldOfView }: CameraModel): number {
  return width / 2 / tan(fieldOfView / 2);
}

/**
 * The ray through the centre of image row `row`, in the body frame, scaled to one unit along the
 * optical axis: it leads `forward` ahead and `up` up; a pixel centre `column` columns right of the image's
 * middle adds `-column / focal` to the left. Every pixel of a row shares `forward` and `up`.
 */
export function rowRay(camera: CameraModel, row: number): { forward: number; up: number } {
  const down = (row + 0.5 - camera.height / 2) / focalLength(camera);
  const c = cos(camera.pitch);
  const s = sin(camera.pitch);
  return { forward: c - down * s, up: -s - down * c };
}

const NEAR_CLIP = 0.02;

/** Whether the point (x, y, z), world metres, lies in the camera's view of a car at `pose`. */
export function frustumContains(camera: CameraModel, pose: Pose, x: number, y: number, z: number): boolean {
  const dx = x - pose.x;
  const dy = y - pose.y;
  const ahead = dx * pose.cosYaw + dy * pose.sinYaw - camera.forward;
  const left = dy * pose.cosYaw - dx * pose.sinYaw;
  const above = z - camera.up;
  const c = cos(camera.pitch);
  const s = sin(camera.pitch);
  const depth = ahead * c - above * s;
  const down = -ahead * s - above * c;
  const focal = focalLength(camera);
  return (
    depth > NEAR_CLIP &&
    Math.abs(left) * focal <= (depth * camera.width) / 2 &&
    Math.abs(down) * focal <= (depth * camera.height) / 2
  );
}
