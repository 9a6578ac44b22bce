/** The workshop around a course: its floor, the foam barrier the policy sees, and a hall in the distance. */
import { CanvasTexture, Color, LinearMipmapLinearFilter, RepeatWrapping, SRGBColorSpace, type Texture } from 'three';
import { roomOf } from '../camera/scene.ts';
import { integerBelow, randomStream, uniform, uniformIn } from '../math/random.ts';
import type { Bounds, Track } from '../track/track.ts';
import { addBox, addCylinder, newPieces, type Pieces } from './mesh.ts';

export const BACKGROUND = '#d9d2c6';
/** From the barrier to the hall's wall, m. */
const AISLE = 5;
const WALL_HEIGHT = 5;
const FOAM = { length: 0.6, thickness: 0.16 };

export interface Hall {
  /** the barrier and all that stands around it */
  readonly pieces: Pieces;
  readonly room: Bounds;
  /** side of the square floor, m, and its middle */
  readonly floor: { readonly x: number; readonly y: number; readonly size: number };
}

export function hallOf(track: Track): Hall {
  // Where the policy's camera has it.
  const { room, barrierHeight } = roomOf(track);
  const pieces = newPieces();
  addBarrier(pieces, room, barrierHeight);
  addWalls(pieces, room);
  addFurniture(pieces, room, track);
  const size = 2 * AISLE + 2 + Math.max(room.maxX - room.minX, room.maxY - room.minY);
  return { pieces, room, floor: { x: (room.minX + room.maxX) / 2, y: (room.minY + room.maxY) / 2, size } };
}

/** Blocks of foam, every fifth of them in the kerb's colour. */
function addBarrier(pieces: Pieces, { minX, minY, maxX, maxY }: Bounds, height: number): void {
  const side = (length: number, put: (along: number, size: number, paint: string) => void) => {
    const count = Math.max(1, Math.round(length / FOAM.length));
    const size = length / count;
    for (let k = 0; k < count; k++) put((k + 0.5) * size, size, k % 5 === 2 ? '#d9532f' : k % 2 === 0 ? '#a7a9ab' : '#9a9da0');
  };
  const t = FOAM.thickness;
  side(maxX - minX, (along, size, paint) => {
    const sizes = { length: size - 0.008, height, width: t };
    addBox(pieces, { x: minX + along, z: -(minY - t / 2) }, sizes, paint);
    addBox(pieces, { x: minX + along, z: -(maxY + t / 2) }, sizes, paint);
  });
  side(maxY - minY, (along, size, paint) => {
    const sizes = { length: t, height, width: size - 0.008 };
    addBox(pieces, { x: minX - t / 2, z: -(minY + along) }, sizes, paint);
    addBox(pieces, { x: maxX + t / 2, z: -(minY + along) }, sizes, paint);
  });
}

function addWalls(pieces: Pieces, room: Bounds): void {
  const { minX, minY, maxX, maxY } = outer(room);
  const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
  const [length, width] = [maxX - minX, maxY - minY];
  const wall = '#cfc6b8';
  const plinth = '#8d8376';
  for (const [height, paint, thick] of [
    [WALL_HEIGHT, wall, 0.2],
    [0.35, plinth, 0.26],
  ] as const) {
    addBox(pieces, { x, z: -(minY - 0.1) }, { length, height, width: thick }, paint);
    addBox(pieces, { x, z: -(maxY + 0.1) }, { length, height, width: thick }, paint);
    addBox(pieces, { x: minX - 0.1, z: -y }, { length: thick, height, width }, paint);
    addBox(pieces, { x: maxX + 0.1, z: -y }, { length: thick, height, width }, paint);
  }
  // Windows: bright panes in dark frames, high up on the long walls.
  const panes = Math.max(2, Math.floor(length / 2.6));
  for (let k = 0; k < panes; k++) {
    const at = minX + ((k + 0.5) * length) / panes;
    for (const z of [-(minY + 0.02), -(maxY - 0.02)]) {
      addBox(pieces, { x: at, y: 1.9, z }, { length: 1.7, height: 1.6, width: 0.05 }, '#5d5a55');
      for (const [u, v] of [
        [-0.4, 0],
        [0.4, 0],
        [-0.4, 0.76],
        [0.4, 0.76],
      ]) {
        addBox(pieces, { x: at + u, y: 1.95 + v, z }, { length: 0.72, height: 0.7, width: 0.08 }, '#f3f6f8');
      }
    }
  }
}

function outer({ minX, minY, maxX, maxY }: Bounds): Bounds {
  return { minX: minX - AISLE, minY: minY - AISLE, maxX: maxX + AISLE, maxY: maxY + AISLE };
}

/** Benches, crates, tyres and cones along the walls, another arrangement for each course. */
function addFurniture(pieces: Pieces, room: Bounds, track: Track): void {
  const stream = randomStream(Number.parseInt(track.hash.slice(0, 8), 16), 'hall');
  const { minX, minY, maxX, maxY } = outer(room);
  const places: { x: number; y: number; turn: number }[] = [];
  for (let x = minX + 1.6; x < maxX - 1.2; x += 2.3) places.push({ x, y: minY + 0.7, turn: 0 }, { x, y: maxY - 0.7, turn: 0 });
  for (let y = minY + 2.4; y < maxY - 2; y += 2.3) {
    places.push({ x: minX + 0.7, y, turn: Math.PI / 2 }, { x: maxX - 0.7, y, turn: Math.PI / 2 });
  }
  for (const { x, y, turn } of places) {
    const choice = integerBelow(stream, 6);
    if (choice <= 1) addBench(pieces, x, y, turn);
    else if (choice === 2) {
      const crates = 2 + integerBelow(stream, 3);
      for (let k = 0; k < crates; k++) {
        const paint = ['#a7794a', '#8c6239', '#3f5468'][integerBelow(stream, 3)];
        const size = { length: uniformIn(stream, 0.4, 0.6), height: 0.38, width: 0.45 };
        addBox(
          pieces,
          { x: x + uniformIn(stream, -0.1, 0.1), y: 0.38 * k, z: -y },
          size,
          paint,
          turn + uniformIn(stream, -0.15, 0.15),
        );
      }
    } else if (choice === 3) {
      for (let k = 0; k < 4; k++)
        addCylinder(pieces, { x, y: 0.17 * k, z: -y }, 0.3, 0.165, k % 2 === 0 ? '#2b2d30' : '#36393d');
    } else if (choice === 4) addShelf(pieces, x, y, turn, stream);
  }
  for (const [x, y] of [
    [room.minX - 0.6, room.minY - 0.6],
    [room.maxX + 0.6, room.minY - 0.6],
    [room.maxX + 0.6, room.maxY + 0.6],
    [room.minX - 0.6, room.maxY + 0.6],
  ]) {
    addBox(pieces, { x, z: -y }, { length: 0.34, height: 0.03, width: 0.34 }, '#d9532f');
    for (let k = 0; k < 4; k++)
      addCylinder(pieces, { x, y: 0.03 + 0.12 * k, z: -y }, 0.13 - 0.03 * k, 0.12, k === 2 ? '#f4f1ea' : '#e0592f');
  }
}

function addBench(pieces: Pieces, x: number, y: number, turn: number): void {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const at = (u: number, w: number) => ({ x: x + u * c + w * s, z: -y - u * s + w * c });
  addBox(pieces, { ...at(0, 0), y: 0.86 }, { length: 1.8, height: 0.06, width: 0.7 }, '#b98c58', turn);
  for (const [u, w] of [
    [-0.8, -0.28],
    [0.8, -0.28],
    [-0.8, 0.28],
    [0.8, 0.28],
  ]) {
    addBox(pieces, at(u, w), { length: 0.07, height: 0.86, width: 0.07 }, '#4b4f55', turn);
  }
  addBox(pieces, { ...at(-0.5, 0), y: 0.92 }, { length: 0.36, height: 0.2, width: 0.28 }, '#b23a2a', turn + 0.2);
  addBox(pieces, { ...at(0.25, -0.1), y: 0.92 }, { length: 0.42, height: 0.28, width: 0.05 }, '#20262d', turn);
}

function addShelf(pieces: Pieces, x: number, y: number, turn: number, stream: ReturnType<typeof randomStream>): void {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const at = (u: number, w: number) => ({ x: x + u * c + w * s, z: -y - u * s + w * c });
  for (const u of [-0.75, 0.75]) addBox(pieces, at(u, 0), { length: 0.05, height: 1.7, width: 0.45 }, '#5b6168', turn);
  for (let level = 0; level < 4; level++) {
    addBox(pieces, { ...at(0, 0), y: 0.15 + 0.5 * level }, { length: 1.5, height: 0.04, width: 0.45 }, '#7b7f84', turn);
    for (let k = 0; k < 3; k++) {
      if (uniform(stream) < 0.35) continue;
      const paint = ['#c9a26b', '#4f7d5c', '#47607a', '#d7cfc2'][integerBelow(stream, 4)];
      const size = { length: 0.38, height: uniformIn(stream, 0.16, 0.34), width: 0.34 };
      addBox(pieces, { ...at(-0.47 + 0.47 * k, 0), y: 0.19 + 0.5 * level }, size, paint, turn);
    }
  }
}

/** Planks of wood or felt, one metre a tile, in the course's floor colour. */
export function floorTexture(colour: string): Texture {
  const size = 512;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const base = new Color(colour);
  const { h, s, l } = base.getHSL({ h: 0, s: 0, l: 0 }, SRGBColorSpace);
  const isWood = h > 0.05 && h < 0.14 && s > 0.12;
  const stream = randomStream(7, 'floor');
  const tone = (lightness: number) => `hsl(${360 * h} ${100 * s}% ${100 * Math.min(0.95, Math.max(0.04, lightness))}%)`;
  context.fillStyle = tone(l);
  context.fillRect(0, 0, size, size);
  if (isWood) {
    const planks = 8;
    for (let k = 0; k < planks; k++) {
      const top = (k * size) / planks;
      context.fillStyle = tone(l + uniformIn(stream, -0.035, 0.035));
      context.fillRect(0, top, size, size / planks);
      for (let grain = 0; grain < 26; grain++) {
        context.fillStyle = `rgba(60, 35, 12, ${uniformIn(stream, 0.015, 0.06)})`;
        context.fillRect(0, top + uniformIn(stream, 0, size / planks), size, uniformIn(stream, 0.5, 2));
      }
      context.fillStyle = 'rgba(30, 18, 8, 0.42)';
      context.fillRect(0, top, size, 1.5);
      context.fillRect(uniformIn(stream, 0, size), top, 2, size / planks);
    }
  } else {
    const image = context.getImageData(0, 0, size, size);
    for (let i = 0; i < image.data.length; i += 4) {
      const grain = Math.round(uniformIn(stream, -9, 9));
      for (let channel = 0; channel < 3; channel++) image.data[i + channel] += grain;
    }
    context.putImageData(image, 0, 0);
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.anisotropy = 8;
  return texture;
}
