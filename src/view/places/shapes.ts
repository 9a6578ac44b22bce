/** Shapes that scenery is built from, in a frame of their own: u along, v up, w out of the wall. Sizes in metres. */
import { Color } from 'three';
import type { Pieces } from '../mesh.ts';

export type Vec = readonly [number, number, number];
export type Range = readonly [number, number];

/** Where a piece of scenery stands: the world point of u = w = 0 and the direction of u. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
}

/** @param turn radians from the world's x to u; w is to the right of u, so that from in front u runs to the right */
export function frameAt(x: number, y: number, turn: number): Frame {
  return { x, y, cos: Math.cos(turn), sin: Math.sin(turn) };
}

/** A frame inside another. @param turn radians, counter-clockwise seen from above */
export function within({ x, y, cos, sin }: Frame, u: number, w: number, turn = 0): Frame {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return { x: x + u * cos + w * sin, y: y + u * sin - w * cos, cos: cos * c - sin * s, sin: sin * c + cos * s };
}

/** World point of (u, w). */
export function pointAt({ x, y, cos, sin }: Frame, u: number, w: number): readonly [number, number] {
  return [x + u * cos + w * sin, y + u * sin - w * cos];
}

/** A paint that shines by itself is not shaded. */
interface Glow {
  readonly glow: string;
}
export type Paint = string | Glow;

const colour = new Color();
const linear = new Map<string, Vec>();

function rgbOf(paint: Paint): Vec {
  const text = typeof paint === 'string' ? paint : paint.glow;
  let rgb = linear.get(text);
  if (!rgb) {
    colour.set(text);
    rgb = [colour.r, colour.g, colour.b];
    linear.set(text, rgb);
  }
  return rgb;
}

function push(
  { positions, normals, colours }: Pieces,
  { x, y, cos, sin }: Frame,
  [u, v, w]: Vec,
  [a, b, c]: Vec,
  paint: Paint,
) {
  positions.push(x + u * cos + w * sin, v, -(y + u * sin - w * cos));
  if (typeof paint === 'string') normals.push(a * cos + c * sin, b, c * cos - a * sin);
  else normals.push(0, 0, 0);
  colours.push(...rgbOf(paint));
}

/** A convex flat polygon. @param toward the side it is seen from @param paint one, or one for each corner */
export function face(
  pieces: Pieces,
  frame: Frame,
  corners: readonly Vec[],
  toward: Vec,
  paint: Paint | readonly Paint[],
  normals?: readonly Vec[],
): void {
  const [p, q, r] = corners;
  const [a, b] = [
    [q[0] - p[0], q[1] - p[1], q[2] - p[2]],
    [r[0] - p[0], r[1] - p[1], r[2] - p[2]],
  ];
  const cross: Vec = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const isClockwise = cross[0] * toward[0] + cross[1] * toward[1] + cross[2] * toward[2] < 0;
  const length = Math.hypot(...cross) || 1;
  const side = (isClockwise ? -1 : 1) / length;
  const flat: Vec = [cross[0] * side, cross[1] * side, cross[2] * side];
  const first = pieces.positions.length / 3;
  corners.forEach((corner, k) => {
    push(pieces, frame, corner, normals?.[k] ?? flat, Array.isArray(paint) ? paint[k] : (paint as Paint));
  });
  for (let k = 2; k < corners.length; k++) {
    if (isClockwise) pieces.indices.push(first, first + k, first + k - 1);
    else pieces.indices.push(first, first + k - 1, first + k);
  }
}

/** Faces of a box: front (w high), back, left (u low), right, top, under. */
const ALL_BUT_UNDER = 'fblrt';

/** A box between two bounds on each axis. @param faces of which there are any */
export function slab(
  pieces: Pieces,
  frame: Frame,
  [u0, u1]: Range,
  [v0, v1]: Range,
  [w0, w1]: Range,
  paint: Paint,
  faces = ALL_BUT_UNDER,
): void {
  const put = (name: string, toward: Vec, corners: readonly Vec[]) => {
    if (faces.includes(name)) face(pieces, frame, corners, toward, paint);
  };
  put(
    'f',
    [0, 0, 1],
    [
      [u0, v0, w1],
      [u1, v0, w1],
      [u1, v1, w1],
      [u0, v1, w1],
    ],
  );
  put(
    'b',
    [0, 0, -1],
    [
      [u0, v0, w0],
      [u1, v0, w0],
      [u1, v1, w0],
      [u0, v1, w0],
    ],
  );
  put(
    'l',
    [-1, 0, 0],
    [
      [u0, v0, w0],
      [u0, v0, w1],
      [u0, v1, w1],
      [u0, v1, w0],
    ],
  );
  put(
    'r',
    [1, 0, 0],
    [
      [u1, v0, w0],
      [u1, v0, w1],
      [u1, v1, w1],
      [u1, v1, w0],
    ],
  );
  put(
    't',
    [0, 1, 0],
    [
      [u0, v1, w0],
      [u1, v1, w0],
      [u1, v1, w1],
      [u0, v1, w1],
    ],
  );
  put(
    'u',
    [0, -1, 0],
    [
      [u0, v0, w0],
      [u1, v0, w0],
      [u1, v0, w1],
      [u0, v0, w1],
    ],
  );
}

/** A rectangle that faces along w. */
export function panel(pieces: Pieces, frame: Frame, [u0, u1]: Range, [v0, v1]: Range, w: number, paint: Paint): void {
  face(
    pieces,
    frame,
    [
      [u0, v0, w],
      [u1, v0, w],
      [u1, v1, w],
      [u0, v1, w],
    ],
    [0, 0, 1],
    paint,
  );
}

/** A round, smooth body around an upright axis. @param profile [radius, v] from its foot up */
export function turned(
  pieces: Pieces,
  frame: Frame,
  [u, w]: Range,
  profile: readonly Range[],
  paint: Paint | readonly Paint[],
  sides = 12,
): void {
  lathe(pieces, frame, profile, paint, sides, (radius, height, angle) => [
    u + radius * Math.cos(angle),
    height,
    w + radius * Math.sin(angle),
  ]);
}

/** As {@link turned}, around an axis that lies along u. @param profile [radius, u] */
export function turnedAlong(
  pieces: Pieces,
  frame: Frame,
  [v, w]: Range,
  profile: readonly Range[],
  paint: Paint | readonly Paint[],
  sides = 12,
): void {
  lathe(pieces, frame, profile, paint, sides, (radius, along, angle) => [
    along,
    v + radius * Math.cos(angle),
    w + radius * Math.sin(angle),
  ]);
}

/** As {@link turned}, around an axis that points along w. @param profile [radius, w] */
export function turnedOut(
  pieces: Pieces,
  frame: Frame,
  [u, v]: Range,
  profile: readonly Range[],
  paint: Paint | readonly Paint[],
  sides = 12,
): void {
  lathe(pieces, frame, profile, paint, sides, (radius, out, angle) => [
    u + radius * Math.cos(angle),
    v + radius * Math.sin(angle),
    out,
  ]);
}

function lathe(
  pieces: Pieces,
  frame: Frame,
  profile: readonly Range[],
  paint: Paint | readonly Paint[],
  sides: number,
  at: (radius: number, along: number, angle: number) => Vec,
): void {
  const axis: Vec = minus(at(0, 1, 0), at(0, 0, 0));
  for (let k = 0; k + 1 < profile.length; k++) {
    const [[r0, h0], [r1, h1]] = [profile[k], profile[k + 1]];
    const slope = Math.hypot(r1 - r0, h1 - h0) || 1;
    // Outward across the profile: to the right of its way.
    const [across, along] = [(h1 - h0) / slope, (r0 - r1) / slope];
    const normalAt = (angle: number): Vec => {
      const out = minus(at(1, 0, angle), at(0, 0, angle));
      return [out[0] * across + axis[0] * along, out[1] * across + axis[1] * along, out[2] * across + axis[2] * along];
    };
    const ring = Array.isArray(paint) ? paint[k] : (paint as Paint);
    for (let i = 0; i < sides; i++) {
      const [a, b] = [(2 * Math.PI * i) / sides, (2 * Math.PI * (i + 1)) / sides];
      const [na, nb] = [normalAt(a), normalAt(b)];
      const middle = normalAt((a + b) / 2);
      if (r0 < 1e-6) face(pieces, frame, [at(0, h0, a), at(r1, h1, a), at(r1, h1, b)], middle, ring, [middle, na, nb]);
      else if (r1 < 1e-6) face(pieces, frame, [at(r0, h0, a), at(r0, h0, b), at(0, h1, a)], middle, ring, [na, nb, middle]);
      else face(pieces, frame, [at(r0, h0, a), at(r0, h0, b), at(r1, h1, b), at(r1, h1, a)], middle, ring, [na, nb, nb, na]);
    }
  }
}

/** A straight pipe between two points, open at its ends. */
export function rod(pieces: Pieces, frame: Frame, a: Vec, b: Vec, radius: number, paint: Paint, sides = 6): void {
  const along = scaled(minus(b, a), 1);
  const helper: Vec = Math.abs(along[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const p = scaled(cross(along, helper), 1);
  const q = cross(along, p);
  const out = (k: number): Vec => {
    const [c, s] = [Math.cos((2 * Math.PI * k) / sides), Math.sin((2 * Math.PI * k) / sides)];
    return [p[0] * c + q[0] * s, p[1] * c + q[1] * s, p[2] * c + q[2] * s];
  };
  const at = (end: Vec, [x, y, z]: Vec): Vec => [end[0] + radius * x, end[1] + radius * y, end[2] + radius * z];
  for (let k = 0; k < sides; k++) {
    const [n, m] = [out(k), out(k + 1)];
    face(pieces, frame, [at(a, n), at(a, m), at(b, m), at(b, n)], out(k + 0.5), paint, [n, m, m, n]);
  }
}

/** A disc that faces along w. */
export function disc(pieces: Pieces, frame: Frame, [u, v]: Range, w: number, radius: number, paint: Paint, sides = 20): void {
  const corners = Array.from({ length: sides }, (_, k): Vec => {
    const angle = (2 * Math.PI * k) / sides;
    return [u + radius * Math.cos(angle), v + radius * Math.sin(angle), w];
  });
  face(pieces, frame, corners, [0, 0, 1], paint);
}

/** A ball. */
export function ball(pieces: Pieces, frame: Frame, [u, v, w]: Vec, radius: number, paint: Paint, sides = 10): void {
  const steps = 5;
  const profile = Array.from({ length: steps + 1 }, (_, k): Range => {
    const angle = (Math.PI * k) / steps - Math.PI / 2;
    return [k === 0 || k === steps ? 0 : radius * Math.cos(angle), v + radius * Math.sin(angle)];
  });
  turned(pieces, frame, [u, w], profile, paint, sides);
}

function minus(a: Vec, b: Vec): Vec {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function scaled(a: Vec, length: number): Vec {
  const factor = length / (Math.hypot(...a) || 1);
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function cross(a: Vec, b: Vec): Vec {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
