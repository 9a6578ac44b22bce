/** What shows something: numbers, clocks, posters, a map of the track. */
import type { Ring } from '../../track/track.ts';
import type { Pieces } from '../mesh.ts';
import { stripes } from './barrier.ts';
import { disc, type Frame, face, type Paint, panel, type Range, slab, type Vec, within } from './shapes.ts';

/** Segments of a digit that are lit: top, top right, bottom right, bottom, bottom left, top left, middle. */
const SEGMENTS = [
  '1111110',
  '0110000',
  '1101101',
  '1111001',
  '0110011',
  '1011011',
  '1011111',
  '1110000',
  '1111111',
  '1111011',
];

/** Digits and ':' and '.' side by side, from u on. @param height of a digit, m */
export function addDigits(
  pieces: Pieces,
  frame: Frame,
  text: string,
  u: number,
  v: number,
  w: number,
  height: number,
  paint: Paint,
) {
  const [width, line] = [0.52 * height, 0.13 * height];
  let at = u;
  for (const sign of text) {
    if (sign === ':' || sign === '.') {
      panel(pieces, frame, [at, at + line], [v, v + line], w, paint);
      if (sign === ':') panel(pieces, frame, [at, at + line], [v + 0.55 * height, v + 0.55 * height + line], w, paint);
      at += 2.4 * line;
      continue;
    }
    const lit = SEGMENTS[Number(sign)];
    const middle = v + height / 2;
    const bars: readonly (readonly [Range, Range])[] = [
      [
        [at + line, at + width - line],
        [v + height - line, v + height],
      ],
      [
        [at + width - line, at + width],
        [middle, v + height],
      ],
      [
        [at + width - line, at + width],
        [v, middle],
      ],
      [
        [at + line, at + width - line],
        [v, v + line],
      ],
      [
        [at, at + line],
        [v, middle],
      ],
      [
        [at, at + line],
        [middle, v + height],
      ],
      [
        [at + line, at + width - line],
        [middle - line / 2, middle + line / 2],
      ],
    ];
    bars.forEach(([us, vs], k) => {
      if (lit[k] === '1') panel(pieces, frame, us, vs, w, paint);
    });
    at += width + 1.6 * line;
  }
}

/** A round clock on the wall. */
export function addClock(pieces: Pieces, frame: Frame, v: number, radius: number): void {
  disc(pieces, frame, [0, v], 0.03, radius, '#33383d', 28);
  disc(pieces, frame, [0, v], 0.034, 0.88 * radius, '#f3eee2', 28);
  for (let hour = 0; hour < 12; hour++) {
    const angle = (Math.PI * hour) / 6;
    hand(pieces, frame, v, angle, [0.7 * radius, 0.82 * radius], 0.02, 0.037, '#33383d');
  }
  hand(pieces, frame, v, -0.97, [-0.1 * radius, 0.48 * radius], 0.032, 0.039, '#23272b');
  hand(pieces, frame, v, 0.97, [-0.12 * radius, 0.72 * radius], 0.022, 0.04, '#23272b');
  hand(pieces, frame, v, 2.4, [-0.18 * radius, 0.76 * radius], 0.01, 0.042, '#f05a35');
}

/** A bar from the middle of a clock. @param angle clockwise from twelve */
function hand(
  pieces: Pieces,
  frame: Frame,
  v: number,
  angle: number,
  [r0, r1]: Range,
  width: number,
  w: number,
  paint: string,
) {
  const [s, c] = [Math.sin(angle), Math.cos(angle)];
  const at = (r: number, side: number): Vec => [r * s + side * c, v + r * c - side * s, w];
  const half = width / 2;
  face(pieces, frame, [at(r0, -half), at(r0, half), at(r1, half), at(r1, -half)], [0, 0, 1], paint);
}

/** The shape of the track on a board. */
export function addTrackMap(pieces: Pieces, frame: Frame, ring: Ring, us: Range, vs: Range, colours: MapColours): void {
  slab(pieces, frame, [us[0] - 0.04, us[1] + 0.04], [vs[0] - 0.04, vs[1] + 0.04], [0, 0.03], colours.frame);
  panel(pieces, frame, us, vs, 0.034, colours.board);
  const step = Math.max(1, Math.ceil(ring.count / 120));
  const points: [number, number][] = [];
  for (let i = 0; i < ring.count - 1; i += step) points.push([ring.points[2 * i], ring.points[2 * i + 1]]);
  points.push(points[0]);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = 0.8 * Math.min((us[1] - us[0]) / (maxX - minX || 1), (vs[1] - vs[0]) / (maxY - minY || 1));
  const [u, v] = [(us[0] + us[1]) / 2, (vs[0] + vs[1]) / 2];
  const flat = points.map(([x, y]) => [u + scale * (x - (minX + maxX) / 2), v + scale * (y - (minY + maxY) / 2)] as const);
  addStroke(pieces, frame, flat, 0.037, 0.035, colours.line);
  disc(pieces, frame, flat[0], 0.04, 0.045, '#f05a35', 10);
}

interface MapColours {
  readonly frame: string;
  readonly board: string;
  readonly line: string;
}

/** A line on a wall. */
function addStroke(pieces: Pieces, frame: Frame, points: readonly Range[], w: number, width: number, paint: string): void {
  for (let k = 0; k + 1 < points.length; k++) {
    const [[au, av], [bu, bv]] = [points[k], points[k + 1]];
    const length = Math.hypot(bu - au, bv - av) || 1;
    const [du, dv] = [((bu - au) / length) * (width / 2), ((bv - av) / length) * (width / 2)];
    const corners: Vec[] = [
      [au - du - dv, av - dv + du, w],
      [au - du + dv, av - dv - du, w],
      [bu + du + dv, bv + dv - du, w],
      [bu + du - dv, bv + dv + du, w],
    ];
    face(pieces, frame, corners, [0, 0, 1], paint);
  }
}

/** A framed picture of shapes. @param kind which of four */
export function addPoster(pieces: Pieces, frame: Frame, v: number, kind: number, number: number): void {
  const [us, vs]: [Range, Range] = [
    [-0.31, 0.31],
    [v, v + 0.86],
  ];
  slab(pieces, frame, [us[0] - 0.03, us[1] + 0.03], [vs[0] - 0.03, vs[1] + 0.03], [0, 0.025], '#3a332b', 'flrt');
  const on = within(frame, 0, 0.03);
  if (kind === 0) {
    panel(pieces, on, us, vs, 0, '#efe6d6');
    disc(pieces, on, [0, v + 0.47], 0.004, 0.23, '#f05a35', 24);
    addDigits(pieces, on, String(number), -0.07, v + 0.34, 0.008, 0.26, '#efe6d6');
    panel(pieces, on, us, [v + 0.06, v + 0.12], 0.004, '#477479');
  } else if (kind === 1) {
    panel(pieces, on, us, [v, v + 0.36], 0, '#2f5b60');
    panel(pieces, on, us, [v + 0.36, vs[1]], 0, '#e5b64a');
    disc(pieces, on, [0.08, v + 0.58], 0.004, 0.14, '#f3ead6', 20);
    addCarShape(pieces, on, -0.02, v + 0.22, 0.5, '#f05a35');
  } else if (kind === 2) {
    panel(pieces, on, us, [v, v + 0.5], 0, '#efe6d6');
    for (let row = 0; row < 3; row++) {
      const band: Range = [v + 0.5 + 0.12 * row, v + 0.62 + 0.12 * row];
      stripes(pieces, on, us, band, 0.124, 0, ['#2c3338', '#efe6d6'], row);
    }
    addCarShape(pieces, on, 0, v + 0.16, 0.46, '#477479');
  } else {
    panel(pieces, on, us, vs, 0, '#26333a');
    for (let k = 0; k < 3; k++) {
      const band: Range = [v + 0.1 + 0.2 * k, v + 0.24 + 0.2 * k];
      face(
        pieces,
        on,
        [
          [-0.31, band[0], 0.004],
          [0.1 + 0.08 * k, band[0], 0.004],
          [0.2 + 0.05 * k, band[1], 0.004],
          [-0.31, band[1], 0.004],
        ],
        [0, 0, 1],
        ['#f05a35', '#e5b64a', '#efe6d6'][k],
      );
    }
  }
}

/** A cloth that hangs on the wall, cut to two points. @param kind which of three */
export function addBanner(pieces: Pieces, frame: Frame, top: number, kind: number): void {
  const [half, low, notch] = [0.26, top - 0.95, top - 0.8];
  const [cloth, stripe] = [
    ['#dd5533', '#efe6d6'],
    ['#2f5b60', '#e5b64a'],
    ['#2f6ca6', '#efe6d6'],
  ][kind];
  slab(pieces, frame, [-half - 0.04, half + 0.04], [top, top + 0.03], [0, 0.05], '#6b5a45', 'flrtu');
  face(
    pieces,
    frame,
    [
      [-half, low, 0.02],
      [0, notch, 0.02],
      [0, top, 0.02],
      [-half, top, 0.02],
    ],
    [0, 0, 1],
    cloth,
  );
  face(
    pieces,
    frame,
    [
      [half, low, 0.02],
      [0, notch, 0.02],
      [0, top, 0.02],
      [half, top, 0.02],
    ],
    [0, 0, 1],
    cloth,
  );
  panel(pieces, frame, [-half, half], [top - 0.2, top - 0.12], 0.024, stripe);
  disc(pieces, frame, [0, top - 0.46], 0.024, 0.15, stripe, 20);
  addCarShape(pieces, frame, 0, top - 0.5, 0.24, cloth, 0.028);
}

/** A racing car from its side. */
function addCarShape(pieces: Pieces, frame: Frame, u: number, v: number, length: number, paint: string, w = 0.008): void {
  const at = (a: number, b: number): Vec => [u + length * (a - 0.5), v + length * b, w];
  face(pieces, frame, [at(0, 0.06), at(1, 0.06), at(0.98, 0.15), at(0.66, 0.2), at(0.02, 0.22)], [0, 0, 1], paint);
  face(pieces, frame, [at(0.18, 0.21), at(0.66, 0.2), at(0.52, 0.32), at(0.28, 0.33)], [0, 0, 1], paint);
  for (const wheel of [0.2, 0.78])
    disc(pieces, within(frame, 0, 0.003), [u + length * (wheel - 0.5), v + 0.06 * length], w, 0.09 * length, '#1d2126', 12);
}

const ROWS = [
  ['#f05a35', '0:07.19', '#b98aff'],
  ['#56b4e9', '0:07.42', '#4fd58e'],
  ['#f0b400', '0:07.88', '#f2c14e'],
] as const;

/** A timing screen on two posts, as in a pit lane. Faces along w; its foot is at w = 0. */
export function addTimingBoard(pieces: Pieces, frame: Frame, foot: number): void {
  for (const u of [-0.62, 0.62]) slab(pieces, frame, [u - 0.03, u + 0.03], [0, foot + 0.6], [-0.09, -0.03], '#3a4046');
  slab(pieces, frame, [-0.75, 0.75], [foot, foot + 0.68], [-0.04, 0.02], '#23292f', 'fblrtu');
  panel(pieces, frame, [-0.71, 0.71], [foot + 0.04, foot + 0.64], 0.024, '#12171c');
  ROWS.forEach(([paint, time, shine], k) => {
    const v = foot + 0.45 - 0.185 * k;
    panel(pieces, frame, [-0.66, -0.52], [v, v + 0.13], 0.028, { glow: paint });
    addDigits(pieces, frame, time, -0.38, v, 0.028, 0.13, { glow: shine });
  });
}
