/** The barrier around a track, in boards. Its inner faces are where the policy's cameras have them, without a gap. */
import type { Pieces } from '../mesh.ts';
import { type Frame, face, panel, type Range, slab, type Vec, within } from './shapes.ts';
import { type Side, type Site, sidesOf } from './site.ts';

interface BarrierStyle {
  /** m, about; boards are stretched to come out even along a side */
  readonly boardLength: number;
  readonly thickness: number;
  readonly back: string;
  /** Paints the inner face of board `index` of `count`, u in 0..length, v in 0..height, at w = 0. */
  board(pieces: Pieces, frame: Frame, length: number, height: number, index: number, count: number): void;
  /** the top of the board, from above */
  readonly tops: readonly string[];
  readonly topLength: number;
}

export function addBarrier(
  { solid, room, barrierHeight }: Pick<Site, 'solid' | 'room' | 'barrierHeight'>,
  style: BarrierStyle,
): void {
  for (const side of sidesOf(room)) addSide(solid, side, barrierHeight, style);
}

function addSide(pieces: Pieces, { frame, length }: Side, height: number, style: BarrierStyle): void {
  const { thickness: t } = style;
  const boards = Math.max(1, Math.round(length / style.boardLength));
  const size = length / boards;
  for (let k = 0; k < boards; k++) style.board(pieces, within(frame, k * size, 0), size, height, k, boards);
  const tops = Math.max(2, Math.round(length / style.topLength));
  for (let k = 0; k < tops; k++) {
    const from = k === 0 ? -t : (k * length) / tops;
    const to = k + 1 === tops ? length + t : ((k + 1) * length) / tops;
    const corners: Vec[] = [
      [from, height, -t],
      [to, height, -t],
      [Math.min(to, length), height, 0],
      [Math.max(from, 0), height, 0],
    ];
    face(pieces, frame, corners, [0, 1, 0], style.tops[k % style.tops.length]);
  }
  slab(pieces, frame, [-t, length + t], [0, height], [-t, 0], style.back, 'b');
}

/**
 * Fills a rectangle at w = 0 with slanted stripes in turn.
 * @param slant how far u moves on from the lower edge to the upper, m
 * @param shift how far the lower edge's stripes are moved along u, m
 */
export function stripes(
  pieces: Pieces,
  frame: Frame,
  [u0, u1]: Range,
  [v0, v1]: Range,
  width: number,
  slant: number,
  paints: readonly string[],
  phase = 0,
  shift = 0,
): void {
  const reach = Math.abs(slant) + Math.abs(shift);
  const first = Math.floor(-reach / width) - 1;
  const last = Math.ceil((u1 - u0 + reach) / width) + 1;
  for (let k = first; k < last; k++) {
    const a = u0 + shift + k * width;
    const corners = clip(
      clip(
        [
          [a, v0, 0],
          [a + width, v0, 0],
          [a + width + slant, v1, 0],
          [a + slant, v1, 0],
        ],
        u0,
        1,
      ),
      u1,
      -1,
    );
    const paint = paints[(((k + phase) % paints.length) + paints.length) % paints.length];
    // One corner or an edge that only touches the rectangle is nothing to draw.
    if (corners.length > 2 && corners.some(([u]) => Math.abs(u - corners[0][0]) > TINY)) {
      face(pieces, frame, corners, [0, 0, 1], paint);
    }
  }
}

/** Closer than this is the same, m. */
const TINY = 1e-9;

/** What of a polygon lies above (side 1) or below (side −1) a value of u. */
function clip(corners: readonly Vec[], limit: number, side: 1 | -1): Vec[] {
  const kept: Vec[] = [];
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % corners.length];
    const [da, db] = [side * (a[0] - limit), side * (b[0] - limit)];
    if (da >= -TINY) kept.push(a);
    if (Math.abs(da) > TINY && Math.abs(db) > TINY && da > 0 !== db > 0) {
      const t = da / (da - db);
      kept.push([limit, a[1] + t * (b[1] - a[1]), 0]);
    }
  });
  return kept;
}

const KERB = ['#f05a35', '#efe6d6'] as const;
const RUBBER = '#33373b';
const CREAM = '#dccfb6';
const TEAL = '#477479';
const INK = '#2c3338';
const SEAM = 0.012;

/** Painted plywood under a kerb: two bands, now and then chevrons or chequers. */
export const WORKSHOP_BARRIER: BarrierStyle = {
  boardLength: 1.2,
  thickness: 0.07,
  back: '#b08a5a',
  tops: KERB,
  topLength: 0.3,
  board(pieces, frame, length, height, index, count) {
    const [kick, waist, rail] = [0.05, 0.2, height - 0.085];
    panel(pieces, frame, [0, length], [0, kick], 0, RUBBER);
    stripes(pieces, frame, [0, length], [rail, height], length / 4, 0, KERB);
    panel(pieces, frame, [0, SEAM], [kick, rail], 0, '#8d7a5c');
    const board: Range = [SEAM, length];
    const middle = (kick + rail) / 2;
    if (index === Math.floor(count / 2)) {
      const side = length / 10;
      const rows = 3;
      for (let row = 0; row < rows; row++) {
        const band: Range = [kick + ((rail - kick) * row) / rows, kick + ((rail - kick) * (row + 1)) / rows];
        stripes(pieces, frame, board, band, side, 0, [INK, CREAM], row);
      }
    } else if (index % 4 === 1) {
      const paints = index % 8 === 1 ? [KERB[0], CREAM] : [TEAL, CREAM];
      stripes(pieces, frame, board, [kick, middle], length / 8, 0.14, paints);
      stripes(pieces, frame, board, [middle, rail], length / 8, -0.14, paints, 0, 0.14);
    } else {
      panel(pieces, frame, board, [kick, waist], 0, TEAL);
      panel(pieces, frame, board, [waist, rail], 0, CREAM);
    }
  },
};

const MATS = ['#3a74a8', '#336a9c'] as const;
const PIPING = '#e9e4d8';

/** Gymnastics mats on edge: blue with light piping, now and then one with chevrons. */
export const HALL_BARRIER: BarrierStyle = {
  boardLength: 1,
  thickness: 0.14,
  back: '#27598a',
  tops: ['#4481b5', '#3d79ad'],
  topLength: 1,
  board(pieces, frame, length, height, index) {
    const paint = MATS[index % 2];
    const seam = 0.02;
    if (index % 4 === 2) {
      const middle = height / 2;
      panel(pieces, frame, [0, seam], [0, height], 0, '#1d4468');
      stripes(pieces, frame, [seam, length], [0, middle], length / 6, 0.11, KERB);
      stripes(pieces, frame, [seam, length], [middle, height], length / 6, -0.11, KERB, 0, 0.11);
      return;
    }
    panel(pieces, frame, [0, seam], [0, height], 0, '#1d4468');
    panel(pieces, frame, [seam, length], [0, 0.02], 0, '#1f3d5a');
    panel(pieces, frame, [seam, length], [0.02, height - 0.075], 0, paint);
    panel(pieces, frame, [seam, length], [height - 0.075, height - 0.04], 0, PIPING);
    panel(pieces, frame, [seam, length], [height - 0.04, height], 0, paint);
  },
};
