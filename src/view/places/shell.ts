/** The walls and windows of a place. Walls are seen from inside only, so a camera outside looks in as into a model. */
import type { Pieces } from '../mesh.ts';
import { type Frame, face, type Paint, panel, type Range, slab, type Vec } from './shapes.ts';
import { type Side, type Site, sidesOf } from './site.ts';

/** A horizontal band of wall, from the top of the one before. */
export interface Band {
  readonly top: number;
  readonly paint: string;
  /** of every second board, where there are vertical boards */
  readonly boards?: string;
}

/** Width of a board, and height of the cells that baked light is sampled in, m. */
const BOARD = 0.34;
const CELL = 0.55;
/** Width of a wall's top, m. */
const CAP = 0.07;

export function addWalls({ solid, walls, wallHeight }: Site, bands: readonly Band[], cap: string): void {
  for (const { frame, length } of sidesOf(walls)) {
    // The same columns in every band: where corners meet an edge in its middle, pixels are left open.
    const columns = Math.max(1, Math.round(length / BOARD));
    let foot = 0;
    for (const band of bands) {
      const rows = Math.max(1, Math.round((band.top - foot) / CELL));
      for (let i = 0; i < columns; i++) {
        const us: Range = [(i * length) / columns, ((i + 1) * length) / columns];
        const paint = band.boards && i % 2 === 1 ? band.boards : band.paint;
        for (let j = 0; j < rows; j++) {
          const vs: Range = [foot + ((band.top - foot) * j) / rows, foot + ((band.top - foot) * (j + 1)) / rows];
          panel(solid, frame, us, vs, 0, paint);
        }
      }
      foot = band.top;
    }
    const top: Vec[] = [
      [-CAP, wallHeight, -CAP],
      [length + CAP, wallHeight, -CAP],
      [length, wallHeight, 0],
      [0, wallHeight, 0],
    ];
    face(solid, frame, top, [0, 1, 0], cap);
  }
}

/** A rail along the foot or the waist of every wall. */
export function addRail({ solid, walls }: Site, vs: Range, depth: number, paint: string): void {
  for (const { frame, length } of sidesOf(walls)) slab(solid, frame, [0, length], vs, [0, depth], paint, 'ft');
}

/** The ceiling, seen from below. A little lower and wider than the walls' tops, so that no pixel between is left open. */
export function addCeiling({ upper, walls, wallHeight }: Site, cell: number, paints: readonly [string, string]): void {
  const { frame, length } = sidesOf(walls)[0];
  const depth = walls.maxY - walls.minY;
  const columns = Math.ceil(length / cell);
  const rows = Math.ceil(depth / cell);
  const [v, lap] = [wallHeight - 0.01, 0.02];
  const at = (k: number, count: number, size: number) => (k === 0 ? -lap : k === count ? size + lap : (k * size) / count);
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      const us: Range = [at(i, columns, length), at(i + 1, columns, length)];
      const ws: Range = [at(j, rows, depth), at(j + 1, rows, depth)];
      slab(upper, frame, us, [v, v], ws, paints[i % 2], 'u');
    }
  }
}

interface WindowStyle {
  readonly frame: string;
  /** the sky from its foot to its top */
  readonly low: Paint;
  readonly high: Paint;
  /** what is outside, in front of the sky; undefined where the glass is frosted */
  readonly outside?: Paint;
}

/** A window of some panes; from outside, none of it is seen, as of the wall. @param outline heights of what is outside, 0..1, one for each column and one more */
export function addWindow(
  pieces: Pieces,
  frame: Frame,
  us: Range,
  vs: Range,
  [columns, rows]: readonly [number, number],
  style: WindowStyle,
  outline: readonly number[] = [],
): void {
  const [width, height] = [us[1] - us[0], vs[1] - vs[0]];
  const bar = 0.035;
  face(
    pieces,
    frame,
    [
      [us[0], vs[0], 0.02],
      [us[1], vs[0], 0.02],
      [us[1], vs[1], 0.02],
      [us[0], vs[1], 0.02],
    ],
    [0, 0, 1],
    [style.low, style.low, style.high, style.high],
  );
  const { outside } = style;
  if (outside) {
    for (let k = 0; k + 1 < outline.length; k++) {
      const at = (n: number) => us[0] + (n * width) / (outline.length - 1);
      const [a, b] = [vs[0] + outline[k] * height, vs[0] + outline[k + 1] * height];
      face(
        pieces,
        frame,
        [
          [at(k), vs[0], 0.03],
          [at(k + 1), vs[0], 0.03],
          [at(k + 1), b, 0.03],
          [at(k), a, 0.03],
        ],
        [0, 0, 1],
        outside,
      );
    }
  }
  for (let i = 0; i <= columns; i++) {
    const u = us[0] + (i * width) / columns;
    const half = i === 0 || i === columns ? 1.6 * bar : bar / 2;
    slab(pieces, frame, [u - half, u + half], [vs[0] - bar, vs[1] + bar], [0, 0.07], style.frame, 'f');
  }
  for (let j = 0; j <= rows; j++) {
    const v = vs[0] + (j * height) / rows;
    const half = j === 0 || j === rows ? 1.6 * bar : bar / 2;
    slab(pieces, frame, us, [v - half, v + half], [0, j === 0 ? 0.14 : 0.065], style.frame, j === 0 ? 'ft' : 'f');
  }
}

/** Cuts a side into slots, one after the other, and lets each be filled. @param ends what is kept free at both ends, m */
export function alongSide(
  { length }: Side,
  ends: number,
  next: (left: number) => { readonly width: number; fill(u: number): void } | undefined,
): void {
  let u = ends;
  for (;;) {
    const item = next(length - ends - u);
    if (!item || u + item.width > length - ends) return;
    item.fill(u + item.width / 2);
    u += item.width;
  }
}
