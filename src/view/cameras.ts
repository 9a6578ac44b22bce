/** Where people look from. */
import { MathUtils, type PerspectiveCamera, Vector3 } from 'three';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { Bounds } from '../track/track.ts';
import type { FleetCar } from './fleet.ts';
import type { Viewpoint } from './viewpoints.ts';

/** Behind and above the car, m, and the point that the viewer rests on: how far ahead of it, and how high. */
const CHASE = { behind: 0.98, above: 0.52, ahead: 1, lookUp: 0.16 };
/** Seconds in which the chasing viewer makes up most of its way. */
const LAG = 0.22;
const OVERHEAD_FIELD = 34;
const NORMAL_FIELD = 50;

interface Viewer {
  viewpoint: Viewpoint;
  /** orbit: around what, and from where */
  readonly target: Vector3;
  azimuth: number;
  height: number;
  distance: number;
  /** the next frame jumps there instead of gliding */
  isNew: boolean;
  /** radians per second of orbit while it is not turned by hand */
  drift: number;
}

export function newViewer(viewpoint: Viewpoint): Viewer {
  return { viewpoint, target: new Vector3(), azimuth: 0.6, height: 0.62, distance: 9, isNew: true, drift: 0 };
}

const wish = new Vector3();
const look = new Vector3();
const seen = new Vector3();

/** Moves the camera for one frame. @param seconds since the last one @param car the one that is followed */
export function moveViewer(
  viewer: Viewer,
  camera: PerspectiveCamera,
  car: FleetCar | undefined,
  room: Bounds,
  seconds: number,
): void {
  const { viewpoint } = viewer;
  if (viewpoint === 'overhead') overhead(camera, room);
  else if (viewpoint === 'orbit' || !car) orbit(viewer, camera, seconds);
  else if (viewpoint === 'onboard') onboard(camera, car);
  else chase(viewer, camera, car, seconds);
  viewer.isNew = false;
}

function chase(viewer: Viewer, camera: PerspectiveCamera, car: FleetCar, seconds: number): void {
  const c = Math.cos(car.yaw);
  const s = Math.sin(car.yaw);
  wish.set(car.x - CHASE.behind * c, CHASE.above, -(car.y - CHASE.behind * s));
  look.set(car.x + CHASE.ahead * c, CHASE.lookUp, -(car.y + CHASE.ahead * s));
  const jump = viewer.isNew || camera.position.distanceTo(wish) > 3;
  const part = jump ? 1 : 1 - Math.exp(-seconds / LAG);
  camera.position.lerp(wish, part);
  seen.lerp(look, jump ? 1 : 1 - Math.exp((-2 * seconds) / LAG));
  setField(camera, NORMAL_FIELD, 0.03);
  camera.up.set(0, 1, 0);
  camera.lookAt(seen);
}

/** The policy's own camera, in colour. */
function onboard(camera: PerspectiveCamera, { x, y, yaw }: FleetCar): void {
  const { forward, up, pitch, fieldOfView, width, height } = DEEPRACER_CAMERA;
  camera.position.set(x + forward * Math.cos(yaw), up, -(y + forward * Math.sin(yaw)));
  look.set(
    camera.position.x + Math.cos(yaw) * Math.cos(pitch),
    up - Math.sin(pitch),
    camera.position.z - Math.sin(yaw) * Math.cos(pitch),
  );
  const vertical = 2 * Math.atan((Math.tan(fieldOfView / 2) * height) / width);
  // As wide as the policy sees at least, whatever the window's shape.
  const wide = 2 * Math.atan(Math.tan(fieldOfView / 2) / camera.aspect);
  setField(camera, MathUtils.radToDeg(Math.max(vertical, wide)), 0.02);
  camera.up.set(0, 1, 0);
  camera.lookAt(look);
}

/** The whole track, its longer side along the window's. */
function overhead(camera: PerspectiveCamera, { minX, minY, maxX, maxY }: Bounds): void {
  const [width, depth] = [maxX - minX, maxY - minY];
  const isTurned = width > depth !== camera.aspect > 1;
  const [across, along] = isTurned ? [depth, width] : [width, depth];
  const tangent = Math.tan(MathUtils.degToRad(OVERHEAD_FIELD / 2));
  const height = Math.max(along / 2 / tangent, across / 2 / tangent / camera.aspect);
  setField(camera, OVERHEAD_FIELD, 0.5);
  camera.position.set((minX + maxX) / 2, height, -(minY + maxY) / 2);
  camera.up.set(isTurned ? 1 : 0, 0, isTurned ? 0 : -1);
  camera.lookAt(camera.position.x, 0, camera.position.z);
}

function orbit(viewer: Viewer, camera: PerspectiveCamera, seconds: number): void {
  viewer.azimuth += viewer.drift * seconds;
  const flat = viewer.distance * Math.cos(viewer.height);
  camera.position.set(
    viewer.target.x + flat * Math.cos(viewer.azimuth),
    viewer.target.y + viewer.distance * Math.sin(viewer.height),
    viewer.target.z + flat * Math.sin(viewer.azimuth),
  );
  setField(camera, NORMAL_FIELD, 0.05);
  camera.up.set(0, 1, 0);
  camera.lookAt(viewer.target);
}

function setField(camera: PerspectiveCamera, field: number, near: number): void {
  if (Math.abs(camera.fov - field) < 1e-3 && camera.near === near) return;
  camera.fov = field;
  camera.near = near;
  camera.updateProjectionMatrix();
}

/** Around the middle of a track, far enough to see it all. */
export function frameOrbit(viewer: Viewer, { minX, minY, maxX, maxY }: Bounds): void {
  viewer.target.set((minX + maxX) / 2, 0, -(minY + maxY) / 2);
  viewer.distance = 0.72 * Math.hypot(maxX - minX, maxY - minY) + 0.5;
}

/** Turns an orbit by a drag, px. @param zoom what its distance is multiplied by */
export function turnOrbit(viewer: Viewer, dx: number, dy: number, zoom: number): void {
  viewer.azimuth += 0.006 * dx;
  viewer.height = MathUtils.clamp(viewer.height + 0.005 * dy, 0.06, 1.5);
  viewer.distance = MathUtils.clamp(viewer.distance * zoom, 0.6, 60);
}
