import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { DEEPRACER_CAMERA, frustumContains } from '../../src/camera/model.ts';
import type { Bounds } from '../../src/track/track.ts';
import { frameOrbit, moveViewer, newViewer, turnOrbit } from '../../src/view/cameras.ts';
import type { FleetCar } from '../../src/view/fleet.ts';
import { VIEWPOINTS, type Viewpoint } from '../../src/view/viewpoints.ts';
import { fc } from '../support/fast-check.ts';

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const rooms = fc.record({ minX: within(-9, 0), minY: within(-9, 0), maxX: within(1, 12), maxY: within(1, 12) });
const aspects = within(0.4, 2.6);
const cars = fc
  .record({ x: within(-8, 8), y: within(-8, 8), yaw: within(-4, 4) })
  .map((pose): FleetCar => ({ ...pose, steering: 0, rolled: 0, pitch: 0, roll: 0 }));

function newCamera(aspect: number): PerspectiveCamera {
  const camera = new PerspectiveCamera(50, aspect, 0.05, 100);
  camera.updateProjectionMatrix();
  return camera;
}

/** World point (x, y, up), m, as the camera sees it: −1..1 to the right and up within the window. */
function seen(camera: PerspectiveCamera, x: number, y: number, up = 0): Vector3 {
  camera.updateMatrixWorld();
  return new Vector3(x, up, -y).project(camera);
}

function cornersOf({ minX, minY, maxX, maxY }: Bounds): [number, number][] {
  return [
    [minX, minY],
    [maxX, minY],
    [minX, maxY],
    [maxX, maxY],
  ];
}

const ROOM: Bounds = { minX: -1, minY: -1, maxX: 1, maxY: 1 };

function cameraAt(viewpoint: Viewpoint, aspect: number, car: FleetCar | undefined, room = ROOM): PerspectiveCamera {
  const camera = newCamera(aspect);
  moveViewer(newViewer(viewpoint), camera, car, room, 1 / 60);
  return camera;
}

describe('from above', () => {
  it('the whole room is in the window, and fills it in one direction', () => {
    fc.assert(
      fc.property(rooms, aspects, (room, aspect) => {
        const camera = cameraAt('overhead', aspect, undefined, room);
        const corners = cornersOf(room).map(([x, y]) => seen(camera, x, y));
        const farthest = Math.max(...corners.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
        expect(farthest).toBeCloseTo(1, 6);
      }),
    );
  });

  it('the longer side of the room lies along the longer side of the window', () => {
    fc.assert(
      fc.property(rooms, aspects, (room, aspect) => {
        const camera = cameraAt('overhead', aspect, undefined, room);
        const [a, b] = cornersOf(room).map(([x, y]) => seen(camera, x, y));
        const isAcross = Math.abs(b.x - a.x) > Math.abs(b.y - a.y);
        expect(isAcross).toBe(room.maxX - room.minX > room.maxY - room.minY === aspect > 1);
      }),
    );
  });
});

describe('from the car', () => {
  it('a window of the frame’s shape shows exactly what the policy’s camera has in its frame', () => {
    const { width, height } = DEEPRACER_CAMERA;
    fc.assert(
      fc.property(cars, within(0.1, 4), within(-2, 2), within(0, 1), (car, ahead, left, up) => {
        const [c, s] = [Math.cos(car.yaw), Math.sin(car.yaw)];
        const [x, y] = [car.x + ahead * c - left * s, car.y + ahead * s + left * c];
        const point = seen(cameraAt('onboard', width / height, car), x, y, up);
        // Points at the very edge may be on either side by rounding.
        fc.pre(Math.abs(Math.abs(point.x) - 1) > 1e-3 && Math.abs(Math.abs(point.y) - 1) > 1e-3);
        const isShown = Math.abs(point.x) < 1 && Math.abs(point.y) < 1 && point.z > -1 && point.z < 1;
        expect(isShown).toBe(
          frustumContains(DEEPRACER_CAMERA, { x: car.x, y: car.y, yaw: car.yaw, cosYaw: c, sinYaw: s }, x, y, up),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('no window shows less of the floor ahead, whatever its shape', () => {
    const { width, height } = DEEPRACER_CAMERA;
    fc.assert(
      fc.property(cars, aspects, within(0.3, 4), within(-2, 2), (car, aspect, ahead, left) => {
        const [c, s] = [Math.cos(car.yaw), Math.sin(car.yaw)];
        const [x, y] = [car.x + ahead * c - left * s, car.y + ahead * s + left * c];
        const inFrame = seen(cameraAt('onboard', width / height, car), x, y);
        fc.pre(Math.abs(inFrame.x) < 1 && Math.abs(inFrame.y) < 1);
        const inWindow = seen(cameraAt('onboard', aspect, car), x, y);
        expect(Math.max(Math.abs(inWindow.x), Math.abs(inWindow.y))).toBeLessThan(1 + 1e-9);
      }),
    );
  });
});

describe('from behind', () => {
  it('the car is in the window, below its middle, and the viewer is behind it', () => {
    fc.assert(
      fc.property(cars, aspects, (car, aspect) => {
        const camera = cameraAt('chase', aspect, car);
        const point = seen(camera, car.x, car.y);
        expect(point.x).toBeCloseTo(0, 6);
        expect(point.y).toBeLessThan(0);
        expect(point.y).toBeGreaterThan(-1);
        const ahead = (camera.position.x - car.x) * Math.cos(car.yaw) + (-camera.position.z - car.y) * Math.sin(car.yaw);
        expect(ahead).toBeLessThan(0);
      }),
    );
  });

  it('the viewer follows alike at every frame rate', () => {
    fc.assert(
      fc.property(
        cars,
        within(-0.9, 0.9),
        within(0.01, 0.2),
        fc.integer({ min: 2, max: 8 }),
        (car, moved, seconds, frames) => {
          const placed = (count: number): PerspectiveCamera => {
            const [viewer, camera] = [newViewer('chase'), newCamera(1.5)];
            moveViewer(viewer, camera, car, ROOM, 1 / 60);
            const next = { ...car, x: car.x + moved };
            for (let i = 0; i < count; i++) moveViewer(viewer, camera, next, ROOM, seconds / count);
            return camera;
          };
          const [whole, parts] = [placed(1), placed(frames)];
          expect(parts.position.distanceTo(whole.position)).toBeLessThan(1e-9);
          expect(parts.quaternion.angleTo(whole.quaternion)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('the viewer is there at once when it is new, and when the car was put far away', () => {
    const car: FleetCar = { x: 0, y: 0, yaw: 0, steering: 0, rolled: 0, pitch: 0, roll: 0 };
    const far = { ...car, x: 20, yaw: 1 };
    const [viewer, camera] = [newViewer('chase'), newCamera(1.5)];
    moveViewer(viewer, camera, car, ROOM, 1 / 60);
    moveViewer(viewer, camera, far, ROOM, 1 / 60);
    const fresh = cameraAt('chase', 1.5, far);
    expect(camera.position.distanceTo(fresh.position)).toBeLessThan(1e-12);
    expect(camera.quaternion.angleTo(fresh.quaternion)).toBeLessThan(1e-6);
  });
});

describe('around the track', () => {
  it('the viewer looks at the middle from its distance, however it is turned', () => {
    const drags = fc.array(fc.tuple(within(-900, 900), within(-900, 900), within(0.5, 2)), { maxLength: 6 });
    fc.assert(
      fc.property(rooms, drags, within(-1, 1), (room, turns, drift) => {
        const [viewer, camera] = [newViewer('orbit'), newCamera(1.5)];
        frameOrbit(viewer, room);
        viewer.drift = drift;
        for (const [dx, dy, zoom] of turns) turnOrbit(viewer, dx, dy, zoom);
        moveViewer(viewer, camera, undefined, room, 0.5);
        const { x, y } = seen(camera, (room.minX + room.maxX) / 2, (room.minY + room.maxY) / 2);
        expect([x, y].map(Math.abs).every((part) => part < 1e-6)).toBe(true);
        expect(camera.position.distanceTo(viewer.target)).toBeCloseTo(viewer.distance, 9);
        // Never below the floor, nor beyond the top, where the window would turn over.
        expect(camera.position.y).toBeGreaterThan(0);
        expect(viewer.height).toBeLessThan(Math.PI / 2);
      }),
    );
  });

  it('is where a viewer is that has no car to follow', () => {
    for (const viewpoint of VIEWPOINTS.filter((each) => each !== 'overhead')) {
      expect(cameraAt(viewpoint, 1.5, undefined).position).toEqual(cameraAt('orbit', 1.5, undefined).position);
    }
  });
});

it.each(VIEWPOINTS)('%s: leaves no settings of the viewpoint before', (viewpoint) => {
  const car: FleetCar = { x: 1, y: 2, yaw: 0.5, steering: 0, rolled: 0, pitch: 0, roll: 0 };
  const fresh = cameraAt(viewpoint, 1.5, car);
  for (const before of VIEWPOINTS) {
    const [viewer, camera] = [newViewer(before), newCamera(1.5)];
    moveViewer(viewer, camera, car, ROOM, 1 / 60);
    Object.assign(viewer, { viewpoint, isNew: true });
    moveViewer(viewer, camera, car, ROOM, 1 / 60);
    camera.updateMatrixWorld();
    fresh.updateMatrixWorld();
    expect(camera.projectionMatrix).toEqual(fresh.projectionMatrix);
    camera.matrixWorld.elements.forEach((element, i) => {
      expect(element).toBeCloseTo(fresh.matrixWorld.elements[i], 9);
    });
  }
});
