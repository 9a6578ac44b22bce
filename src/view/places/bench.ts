/** A workbench, its pegboard of tools and the lamp above it. Each has its back at w = 0, around u = 0. */
import { integerBelow, uniformIn } from '../../math/random.ts';
import type { Pieces } from '../mesh.ts';
import { addShadow } from './marks.ts';
import { addToyCar } from './pit.ts';
import {
  disc,
  type Frame,
  face,
  panel,
  pointAt,
  type Range,
  rod,
  slab,
  turned,
  turnedOut,
  type Vec,
  within,
} from './shapes.ts';
import type { Site } from './site.ts';

const TOP = 0.9;
const METAL = '#b9bfc4';

export function addBench(site: Site, frame: Frame): void {
  const { solid, marks, stream } = site;
  addShadow(marks, frame, [-0.95, 0.95], [0.05, 0.7], 0.55, 0.22);
  slab(solid, frame, [-1, 1], [TOP - 0.07, TOP], [0.02, 0.76], '#c0935a', 'flrtu');
  for (const u of [-0.93, 0.93]) {
    for (const w of [0.08, 0.68]) slab(solid, frame, [u - 0.04, u + 0.04], [0, TOP - 0.07], [w - 0.04, w + 0.04], '#8a6238');
  }
  slab(solid, frame, [-0.9, 0.9], [0.2, 0.24], [0.08, 0.66], '#9c7345', 'ft');
  const drawers = integerBelow(stream, 2) === 0 ? -1 : 1;
  const at = within(frame, drawers * 0.55, 0);
  slab(solid, at, [-0.3, 0.3], [0.3, TOP - 0.07], [0.08, 0.69], '#3f6468', 'fblr');
  for (const v of [0.32, 0.5, 0.66]) {
    panel(solid, at, [-0.28, 0.28], [v, v + (v < 0.4 ? 0.16 : 0.14)], 0.694, '#4d777b');
    slab(solid, at, [-0.1, 0.1], [v + 0.08, v + 0.1], [0.694, 0.715], '#d9cbb0', 'ftu');
  }
  slab(solid, within(frame, -drawers * 0.4, 0), [-0.2, 0.2], [0.24, 0.5], [0.2, 0.55], '#c9a26b');
  addThings(site, frame);
}

/** What lies on the bench: three of these, side by side. */
function addThings({ solid, stream }: Site, frame: Frame): void {
  const first = integerBelow(stream, 6);
  [-0.66, 0, 0.64].forEach((u, k) => {
    const at = within(frame, u + uniformIn(stream, -0.06, 0.06), 0.38, uniformIn(stream, -0.25, 0.25));
    const kind = (first + 2 * k + (k === 2 ? 1 : 0)) % 6;
    if (kind === 0) addToolbox(solid, at);
    else if (kind === 1) addLaptop(solid, at);
    else if (kind === 2) addPrinter(solid, at);
    else if (kind === 3) addToyCar(solid, at, TOP, ['#f05a35', '#f0b400', '#56b4e9'][integerBelow(stream, 3)]);
    else if (kind === 4) addJars(solid, at);
    else addVise(solid, at);
  });
}

function addToolbox(pieces: Pieces, frame: Frame): void {
  slab(pieces, frame, [-0.22, 0.22], [TOP, TOP + 0.17], [-0.11, 0.11], '#c2452e');
  slab(pieces, frame, [-0.225, 0.225], [TOP + 0.13, TOP + 0.15], [-0.115, 0.115], '#2f3439', 'fblr');
  rod(pieces, frame, [-0.1, TOP + 0.22, 0], [0.1, TOP + 0.22, 0], 0.014, '#2f3439');
  for (const u of [-0.1, 0.1]) rod(pieces, frame, [u, TOP + 0.17, 0], [u, TOP + 0.22, 0], 0.01, '#2f3439', 4);
}

function addLaptop(pieces: Pieces, frame: Frame): void {
  slab(pieces, frame, [-0.19, 0.19], [TOP, TOP + 0.02], [-0.1, 0.16], '#3a4046');
  const screen = (inset: number, w: number): Vec[] => [
    [-0.19 + inset, TOP + 0.02 + inset, -0.1 + w],
    [0.19 - inset, TOP + 0.02 + inset, -0.1 + w],
    [0.19 - inset, TOP + 0.27 - inset, -0.17 + w],
    [-0.19 + inset, TOP + 0.27 - inset, -0.17 + w],
  ];
  face(pieces, frame, screen(0, 0), [0, 0, 1], '#23282d');
  face(pieces, frame, screen(0, -0.004), [0, 0, -1], '#3a4046');
  face(
    pieces,
    frame,
    screen(0.014, 0.004),
    [0, 0, 1],
    [{ glow: '#16303a' }, { glow: '#16303a' }, { glow: '#2d5c68' }, { glow: '#2d5c68' }],
  );
  // A learning curve.
  const curve: Range[] = [
    [-0.15, 0.07],
    [-0.08, 0.09],
    [-0.02, 0.15],
    [0.05, 0.19],
    [0.15, 0.21],
  ];
  curve.slice(1).forEach(([u, v], k) => {
    const [a, b] = curve[k];
    const at = (x: number, y: number): Vec => [x, TOP + 0.02 + y, -0.1 - 0.28 * y + 0.01];
    face(pieces, frame, [at(a, b), at(u, v), at(u, v + 0.014), at(a, b + 0.014)], [0, 0, 1], { glow: '#f7774f' });
  });
}

/** A 3D printer: a frame of bars around a bed, a spool of orange filament on top. */
function addPrinter(pieces: Pieces, frame: Frame): void {
  slab(pieces, frame, [-0.2, 0.2], [TOP, TOP + 0.05], [-0.19, 0.19], '#2f3439');
  for (const u of [-0.19, 0.19]) slab(pieces, frame, [u - 0.015, u + 0.015], [TOP, TOP + 0.44], [-0.03, 0.01], '#2f3439');
  slab(pieces, frame, [-0.2, 0.2], [TOP + 0.42, TOP + 0.45], [-0.03, 0.01], '#2f3439', 'fbtu');
  slab(pieces, frame, [-0.19, 0.19], [TOP + 0.23, TOP + 0.25], [-0.02, 0.01], '#8d949a', 'fbtu');
  slab(pieces, frame, [-0.04, 0.03], [TOP + 0.19, TOP + 0.28], [-0.02, 0.05], '#e8552f', 'fblrtu');
  slab(pieces, frame, [-0.14, 0.14], [TOP + 0.07, TOP + 0.085], [-0.14, 0.14], '#6b7278');
  slab(pieces, frame, [-0.05, 0.04], [TOP + 0.085, TOP + 0.15], [-0.03, 0.04], '#f0b400');
  turnedOut(
    pieces,
    frame,
    [0.02, TOP + 0.56],
    [
      [0, -0.05],
      [0.1, -0.05],
      [0.1, 0.02],
      [0, 0.02],
    ],
    ['#2f3439', '#f05a35', '#efe6d6'],
    14,
  );
}

function addJars(pieces: Pieces, frame: Frame): void {
  const paints = ['#5b7f63', '#e0ad3e', '#477479', '#c2452e'];
  paints.forEach((paint, k) => {
    const [u, w, h] = [-0.2 + 0.13 * k, 0.06 * (k % 2), 0.13 + 0.03 * (k % 3)];
    turned(
      pieces,
      frame,
      [u, w],
      [
        [0.052, TOP],
        [0.052, TOP + h],
        [0.045, TOP + h + 0.012],
        [0, TOP + h + 0.012],
      ],
      [paint, METAL, METAL],
      10,
    );
  });
}

function addVise(pieces: Pieces, frame: Frame): void {
  slab(pieces, frame, [-0.07, 0.07], [TOP, TOP + 0.09], [0.05, 0.34], '#2f5560');
  slab(pieces, frame, [-0.09, 0.09], [TOP + 0.06, TOP + 0.17], [0.06, 0.14], '#35616d');
  slab(pieces, frame, [-0.09, 0.09], [TOP + 0.06, TOP + 0.17], [0.22, 0.3], '#35616d');
  rod(pieces, frame, [-0.12, TOP + 0.06, 0.39], [0.12, TOP + 0.06, 0.39], 0.012, METAL);
}

/** A board of holes with tools in their outlines. */
export function addPegboard({ solid, stream }: Site, frame: Frame): void {
  const [low, high] = [1.14, 2.02];
  slab(solid, frame, [-1, 1], [low - 0.04, high + 0.04], [0, 0.03], '#7d5c36', 'flrt');
  panel(solid, frame, [-0.96, 0.96], [low, high], 0.034, '#d9c196');
  for (let k = 0; k < 8; k++) {
    for (let j = 0; j < 4; j++) {
      const [u, v] = [-0.9 + 0.257 * k, low + 0.09 + 0.235 * j];
      panel(solid, frame, [u - 0.006, u + 0.006], [v - 0.006, v + 0.006], 0.036, '#a68c60');
    }
  }
  const first = integerBelow(stream, TOOLS.length);
  for (let k = 0; k < 7; k++) {
    const u = -0.82 + 0.273 * k + uniformIn(stream, -0.02, 0.02);
    TOOLS[(first + k) % TOOLS.length](solid, within(frame, u, 0.036), 1.42 + uniformIn(stream, -0.08, 0.2));
  }
}

const OUTLINE = '#a3753d';

/** A bar on a board with its outline around. */
function bar(pieces: Pieces, frame: Frame, [u0, u1]: Range, [v0, v1]: Range, paint: string, rim = 0.016): void {
  panel(pieces, frame, [u0 - rim, u1 + rim], [v0 - rim, v1 + rim], 0.004, OUTLINE);
  slab(pieces, frame, [u0, u1], [v0, v1], [0.004, 0.034], paint, 'flrtu');
}

const TOOLS: readonly ((pieces: Pieces, frame: Frame, v: number) => void)[] = [
  // hammer
  (p, f, v) => {
    bar(p, f, [-0.016, 0.016], [v - 0.2, v + 0.1], '#b5793c');
    bar(p, f, [-0.075, 0.065], [v + 0.1, v + 0.155], '#5d646b');
  },
  // screwdrivers
  (p, f, v) => {
    for (const [u, paint] of [
      [-0.06, '#f05a35'],
      [0.0, '#e0ad3e'],
      [0.06, '#2f6c74'],
    ] as const) {
      bar(p, f, [u - 0.017, u + 0.017], [v, v + 0.11], paint, 0.01);
      bar(p, f, [u - 0.006, u + 0.006], [v - 0.15, v], METAL, 0.008);
    }
  },
  // spanner
  (p, f, v) => {
    bar(p, f, [-0.018, 0.018], [v - 0.14, v + 0.14], METAL);
    for (const end of [-0.17, 0.17]) {
      disc(p, f, [0, v + end], 0.03, 0.05, OUTLINE, 10);
      disc(p, f, [0, v + end], 0.034, 0.04, METAL, 10);
      panel(p, f, [-0.014, 0.014], [v + end - (end < 0 ? 0.04 : 0), v + end + (end > 0 ? 0.04 : 0)], 0.038, OUTLINE);
    }
  },
  // saw
  (p, f, v) => {
    face(
      p,
      f,
      [
        [-0.07, v - 0.26, 0.02],
        [0.0, v - 0.28, 0.02],
        [0.07, v + 0.12, 0.02],
        [-0.07, v + 0.12, 0.02],
      ],
      [0, 0, 1],
      '#c6ccd0',
    );
    bar(p, f, [-0.075, 0.075], [v + 0.12, v + 0.22], '#b5793c');
  },
  // pliers
  (p, f, v) => {
    for (const s of [1, -1]) {
      face(
        p,
        f,
        [
          [s * 0.012, v + 0.02, 0.03],
          [s * 0.04, v + 0.02, 0.03],
          [s * 0.07, v - 0.17, 0.03],
          [s * 0.04, v - 0.17, 0.03],
        ],
        [0, 0, 1],
        '#c2452e',
      );
    }
    bar(p, f, [-0.035, 0.035], [v + 0.01, v + 0.11], '#5d646b');
  },
  // level
  (p, f, v) => {
    bar(p, f, [-0.03, 0.03], [v - 0.24, v + 0.2], '#e0ad3e');
    panel(p, f, [-0.02, 0.02], [v - 0.05, v + 0.03], 0.036, '#9fd08a');
  },
  // tape
  (p, f, v) => {
    disc(p, f, [0, v], 0.006, 0.105, OUTLINE, 16);
    disc(p, f, [0, v], 0.03, 0.09, '#f05a35', 16);
    disc(p, f, [0, v], 0.034, 0.05, '#d9c196', 14);
  },
];

/** A lamp on a cord, and its light. @param w how far it hangs from the wall */
export function addPendant({ upper, lamps, wallHeight }: Site, frame: Frame, w: number, foot: number, paint: string): void {
  rod(upper, frame, [0, foot + 0.2, w], [0, wallHeight, w], 0.008, '#2f3439', 4);
  turned(
    upper,
    frame,
    [0, w],
    [
      [0.2, foot],
      [0.15, foot + 0.09],
      [0.05, foot + 0.16],
      [0.035, foot + 0.22],
      [0, foot + 0.23],
    ],
    paint,
    14,
  );
  turned(
    upper,
    frame,
    [0, w],
    [
      [0, foot + 0.005],
      [0.17, foot + 0.005],
    ],
    { glow: '#ffe9bd' },
    14,
  );
  const [x, y] = pointAt(frame, 0, w);
  lamps.push({ x, y, up: foot - 0.05, colour: '#ffd7a0', power: 2.4, reach: 0.75 });
}
