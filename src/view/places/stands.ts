/** The large things of a sports hall: bleachers, goals, hoops, the scoreboard, the roof. */
import { integerBelow, uniform, uniformIn } from '../../math/random.ts';
import type { Pieces } from '../mesh.ts';
import { addDigits } from './displays.ts';
import { addShadow } from './marks.ts';
import { type Frame, face, panel, pointAt, type Range, rod, slab, turned, type Vec, within } from './shapes.ts';
import { type Site, sidesOf } from './site.ts';

const ROW = { rise: 0.36, depth: 0.62 };

/** Rows of seats against the wall, the highest at the back. @param half of its length, m */
export function addBleachers({ solid, marks, stream }: Site, frame: Frame, half: number, rows: number): void {
  addShadow(marks, frame, [-half, half], [0, rows * ROW.depth], 0.5, 0.3);
  for (let row = 0; row < rows; row++) {
    const top = ROW.rise * (row + 1);
    const [back, front] = [ROW.depth * (rows - row - 1), ROW.depth * (rows - row)];
    slab(solid, frame, [-half, half], [top - 0.06, top], [back, front], '#c49a66', 'ft');
    // Shadowy below the tread, and the sides of the whole.
    panel(solid, frame, [-half, half], [row === 0 ? 0 : top - ROW.rise, top - 0.06], front - 0.06, '#4b5560');
    for (const [u, name] of [
      [-half, 'l'],
      [half, 'r'],
    ] as const) {
      slab(solid, frame, [u, u], [0, top - 0.06], [back, front - 0.06], '#55606b', name);
    }
    addSeats(solid, frame, half, top, back, row);
    for (let u = -half + 0.5; u < half - 0.5; u += uniformIn(stream, 0.9, 2.4)) {
      if (uniform(stream) < 0.5) addLeft(solid, stream, within(frame, u, back + 0.42), top);
    }
  }
}

/** Shells of seats in blocks, with stairs between. */
function addSeats(pieces: Pieces, frame: Frame, half: number, top: number, back: number, row: number): void {
  const pitch = 0.52;
  const count = Math.floor((2 * half) / pitch);
  for (let k = 0; k < count; k++) {
    if (k % 7 === 3) {
      slab(
        pieces,
        within(frame, (k - (count - 1) / 2) * pitch, 0),
        [-0.25, 0.25],
        [top, top + ROW.rise / 2],
        [back, back + 0.3],
        '#b58a57',
        'ft',
      );
      continue;
    }
    const at = within(frame, (k - (count - 1) / 2) * pitch, back);
    const paint = (k + 2 * row) % 11 === 0 ? '#dd5533' : '#2f6ca6';
    slab(pieces, at, [-0.2, 0.2], [top + 0.03, top + 0.07], [0.05, 0.4], paint, 'flrt');
    slab(pieces, at, [-0.2, 0.2], [top + 0.07, top + 0.3], [0.04, 0.08], paint, 'fblrt');
  }
}

/** A bag, a bottle or a jacket. */
function addLeft(pieces: Pieces, stream: Site['stream'], frame: Frame, top: number): void {
  const kind = integerBelow(stream, 3);
  if (kind === 0)
    slab(
      pieces,
      frame,
      [-0.16, 0.16],
      [top, top + 0.2],
      [-0.1, 0.1],
      ['#2b2f33', '#8a4a2c', '#3d8a72'][integerBelow(stream, 3)],
    );
  else if (kind === 1)
    turned(
      pieces,
      frame,
      [0, 0],
      [
        [0.035, top],
        [0.035, top + 0.17],
        [0.015, top + 0.2],
        [0.015, top + 0.23],
        [0, top + 0.23],
      ],
      '#8fc3d8',
      8,
    );
  else
    slab(
      pieces,
      frame,
      [-0.15, 0.17],
      [top, top + 0.06],
      [-0.14, 0.1],
      ['#e8b93a', '#e9e4d8', '#dd5533'][integerBelow(stream, 3)],
    );
}

/** A handball goal, its mouth at w = 0.9, its net behind it. */
export function addGoal({ solid, marks }: Site, frame: Frame): void {
  const [half, height, thick, mouth] = [1.5, 2, 0.08, 1];
  addShadow(marks, frame, [-half, half], [mouth - 0.9, mouth], 0.22, 0.25);
  const striped = (count: number, put: (k: number, paint: string) => void) => {
    for (let k = 0; k < count; k++) put(k, k % 2 === 0 ? '#dd5533' : '#f1ece0');
  };
  for (const side of [-1, 1]) {
    const u: Range = side < 0 ? [-half - thick, -half] : [half, half + thick];
    striped(10, (k, paint) => slab(solid, frame, u, [k * 0.2, (k + 1) * 0.2], [mouth - thick, mouth], paint, 'fblr'));
  }
  striped(15, (k, paint) => {
    const u = -half + 0.2 * k;
    slab(solid, frame, [u, u + 0.2], [height, height + thick], [mouth - thick, mouth], paint, 'fbtu');
  });
  for (const u of [-half, half]) {
    rod(solid, frame, [u, height, mouth - 0.04], [u, 0.03, 0.12], 0.02, '#7d858c', 5);
    rod(solid, frame, [u, 0.03, mouth - 0.04], [u, 0.03, 0.12], 0.02, '#7d858c', 5);
  }
  // The net falls from the bar to the floor behind.
  const cord = '#d9dcd9';
  const at = (u: number, t: number): Vec => [u, height * (1 - t) + 0.02, mouth - 0.06 - 0.85 * t ** 0.6];
  const strip = (a: Vec, b: Vec, across: Vec) => {
    const corners: Vec[] = [
      a,
      b,
      [b[0] + across[0], b[1] + across[1], b[2] + across[2]],
      [a[0] + across[0], a[1] + across[1], a[2] + across[2]],
    ];
    for (const side of [1, -1]) face(solid, frame, corners, [0, 0.7 * side, side], cord);
  };
  const steps = 6;
  for (let k = 0; k <= 15; k++) {
    const u = -half + 0.2 * k;
    for (let t = 0; t < steps; t++) strip(at(u, t / steps), at(u, (t + 1) / steps), [0.012, 0, 0]);
  }
  for (let t = 1; t < 9; t++) {
    const [a, b] = [at(-half, t / 9), at(half, t / 9)];
    strip(a, b, [0, 0.012, 0]);
  }
}

/** A basketball hoop on a stand for juniors. */
export function addHoop({ solid, marks }: Site, frame: Frame): void {
  addShadow(marks, frame, [-0.5, 0.5], [0.1, 1.1], 0.5, 0.18);
  slab(solid, frame, [-0.5, 0.5], [0.06, 0.34], [0.1, 1.1], '#2a5f94');
  slab(solid, frame, [-0.5, 0.5], [0.34, 0.36], [0.1, 1.1], '#dd5533', 'flrt');
  rod(solid, frame, [0, 0.3, 0.5], [0, 2.15, 0.75], 0.06, '#4a5158', 8);
  rod(solid, frame, [0, 2.1, 0.72], [0, 2.3, 1.3], 0.04, '#4a5158', 6);
  slab(solid, frame, [-0.75, 0.75], [1.95, 2.9], [1.3, 1.34], '#eef0ee', 'fblrtu');
  const front = within(frame, 0, 1.343);
  const line = (us: Range, vs: Range, paint: string) => panel(solid, front, us, vs, 0, paint);
  for (const v of [1.97, 2.84]) line([-0.73, 0.73], [v, v + 0.045], '#2b3238');
  for (const u of [-0.73, 0.685]) line([u, u + 0.045], [1.97, 2.88], '#2b3238');
  for (const v of [2.14, 2.5]) line([-0.28, 0.28], [v, v + 0.045], '#dd5533');
  for (const u of [-0.28, 0.235]) line([u, u + 0.045], [2.14, 2.54], '#dd5533');
  const sides = 14;
  const [height, radius, middle] = [2.13, 0.225, 1.62];
  const ring = (k: number, part: number, v: number): Vec => {
    const a = (2 * Math.PI * k) / sides;
    return [part * radius * Math.cos(a), v, middle + part * radius * Math.sin(a)];
  };
  for (let k = 0; k < sides; k++) {
    rod(solid, frame, ring(k, 1, height), ring(k + 1, 1, height), 0.014, '#ee5f36', 4);
    rod(solid, frame, ring(k, 0.98, height), ring(k + 1, 0.75, height - 0.22), 0.005, '#e9e4d8', 3);
    rod(solid, frame, ring(k + 1, 0.98, height), ring(k, 0.75, height - 0.22), 0.005, '#e9e4d8', 3);
    rod(solid, frame, ring(k, 0.75, height - 0.22), ring(k + 1, 0.62, height - 0.4), 0.005, '#e9e4d8', 3);
  }
}

/** @param v of its lower edge */
export function addScoreboard(pieces: Pieces, frame: Frame, v: number): void {
  slab(pieces, frame, [-1.35, 1.35], [v, v + 1], [0, 0.14], '#20262d', 'flrtu');
  panel(pieces, frame, [-1.3, 1.3], [v + 0.05, v + 0.95], 0.144, '#12171c');
  const w = 0.148;
  addDigits(pieces, frame, '0:07.19', -0.53, v + 0.56, w, 0.3, { glow: '#ff7a4f' });
  for (const [u, text, shine] of [
    [-1.16, '12', '#f2c14e'],
    [0.74, '09', '#f2c14e'],
  ] as const) {
    addDigits(pieces, frame, text, u, v + 0.16, w, 0.28, { glow: shine });
  }
  for (let k = 0; k < 5; k++)
    panel(pieces, frame, [-0.3 + 0.13 * k, -0.22 + 0.13 * k], [v + 0.24, v + 0.32], w, {
      glow: k < 3 ? '#4fd58e' : '#2a3a33',
    });
}

/** Steel trusses across the hall, lamps between them. @param foot of their lower chord */
export function addTrusses({ upper, walls, wallHeight, lamps }: Site, foot: number): void {
  const isWide = walls.maxX - walls.minX >= walls.maxY - walls.minY;
  // u along the longer axis of the hall; trusses span w.
  const side = sidesOf(walls)[isWide ? 0 : 1];
  const span = isWide ? walls.maxY - walls.minY : walls.maxX - walls.minX;
  const count = Math.max(2, Math.round(side.length / 4));
  const steel = '#7b858d';
  for (let k = 0; k < count; k++) {
    const u = ((k + 0.5) * side.length) / count;
    slab(upper, side.frame, [u - 0.07, u + 0.07], [foot, foot + 0.1], [0, span], steel, 'lru');
    slab(upper, side.frame, [u - 0.07, u + 0.07], [wallHeight - 0.14, wallHeight - 0.04], [0, span], steel, 'lru');
    const bays = Math.max(4, Math.round(span / 1.1));
    for (let bay = 0; bay < bays; bay++) {
      const [a, b] = [(bay * span) / bays, ((bay + 1) * span) / bays];
      const [low, high] = [foot + 0.05, wallHeight - 0.09];
      rod(upper, side.frame, [u, bay % 2 === 0 ? low : high, a], [u, bay % 2 === 0 ? high : low, b], 0.03, '#6c767e', 4);
    }
    if (k + 1 === count) continue;
    const between = u + side.length / count / 2;
    for (const part of [0.25, 0.5, 0.75]) {
      slab(
        upper,
        side.frame,
        [between - 0.7, between + 0.7],
        [foot + 0.1, foot + 0.18],
        [part * span - 0.12, part * span + 0.12],
        '#98a1a8',
        'fblr',
      );
      slab(
        upper,
        side.frame,
        [between - 0.68, between + 0.68],
        [foot + 0.09, foot + 0.09],
        [part * span - 0.1, part * span + 0.1],
        { glow: '#f7fbff' },
        'u',
      );
      const [x, y] = pointAt(side.frame, between, part * span);
      lamps.push({ x, y, up: foot, colour: '#f2f6ff', power: 0.6, reach: 2.6 });
    }
  }
}
