/** The light of a place, worked out once for every vertex of what stands still. */
import { Color, Vector3 } from 'three';
import type { Bounds } from '../../track/track.ts';
import type { Pieces } from '../mesh.ts';

/** For three.js's lights on the cars, and for the baked colours of everything else: both agree. */
export interface PlaceLight {
  /** light from above and from below */
  readonly sky: string;
  readonly ground: string;
  readonly skyIntensity: number;
  readonly ambientIntensity: number;
  readonly key: string;
  readonly keyIntensity: number;
  /** toward the key light, x and y of the world and up; any length */
  readonly keyDirection: readonly [number, number, number];
}

/** A lamp or a window that brightens what is near it. World coordinates, m. */
export interface Lamp {
  readonly x: number;
  readonly y: number;
  readonly up: number;
  readonly colour: string;
  readonly power: number;
  /** m at which half of its light is left */
  readonly reach: number;
}

/** Gives r, g, b of the light that falls on a point, as a factor of what a white surface returns. */
export type LightAt = (out: Vector3, x: number, y: number, z: number, nx: number, ny: number, nz: number) => void;

/** Point and normal in three's axes. */
export function newLightAt(light: PlaceLight, lamps: readonly Lamp[]): LightAt {
  const sky = colourOf(light.sky, light.skyIntensity);
  const ground = colourOf(light.ground, light.skyIntensity);
  const key = colourOf(light.key, light.keyIntensity);
  const [kx, ky, kz] = light.keyDirection;
  const toKey = new Vector3(kx, kz, -ky).normalize();
  const ready = lamps.map((lamp) => ({ ...lamp, z: -lamp.y, rgb: colourOf(lamp.colour, lamp.power) }));
  return (out, x, y, z, nx, ny, nz) => {
    out.setScalar(light.ambientIntensity);
    const up = 0.5 + 0.5 * ny;
    out.addScaledVector(sky, up).addScaledVector(ground, 1 - up);
    out.addScaledVector(key, Math.max(0, nx * toKey.x + ny * toKey.y + nz * toKey.z));
    for (const lamp of ready) {
      const [dx, dy, dz] = [lamp.x - x, lamp.up - y, lamp.z - z];
      const squared = dx * dx + dy * dy + dz * dz;
      const nearness = lamp.reach * lamp.reach;
      if (squared > 16 * nearness) continue;
      // Half wrapped around, as from a lamp of some size; it fades out at four times its reach.
      const facing = 0.4 + 0.6 * ((nx * dx + ny * dy + nz * dz) / (Math.sqrt(squared) || 1));
      if (facing > 0) out.addScaledVector(lamp.rgb, (facing * (1 - squared / (16 * nearness))) / (1 + squared / nearness));
    }
    // As three.js's Lambert material has it.
    out.multiplyScalar(1 / Math.PI);
  };
}

function colourOf(paint: string, intensity: number): Vector3 {
  const { r, g, b } = new Color(paint);
  return new Vector3(r, g, b).multiplyScalar(intensity);
}

/** How dark a corner gets, and how far it reaches, m. */
const CORNER = { depth: 0.34, reach: 0.3 };

/** Multiplies the colours of upright things by the light on them; less of it reaches them near the floor. */
export function bakeLight({ positions, normals, colours }: Pieces, lightAt: LightAt): void {
  const light = new Vector3();
  for (let at = 0; at < positions.length; at += 3) {
    const [nx, ny, nz] = [normals[at], normals[at + 1], normals[at + 2]];
    if (nx === 0 && ny === 0 && nz === 0) continue;
    lightAt(light, positions[at], positions[at + 1], positions[at + 2], nx, ny, nz);
    const open = 1 - CORNER.depth * (1 - Math.max(0, ny)) * Math.exp(-positions[at + 1] / CORNER.reach);
    colours[at] *= light.x * open;
    colours[at + 1] *= light.y * open;
    colours[at + 2] *= light.z * open;
  }
}

/** How much light reaches the floor beside walls and barrier, 0..1. */
export function floorOpenness(x: number, y: number, room: Bounds, walls: Bounds): number {
  const near = (distance: number, depth: number, reach: number) => 1 - depth * Math.exp(-Math.abs(distance) / reach);
  const toWall = Math.min(x - walls.minX, walls.maxX - x, y - walls.minY, walls.maxY - y);
  const toRoom = Math.min(x - room.minX, room.maxX - x, y - room.minY, room.maxY - y);
  return near(toWall, 0.4, 0.35) * near(toRoom, toRoom > 0 ? 0.34 : 0.45, 0.16);
}
