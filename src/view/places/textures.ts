/** Floor textures, drawn when they are needed: planks, parquet, painted concrete, sports floor. A tile is {@link TILE} m. */
import { CanvasTexture, Color, LinearMipmapLinearFilter, RepeatWrapping, SRGBColorSpace, type Texture } from 'three';
import { integerBelow, type RandomStream, randomStream, uniform, uniformIn } from '../../math/random.ts';
import { TILE } from './floor.ts';

export type FloorKind = 'planks' | 'parquet' | 'concrete' | 'sports';

export interface TextureDetail {
  /** side of a tile, px */
  readonly size: number;
  readonly anisotropy: number;
}

/** @param colour `#rrggbb` */
export function floorTexture(kind: FloorKind, colour: string, { size, anisotropy }: TextureDetail): Texture {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  // Metres, whatever the number of pixels.
  context.scale(size / TILE, size / TILE);
  const stream = randomStream(7, 'floor');
  const { h, s, l } = new Color(colour).getHSL({ h: 0, s: 0, l: 0 }, SRGBColorSpace);
  const tone: Tone = (lighter, warmer = 0) => {
    const lightness = Math.min(0.95, Math.max(0.03, l + lighter));
    return `hsl(${360 * h + warmer} ${100 * s}% ${100 * lightness}%)`;
  };
  context.fillStyle = tone(0);
  context.fillRect(0, 0, TILE, TILE);
  if (kind === 'planks') drawBoards(context, stream, tone, { width: 0.125, length: 0.7, grain: 9, tint: 0.034 });
  else if (kind === 'parquet') drawBoards(context, stream, tone, { width: 0.0625, length: 0.5, grain: 4, tint: 0.035 });
  else drawMottle(context, stream, kind === 'concrete' ? 0.03 : 0.016, kind === 'concrete');
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.anisotropy = anisotropy;
  return texture;
}

type Tone = (lighter: number, warmer?: number) => string;

/** Whether a colour is that of wood. */
export function isWood(colour: string): boolean {
  const { h, s } = new Color(colour).getHSL({ h: 0, s: 0, l: 0 }, SRGBColorSpace);
  return h > 0.05 && h < 0.14 && s > 0.12;
}

interface Boards {
  readonly width: number;
  readonly length: number;
  /** lines of grain in each */
  readonly grain: number;
  readonly tint: number;
}

function drawBoards(
  context: CanvasRenderingContext2D,
  stream: RandomStream,
  tone: Tone,
  { width, length, grain, tint }: Boards,
): void {
  const rows = Math.round(TILE / width);
  const perRow = Math.max(1, Math.round(TILE / length));
  const piece = TILE / perRow;
  for (let row = 0; row < rows; row++) {
    const top = row * width;
    const shift = uniform(stream) * piece;
    for (let k = 0; k < perRow; k++) {
      context.fillStyle = tone(uniformIn(stream, -tint, tint), uniformIn(stream, -3, 3));
      // The board that leaves on the right comes in on the left.
      for (const left of [k * piece + shift, k * piece + shift - TILE]) context.fillRect(left, top, piece, width);
    }
    for (let line = 0; line < grain; line++) {
      context.fillStyle = `rgba(50, 28, 10, ${uniformIn(stream, 0.02, 0.08)})`;
      context.fillRect(0, top + uniform(stream) * width, TILE, uniformIn(stream, 0.001, 0.004));
    }
    context.fillStyle = 'rgba(28, 16, 7, 0.3)';
    context.fillRect(0, top, TILE, 0.003);
    for (let k = 0; k < perRow; k++) context.fillRect(k * piece + shift, top, 0.004, width);
  }
}

/** Soft blotches over fine grain; and joints where it is cast in fields. */
function drawMottle(context: CanvasRenderingContext2D, stream: RandomStream, depth: number, hasJoints: boolean): void {
  for (let k = 0; k < 70; k++) {
    const [x, y, radius] = [uniform(stream) * TILE, uniform(stream) * TILE, uniformIn(stream, 0.15, 0.55)];
    const light = integerBelow(stream, 2) === 0 ? '255, 250, 240' : '0, 0, 0';
    const strength = uniformIn(stream, 0.2, 1) * depth;
    for (const dx of [-TILE, 0, TILE]) {
      for (const dy of [-TILE, 0, TILE]) {
        if (x + dx + radius < 0 || x + dx - radius > TILE || y + dy + radius < 0 || y + dy - radius > TILE) continue;
        const blot = context.createRadialGradient(x + dx, y + dy, 0, x + dx, y + dy, radius);
        blot.addColorStop(0, `rgba(${light}, ${strength})`);
        blot.addColorStop(1, `rgba(${light}, 0)`);
        context.fillStyle = blot;
        context.fillRect(x + dx - radius, y + dy - radius, 2 * radius, 2 * radius);
      }
    }
  }
  for (let k = 0; k < 5000; k++) {
    context.fillStyle = uniform(stream) < 0.5 ? `rgba(255, 255, 255, ${1.6 * depth})` : `rgba(0, 0, 0, ${1.6 * depth})`;
    context.fillRect(uniform(stream) * TILE, uniform(stream) * TILE, 0.006, 0.006);
  }
  if (!hasJoints) return;
  context.fillStyle = 'rgba(0, 0, 0, 0.16)';
  context.fillRect(0, 0, TILE, 0.008);
  context.fillRect(0, 0, 0.008, TILE);
}
