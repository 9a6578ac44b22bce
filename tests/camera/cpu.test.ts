import { describe, expect, it } from 'vitest';
import { cameraTables, renderFrame } from '../../src/camera/cpu.ts';
import { DEEPRACER_CAMERA, focalLength, frustumContains, rowRay } from '../../src/camera/model.ts';
import { type Scene, type SceneBox, sceneOf } from '../../src/camera/scene.ts';
import type { Pose } from '../../src/car/spec.ts';
import { randomStream } from '../../src/math/random.ts';
import { newStartPose, startPose } from '../../src/sim/start.ts';
import { TEXEL } from '../../src/track/ground.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

const camera = DEEPRACER_CAMERA;
const tables = cameraTables(camera);
const track = bundledTrack('classic');
const scene = sceneOf(track);
const frame = new Uint8Array(camera.width * camera.height);

function poseAt(x: number, y: number, yaw: number): Pose {
  return { x, y, yaw, cosYaw: Math.cos(yaw), sinYaw: Math.sin(yaw) };
}

function boxAt(x: number, y: number, yaw: number, grey: number): SceneBox {
  const sides = { length: 0.4, width: 0.3, height: 0.25, grey, skirtGrey: grey };
  return { x, y, cosYaw: Math.cos(yaw), sinYaw: Math.sin(yaw), ...sides };
}

/** What the floor's finest texels say under a pixel, or undefined where the pixel shows no floor. */
function floorUnder(pose: Pose, row: number, column: number): { x: number; y: number } | undefined {
  const ray = rowRay(camera, row);
  if (ray.up >= 0) return undefined;
  const scale = -camera.up / ray.up;
  const ahead = camera.forward + ray.forward * scale;
  const right = ((column + 0.5 - camera.width / 2) / focalLength(camera)) * scale;
  return { x: pose.x + ahead * pose.cosYaw + right * pose.sinYaw, y: pose.y + ahead * pose.sinYaw - right * pose.cosYaw };
}

/** Grey at a floor point by plain bilinear sampling of level 0, written without the camera's shortcuts. */
function texel({ ground }: Scene, x: number, y: number): number {
  const { greys, width, height } = ground.levels[0];
  const u = (x - ground.minX) / TEXEL - 0.5;
  const v = (y - ground.minY) / TEXEL - 0.5;
  const i = Math.floor(u);
  const j = Math.floor(v);
  if (i < 0 || j < 0 || i + 1 >= width || j + 1 >= height) return ground.floorGrey;
  const mix = (a: number, b: number, t: number) => a + (b - a) * t;
  const top = mix(greys[j * width + i], greys[j * width + i + 1], u - i);
  const bottom = mix(greys[(j + 1) * width + i], greys[(j + 1) * width + i + 1], u - i);
  return mix(top, bottom, v - j);
}

/** Grey of the barrier or of what is above it under a pixel; undefined where it shows floor, or an edge within a hair. */
function upright(
  { room, barrierHeight, barrierGreyX, barrierGreyY, skyGrey }: Scene,
  pose: Pose,
  row: number,
  column: number,
) {
  const { forward, up } = rowRay(camera, row);
  const right = (column + 0.5 - camera.width / 2) / focalLength(camera);
  const [dx, dy] = [forward * pose.cosYaw + right * pose.sinYaw, forward * pose.sinYaw - right * pose.cosYaw];
  const [x, y] = [pose.x + camera.forward * pose.cosYaw, pose.y + camera.forward * pose.sinYaw];
  const toX = ((dx > 0 ? room.maxX : room.minX) - x) / dx;
  const toY = ((dy > 0 ? room.maxY : room.minY) - y) / dy;
  if (Math.abs(toX - toY) < 1e-6 * toX) return undefined;
  const height = camera.up + up * Math.min(toX, toY);
  if (height < 1e-6 || Math.abs(height - barrierHeight) < 1e-6) return undefined;
  if (height > barrierHeight) return skyGrey;
  return toX < toY ? barrierGreyX : barrierGreyY;
}

function somePoses(count: number): Pose[] {
  const stream = randomStream(5, 'start');
  const start = newStartPose();
  return Array.from({ length: count }, (_, i) => {
    startPose(track, 'random', i, stream, start);
    return poseAt(start.x, start.y, start.yaw);
  });
}

describe('the CPU camera', () => {
  it('near rows are the floor under them, by an independent ray-cast', () => {
    for (const pose of somePoses(20)) {
      renderFrame(tables, scene, pose, [], frame);
      for (let row = 80; row < camera.height; row += 3) {
        for (let column = 1; column < camera.width; column += 7) {
          const point = floorUnder(pose, row, column) as { x: number; y: number };
          const { minX, minY, maxX, maxY } = scene.room;
          if (point.x < minX || point.x > maxX || point.y < minY || point.y > maxY) continue;
          expect(Math.abs(frame[row * camera.width + column] - texel(scene, point.x, point.y))).toBeLessThanOrEqual(2);
        }
      }
    }
  });

  it('far rows are the mean of the floor they cover, by dense sampling', () => {
    let sum = 0;
    let count = 0;
    for (const pose of somePoses(10)) {
      renderFrame(tables, scene, pose, [], frame);
      for (let row = 38; row < 60; row += 2) {
        for (let column = 2; column < camera.width; column += 9) {
          let mean = 0;
          let inside = true;
          for (let sample = 0; sample < 64; sample++) {
            const point = floorUnder(pose, row - 0.5 + (sample + 0.5) / 64, column - 0.5 + ((sample * 37) % 64) / 64) as {
              x: number;
              y: number;
            };
            const { minX, minY, maxX, maxY } = scene.room;
            if (point.x < minX || point.x > maxX || point.y < minY || point.y > maxY) inside = false;
            mean += texel(scene, point.x, point.y) / 64;
          }
          if (!inside) continue;
          sum += Math.abs(frame[row * camera.width + column] - mean);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(500);
    expect(sum / count).toBeLessThan(2);
  });

  it('a straight road seen from its middle is symmetric', () => {
    const straight = { ...scene, ground: { ...scene.ground } };
    const pose = poseAt(2, 0.02, 0);
    renderFrame(tables, straight, pose, [], frame);
    expect(frame.length).toBe(19200);
    // The bottom row shows nothing but road here: one grey, left to right.
    expect(new Set(frame.subarray(119 * 160, 119 * 160 + 60)).size).toBeLessThan(8);
  });

  it('shows the wall at the end of a long hall between its side walls', () => {
    const hall: Scene = { ...scene, room: { minX: -1, minY: -1, maxX: 20, maxY: 1 } };
    renderFrame(tables, hall, poseAt(0, 0, 0), [], frame);
    const horizon = Array.from({ length: camera.height }, (_, row) => row).findLast((row) => rowRay(camera, row).up >= 0);
    const line = frame.subarray((horizon as number) * camera.width).subarray(0, camera.width);
    const { barrierGreyX, barrierGreyY } = hall;
    const end =
      Math.floor(
        camera.width / 2 - 0.5 - (focalLength(camera) * rowRay(camera, horizon as number).forward) / (20 - camera.forward),
      ) + 1;
    const expected = Array.from(line, (_, k) => (k < end || k >= camera.width - end ? barrierGreyY : barrierGreyX));
    expect(Array.from(line)).toEqual(expected);
  });

  it('barriers and what is above them are where an independent ray-cast meets them, from anywhere in any room', () => {
    const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const rooms = fc.record({ minX: within(-3, -1), minY: within(-3, -1), maxX: within(1, 25), maxY: within(1, 3) });
    fc.assert(
      fc.property(rooms, within(0, 1), within(0, 1), within(-4, 4), (room, along, across, yaw) => {
        const walled: Scene = { ...scene, room };
        const pose = poseAt(
          room.minX + 0.3 + along * (room.maxX - room.minX - 0.6),
          room.minY + 0.3 + across * (room.maxY - room.minY - 0.6),
          yaw,
        );
        renderFrame(tables, walled, pose, [], frame);
        for (let row = 0; row < camera.height; row++) {
          for (let column = 0; column < camera.width; column += 3) {
            const expected = upright(walled, pose, row, column);
            const grey = frame[row * camera.width + column];
            if (expected !== undefined && grey !== expected)
              expect({ row, column, grey }).toEqual({ row, column, grey: expected });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the rows above firstRow and everything outside its frame alone', () => {
    const pose = somePoses(1)[0];
    renderFrame(tables, scene, pose, [], frame);
    const two = new Uint8Array(3 * frame.length).fill(7);
    renderFrame(tables, scene, pose, [], two, 32, frame.length);
    expect(two.subarray(0, frame.length + 32 * 160).every((grey) => grey === 7)).toBe(true);
    expect(two.subarray(2 * frame.length).every((grey) => grey === 7)).toBe(true);
    expect([...two.subarray(frame.length + 32 * 160, 2 * frame.length)]).toEqual([...frame.subarray(32 * 160)]);
  });

  it('draws a box where the frustum says it is, and hides what is behind', () => {
    const pose = poseAt(2, 0, 0);
    const box = boxAt(3, 0, 0, 1);
    renderFrame(tables, scene, pose, [box], frame);
    const columns = [...frame.keys()].filter((at) => frame[at] === 1).map((at) => at % 160);
    expect(columns.length).toBeGreaterThan(200);
    const mean = columns.reduce((a, b) => a + b) / columns.length;
    expect(Math.abs(mean - 79.5)).toBeLessThan(6);
    const behind = { ...box, x: 4, grey: 3, skirtGrey: 3, length: 0.2, width: 0.1, height: 0.1 };
    renderFrame(tables, scene, pose, [box, behind], frame);
    expect(frame.includes(3)).toBe(false);
    expect(frustumContains(camera, pose, 3, 0, 0)).toBe(true);
    expect(frustumContains(camera, pose, 1, 0, 0)).toBe(false);
  });

  it('draws from anywhere without leaving its arrays or failing', () => {
    const any = fc.double({ min: -300, max: 300, noNaN: true });
    fc.assert(
      fc.property(any, any, fc.double({ min: -4, max: 4, noNaN: true }), (x, y, yaw) => {
        renderFrame(tables, scene, poseAt(x, y, yaw), [boxAt(2, 0, 1, 9)], frame);
      }),
      { numRuns: 300 },
    );
  });
});
