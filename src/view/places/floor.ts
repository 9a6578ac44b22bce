/** The floor of a place as a grid with baked light, in metres of texture; with a hole where another floor lies. */
import { BufferAttribute, BufferGeometry, Vector3 } from 'three';
import type { Bounds } from '../../track/track.ts';
import { floorOpenness, type LightAt } from './light.ts';

/** Distances from the barrier and from the walls at which light is sampled, m. */
const NEAR = [0, 0.07, 0.18, 0.4];
const CELL = 0.9;
/** How far the floor goes on under the walls, m. */
const LAP = 0.02;
/** Side of a texture, m. */
export const TILE = 2;

/** @param isInside of the room, else between the room and the walls */
export function floorGeometry(room: Bounds, walls: Bounds, isInside: boolean, lightAt: LightAt): BufferGeometry {
  const xs = steps(walls.minX - LAP, room.minX, room.maxX, walls.maxX + LAP, isInside);
  const ys = steps(walls.minY - LAP, room.minY, room.maxY, walls.maxY + LAP, isInside);
  const positions: number[] = [];
  const colours: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  const light = new Vector3();
  for (const y of ys) {
    for (const x of xs) {
      positions.push(x, 0, -y);
      lightAt(light, x, 0, -y, 0, 1, 0);
      light.multiplyScalar(floorOpenness(x, y, room, walls));
      colours.push(light.x, light.y, light.z);
      uvs.push(x / TILE, y / TILE);
    }
  }
  const isRoom = (x: number, y: number) => x > room.minX && x < room.maxX && y > room.minY && y < room.maxY;
  for (let j = 0; j + 1 < ys.length; j++) {
    for (let i = 0; i + 1 < xs.length; i++) {
      if (isRoom((xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2) !== isInside) continue;
      const a = j * xs.length + i;
      const b = a + xs.length;
      indices.push(a, a + 1, b + 1, a, b + 1, b);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('normal', new BufferAttribute(upward(positions.length), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colours), 3));
  geometry.setAttribute('uv', new BufferAttribute(new Float32Array(uvs), 2));
  geometry.setIndex(indices);
  return geometry;
}

function upward(length: number): Float32Array {
  return new Float32Array(length).map((_, k) => (k % 3 === 1 ? 1 : 0));
}

/** Grid lines of one axis: dense beside barrier and walls. */
function steps(wall0: number, room0: number, room1: number, wall1: number, isInside: boolean): number[] {
  const lines = new Set<number>();
  const add = (from: number, to: number) => {
    const count = Math.max(1, Math.round((to - from) / CELL));
    for (let k = 0; k <= count; k++) lines.add(from + ((to - from) * k) / count);
    for (const near of NEAR) {
      if (2 * near >= to - from) continue;
      lines.add(from + near);
      lines.add(to - near);
    }
  };
  add(room0, room1);
  if (!isInside) {
    add(wall0, room0);
    add(room1, wall1);
  }
  return [...lines].sort((a, b) => a - b).filter((line, k, all) => k === 0 || line - all[k - 1] > 1e-6);
}
