/** Gymnastics gear along the walls of a sports hall. Each has its back at w = 0, around u = 0. */
import { integerBelow, uniformIn } from '../../math/random.ts';
import type { Pieces } from '../mesh.ts';
import { addRoundShadow, addShadow } from './marks.ts';
import { ball, disc, type Frame, face, panel, type Range, rod, slab, turnedAlong, type Vec, within } from './shapes.ts';
import type { Site } from './site.ts';

const WOOD = '#c99a5f';
const DARK_WOOD = '#a97a45';
const BLUE = '#2f6ca6';

/** @param count modules of 0.95 m side by side */
export function addWallBars({ solid, marks }: Site, frame: Frame, count: number): void {
  const width = 0.95;
  addShadow(marks, frame, [(-count * width) / 2, (count * width) / 2], [0, 0.14], 0.4, 0.12);
  for (let k = 0; k <= count; k++) {
    const u = (k - count / 2) * width;
    slab(solid, frame, [u - 0.025, u + 0.025], [0, 2.5], [0, 0.14], DARK_WOOD, 'flrt');
  }
  const us: Range = [(-count * width) / 2, (count * width) / 2];
  for (let rung = 0; rung < 15; rung++) {
    const v = 0.14 + 0.16 * rung;
    slab(solid, frame, us, [v, v + 0.036], rung === 14 ? [0.13, 0.2] : [0.085, 0.125], WOOD, 'ftu');
  }
}

/** A low bench to sit and to balance on. */
export function addLowBench({ solid, marks }: Site, frame: Frame): void {
  addShadow(marks, frame, [-1.45, 1.45], [0.1, 0.4], 0.4, 0.12);
  slab(solid, frame, [-1.5, 1.5], [0.29, 0.34], [0.1, 0.4], WOOD, 'flrtu');
  slab(solid, frame, [-1.45, 1.45], [0.1, 0.16], [0.22, 0.28], DARK_WOOD, 'fbt');
  for (const u of [-1.3, 0, 1.3]) slab(solid, frame, [u - 0.04, u + 0.04], [0, 0.29], [0.12, 0.38], DARK_WOOD, 'fblr');
}

/** A rolled mat that lies along the wall, and another on two. @param count 1..3 */
export function addRolledMats({ solid, marks }: Site, frame: Frame, count: number): void {
  const radius = 0.27;
  addShadow(marks, frame, [-0.85, 0.85], [0.05, Math.min(count, 2) * 2 * radius], 0.5, 0.14);
  const spots: readonly Range[] = [
    [radius, 0.32],
    [radius, 0.32 + 2 * radius],
    [radius * 2.73, 0.32 + radius],
  ];
  spots.slice(0, count).forEach(([v, w], k) => {
    const paint = [BLUE, '#2b7a63', '#dd5533'][k];
    turnedAlong(
      solid,
      frame,
      [v, w],
      [
        [radius, -0.9],
        [radius, 0.9],
      ],
      paint,
      16,
    );
    for (const side of [1, -1] as const)
      addSpiral(solid, within(frame, side * 0.9, w, side * (Math.PI / 2)), v, radius, paint);
    turnedAlong(
      solid,
      frame,
      [v, w],
      [
        [radius + 0.006, -0.5],
        [radius + 0.006, -0.44],
      ],
      '#e9e4d8',
      16,
    );
    turnedAlong(
      solid,
      frame,
      [v, w],
      [
        [radius + 0.006, 0.44],
        [radius + 0.006, 0.5],
      ],
      '#e9e4d8',
      16,
    );
  });
}

/** The end of a roll: foam between rings of cover. */
function addSpiral(pieces: Pieces, frame: Frame, v: number, radius: number, paint: string): void {
  [1, 0.86, 0.74, 0.6, 0.48, 0.34, 0.22].forEach((part, k) => {
    disc(pieces, frame, [0, v], 0.002 * k, part * radius, k % 2 === 0 ? paint : '#d9d3c4', 16);
  });
}

/** Flat mats on a trolley. */
export function addMatStack({ solid, marks, stream }: Site, frame: Frame): void {
  addShadow(marks, frame, [-1, 1], [0.05, 1.1], 0.5, 0.18);
  slab(solid, frame, [-1.02, 1.02], [0.1, 0.16], [0.05, 1.1], '#4a5158');
  for (const u of [-0.85, 0.85]) slab(solid, frame, [u - 0.05, u + 0.05], [0, 0.1], [0.15, 1], '#2b2f33');
  const count = 5 + integerBelow(stream, 4);
  for (let k = 0; k < count; k++) {
    const shift = uniformIn(stream, -0.03, 0.03);
    const paint = k % 4 === 2 ? '#3d8a72' : k % 2 === 0 ? BLUE : '#3a7cb8';
    slab(solid, frame, [-1 + shift, 1 + shift], [0.16 + 0.085 * k, 0.24 + 0.085 * k], [0.08, 1.06 + shift], paint);
    slab(solid, frame, [-1 + shift, 1 + shift], [0.24 + 0.085 * k, 0.245 + 0.085 * k], [0.1, 1.04], '#1f4c77', 'flr');
  }
}

/** A vaulting box: frames of wood under a leather top. */
export function addVaultingBox({ solid, marks }: Site, frame: Frame): void {
  addShadow(marks, frame, [-0.7, 0.7], [0.15, 0.75], 0.5, 0.16);
  const halfAt = (v: number): readonly [number, number] => [0.75 - 0.16 * v, 0.36 - 0.13 * v];
  const layers = [0, 0.3, 0.53, 0.76, 0.98];
  layers.slice(1).forEach((top, k) => {
    const [foot, paint] = [layers[k] + 0.012, k % 2 === 0 ? WOOD : '#c2925a'];
    const [a, b] = [halfAt(foot), halfAt(top)];
    const w = 0.45;
    for (const side of [1, -1]) {
      const long: Vec[] = [
        [-a[0], foot, w + side * a[1]],
        [a[0], foot, w + side * a[1]],
        [b[0], top, w + side * b[1]],
        [-b[0], top, w + side * b[1]],
      ];
      face(solid, frame, long, [0, 0.2, side], paint);
      const short: Vec[] = [
        [side * a[0], foot, w - a[1]],
        [side * a[0], foot, w + a[1]],
        [side * b[0], top, w + b[1]],
        [side * b[0], top, w - b[1]],
      ];
      face(solid, frame, short, [side, 0.2, 0], paint);
    }
    panel(solid, within(frame, 0, w + a[1] - 0.006), [-0.14, 0.14], [foot + 0.1, foot + 0.15], 0.002, '#6d4d2b');
  });
  slab(solid, frame, [-0.6, 0.6], [0.98, 1.1], [0.23, 0.67], '#8a4a2c');
}

const BALLS = ['#e0672f', '#e9e4d8', '#e0672f', '#e8b93a', '#e0672f', '#2f6ca6'] as const;

/** A cage on castors, full of balls. */
export function addBallCage({ solid, marks, stream }: Site, frame: Frame): void {
  addShadow(marks, frame, [-0.5, 0.5], [0.1, 0.7], 0.45, 0.16);
  for (const v of [0.16, 0.52, 0.92]) {
    slab(solid, frame, [-0.52, 0.52], [v, v + 0.025], [0.68, 0.7], '#5d656d', 'fbtu');
    slab(solid, frame, [-0.52, 0.52], [v, v + 0.025], [0.1, 0.12], '#5d656d', 'fbtu');
    for (const u of [-0.52, 0.5]) slab(solid, frame, [u, u + 0.02], [v, v + 0.025], [0.1, 0.7], '#5d656d', 'lrtu');
  }
  for (const u of [-0.51, -0.17, 0.17, 0.51]) rod(solid, frame, [u, 0.05, 0.69], [u, 0.92, 0.69], 0.009, '#5d656d', 4);
  slab(solid, frame, [-0.51, 0.51], [0.14, 0.18], [0.11, 0.69], '#4a5158', 'tu');
  const radius = 0.115;
  for (let layer = 0; layer < 4; layer++) {
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < (layer === 3 ? 1 : 2); j++) {
        const [u, w] = [-0.38 + 0.25 * i + 0.03 * (layer % 2), 0.27 + 0.25 * j + uniformIn(stream, -0.02, 0.02)];
        ball(solid, frame, [u, 0.3 + 0.2 * layer, w], radius, BALLS[integerBelow(stream, BALLS.length)], 8);
      }
    }
  }
}

/** A ball that was left. */
export function addBall({ solid, marks }: Site, frame: Frame): void {
  addRoundShadow(marks, frame, 0, 0, 0.06, 0.45);
  ball(solid, frame, [0, 0.12, 0], 0.12, '#e0672f', 12);
}
