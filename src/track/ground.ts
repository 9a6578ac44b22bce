/**
 * The ground picture: the track's floor from above, in greys, with a mip pyramid. Both cameras
 * sample it, and nothing else, for every pixel that shows the floor.
 */

import { type Bounds, type Ring, type Track, trackBounds } from './track.ts';
import { MAX_EXTENT } from './validate.ts';

/** Side of a texel at level 0, m. The same for every track, so a car sees tape as sharp everywhere. */
export const TEXEL = 0.01;
export const LEVELS = 7;
/** Floor drawn around the borders, m; beyond it the floor is plain. */
const MARGIN = 0.3;
/** Border tape, laid over the edge of the road (DeepRacer's guide: about 2 inches). */
export const BORDER_WIDTH = 0.05;
export const DASH_WIDTH = 0.025;
/** One dash and the gap after it, m. */
export const DASH_PERIOD = 0.4;

export interface GroundPicture {
  /** corner of texel (0, 0), m */
  readonly minX: number;
  readonly minY: number;
  /** grey of the floor beyond the picture */
  readonly floorGrey: number;
  /** level n has texels of 2ⁿ · {@link TEXEL} */
  readonly levels: readonly GroundLevel[];
}

interface GroundLevel {
  readonly width: number;
  readonly height: number;
  /** greys, rows along +x, first row at minY */
  readonly greys: Uint8Array;
  /**
   * For bilinear sampling in one load: at column i, row j the greys of (i, j), (i+1, j), (i, j+1)
   * and (i+1, j+1) in bits 0–7, 8–15, 16–23, 24–31.
   */
  readonly quads: Int32Array;
  /**
   * Per quad, in the low byte its first grey; in the high byte how far it is to the nearest quad that
   * is not all of one grey, in texels along the longer axis, at most 255; 0 where it is not itself.
   * Within that distance everything looks the same, and a camera need not sample.
   */
  readonly plain: Uint16Array;
}

/**
 * Draws the track. About 60 ms for 10 × 6 m.
 * @param wear how much of its tape is gone, in patches: 0 = new, 1 = a third
 */
export function bakeGround(track: Track, wear = 0): GroundPicture {
  const bounds = trackBounds(track, MARGIN);
  // Whole texels at the coarsest level keep every level aligned with its parent.
  const step = TEXEL * (1 << (LEVELS - 1));
  const width = Math.ceil((bounds.maxX - bounds.minX) / step) << (LEVELS - 1);
  const height = Math.ceil((bounds.maxY - bounds.minY) / step) << (LEVELS - 1);
  if (Math.max(width, height) * TEXEL > MAX_EXTENT + 2 * MARGIN + step) {
    throw new RangeError(`track "${track.name}" spreads over more than ${MAX_EXTENT} m`);
  }
  const levels = [finish(width, height, drawTexels(track, bounds, width, height, wear))];
  while (levels.length < LEVELS) levels.push(halve(levels[levels.length - 1]));
  return { minX: bounds.minX, minY: bounds.minY, floorGrey: track.surface.floor.grey, levels };
}

function drawTexels(track: Track, bounds: Bounds, width: number, height: number, wear: number): Uint8Array {
  const { floor, road, border, dash } = track.surface;
  const grid: Grid = { minX: bounds.minX, minY: bounds.minY, width, height };
  const toBorder = newField(grid);
  stampPolyline(grid, toBorder, track.inner, BORDER_WIDTH);
  stampPolyline(grid, toBorder, track.outer, BORDER_WIDTH);
  const toDash = newField(grid);
  stampPolyline(grid, toDash, track.centre, DASH_WIDTH, DASH_PERIOD);
  const isRoad = fillRoad(grid, track);

  const greys = new Uint8Array(width * height);
  for (let at = 0; at < greys.length; at++) {
    const dashCover = isRoad[at] ? tapeCover(toDash[at], DASH_WIDTH) : 0;
    const borderCover = tapeCover(toBorder[at], BORDER_WIDTH);
    const left = wear > 0 && dashCover + borderCover > 0 ? tapeLeft(at % width, Math.floor(at / width), wear) : 1;
    let grey = isRoad[at] ? mix(road.grey, dash.grey, dashCover * left) : floor.grey;
    grey = mix(grey, border.grey, borderCover * left);
    greys[at] = Math.floor(grey + 0.5);
  }
  return greys;
}

interface Grid {
  readonly minX: number;
  readonly minY: number;
  readonly width: number;
  readonly height: number;
}

const FAR = 1e9;

function newField(grid: Grid): Float32Array {
  return new Float32Array(grid.width * grid.height).fill(FAR);
}

/** How much of a texel a tape covers whose middle is `distance` m from the texel's, 0..1. */
function tapeCover(distance: number, tapeWidth: number): number {
  const cover = 0.5 + (tapeWidth / 2 - distance) / TEXEL;
  return cover < 0 ? 0 : cover > 1 ? 1 : cover;
}

/** Side of the patches that wear off, texels. */
const PATCH = 10;

/** How much of the tape is left at a texel, 0..1: smooth noise with its deepest parts worn through. */
function tapeLeft(i: number, j: number, wear: number): number {
  const u = Math.floor(i / PATCH);
  const v = Math.floor(j / PATCH);
  const right = i / PATCH - u;
  const below = j / PATCH - v;
  const top = mix(patch(u, v), patch(u + 1, v), right);
  const bottom = mix(patch(u, v + 1), patch(u + 1, v + 1), right);
  const left = (mix(top, bottom, below) - 0.42 * wear) / 0.12 + 0.5;
  return left < 0 ? 0 : left > 1 ? 1 : left;
}

/** A number in 0..1 that looks random, the same for the same patch. */
function patch(u: number, v: number): number {
  let hash = Math.imul(u, 0x9e3779b1) ^ Math.imul(v, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 0x100000000;
}

function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/**
 * Writes into `field` each texel's distance to the ring, m, where it is within the tape. With a
 * `period`, only the first half of each period along the ring is tape; it is stretched to
 * come out even around the lap.
 */
function stampPolyline(grid: Grid, field: Float32Array, ring: Ring, tapeWidth: number, period = 0): void {
  const reach = tapeWidth / 2 + TEXEL;
  const { points, arc, count } = ring;
  const length = arc[count - 1];
  const dashes = period > 0 ? Math.max(1, Math.floor(length / period + 0.5)) : 0;
  for (let i = 0; i + 1 < count; i++) {
    const ax = points[2 * i];
    const ay = points[2 * i + 1];
    const dx = points[2 * i + 2] - ax;
    const dy = points[2 * i + 3] - ay;
    const squared = dx * dx + dy * dy;
    if (squared === 0) continue;
    const minI = Math.max(0, Math.floor((Math.min(ax, ax + dx) - reach - grid.minX) / TEXEL));
    const maxI = Math.min(grid.width - 1, Math.ceil((Math.max(ax, ax + dx) + reach - grid.minX) / TEXEL));
    const minJ = Math.max(0, Math.floor((Math.min(ay, ay + dy) - reach - grid.minY) / TEXEL));
    const maxJ = Math.min(grid.height - 1, Math.ceil((Math.max(ay, ay + dy) + reach - grid.minY) / TEXEL));
    for (let j = minJ; j <= maxJ; j++) {
      const y = grid.minY + (j + 0.5) * TEXEL - ay;
      for (let k = minI; k <= maxI; k++) {
        const x = grid.minX + (k + 0.5) * TEXEL - ax;
        let t = (x * dx + y * dy) / squared;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        if (dashes > 0) {
          const phase = ((arc[i] + t * (arc[i + 1] - arc[i])) / length) * dashes;
          if (phase - Math.floor(phase) >= 0.5) continue;
        }
        const ox = x - t * dx;
        const oy = y - t * dy;
        const distance = Math.sqrt(ox * ox + oy * oy);
        const at = j * grid.width + k;
        if (distance < field[at]) field[at] = distance;
      }
    }
  }
}

/** 1 for texels whose middle lies inside exactly one border: scan lines, even-odd. */
function fillRoad(grid: Grid, track: Track): Uint8Array {
  const road = new Uint8Array(grid.width * grid.height);
  const crossings: number[] = [];
  for (let j = 0; j < grid.height; j++) {
    const y = grid.minY + (j + 0.5) * TEXEL;
    crossings.length = 0;
    for (const { points, count } of [track.inner, track.outer]) {
      for (let i = 0; i + 1 < count; i++) {
        const ay = points[2 * i + 1];
        const by = points[2 * i + 3];
        if (ay > y === by > y) continue;
        const ax = points[2 * i];
        crossings.push(ax + ((y - ay) / (by - ay)) * (points[2 * i + 2] - ax));
      }
    }
    crossings.sort((a, b) => a - b);
    for (let c = 0; c + 1 < crossings.length; c += 2) {
      const from = Math.max(0, Math.ceil((crossings[c] - grid.minX) / TEXEL - 0.5));
      const to = Math.min(grid.width, Math.ceil((crossings[c + 1] - grid.minX) / TEXEL - 0.5));
      road.fill(1, j * grid.width + from, j * grid.width + Math.max(from, to));
    }
  }
  return road;
}

/** The next level: each texel the rounded mean of four. */
function halve({ width, height, greys }: GroundLevel): GroundLevel {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  const half = new Uint8Array(halfWidth * halfHeight);
  for (let j = 0; j < halfHeight; j++) {
    for (let i = 0; i < halfWidth; i++) {
      const at = 2 * j * width + 2 * i;
      half[j * halfWidth + i] = (greys[at] + greys[at + 1] + greys[at + width] + greys[at + width + 1] + 2) >> 2;
    }
  }
  return finish(halfWidth, halfHeight, half);
}

function finish(width: number, height: number, greys: Uint8Array): GroundLevel {
  const quads = new Int32Array(width * height);
  for (let j = 0; j < height; j++) {
    const row = j * width;
    const below = Math.min(j + 1, height - 1) * width;
    for (let i = 0; i < width; i++) {
      const next = Math.min(i + 1, width - 1);
      quads[row + i] = greys[row + i] | (greys[row + next] << 8) | (greys[below + i] << 16) | (greys[below + next] << 24);
    }
  }
  return { width, height, greys, quads, plain: plainDistances(width, height, quads) };
}

/** Chebyshev distances to the quads that mix greys: exact in two sweeps (Rosenfeld and Pfaltz, 1968). */
function plainDistances(width: number, height: number, quads: Int32Array): Uint16Array {
  const distances = new Uint16Array(width * height);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const at = j * width + i;
      const quad = quads[at];
      if (quad !== Math.imul(quad & 255, 0x01010101)) continue;
      let nearest = 255;
      if (i > 0) nearest = Math.min(nearest, distances[at - 1] + 1);
      if (j > 0) {
        const up = at - width;
        nearest = Math.min(nearest, distances[up] + 1);
        if (i > 0) nearest = Math.min(nearest, distances[up - 1] + 1);
        if (i + 1 < width) nearest = Math.min(nearest, distances[up + 1] + 1);
      }
      distances[at] = nearest;
    }
  }
  for (let j = height - 1; j >= 0; j--) {
    for (let i = width - 1; i >= 0; i--) {
      const at = j * width + i;
      let nearest = distances[at];
      if (nearest === 0) continue;
      if (i + 1 < width) nearest = Math.min(nearest, distances[at + 1] + 1);
      if (j + 1 < height) {
        const down = at + width;
        nearest = Math.min(nearest, distances[down] + 1);
        if (i > 0) nearest = Math.min(nearest, distances[down - 1] + 1);
        if (i + 1 < width) nearest = Math.min(nearest, distances[down + 1] + 1);
      }
      distances[at] = nearest;
    }
  }
  for (let at = 0; at < distances.length; at++) distances[at] = (distances[at] << 8) | (quads[at] & 255);
  return distances;
}
