/** What lies flat on the floor and is blended into it: contact shadows, painted lines, patches of light. */
import { Color, type Vector3 } from 'three';
import type { LightAt } from './light.ts';
import { type Frame, pointAt, type Range, within } from './shapes.ts';

export interface Marks {
  readonly positions: number[];
  /** linear r, g, b and opacity */
  readonly colours: number[];
  readonly indices: number[];
}

export function newMarks(): Marks {
  return { positions: [], colours: [], indices: [] };
}

const colour = new Color();

/** A convex polygon in the frame. @param opacities of its corners */
export function addMark(
  marks: Marks,
  frame: Frame,
  corners: readonly (readonly [number, number])[],
  paint: string,
  opacities: number | readonly number[],
): void {
  const first = marks.positions.length / 3;
  colour.set(paint);
  let twice = 0;
  corners.forEach(([u, w], k) => {
    const [x, y] = pointAt(frame, u, w);
    const [nextU, nextW] = corners[(k + 1) % corners.length];
    twice += u * nextW - nextU * w;
    marks.positions.push(x, 0, -y);
    marks.colours.push(colour.r, colour.g, colour.b, typeof opacities === 'number' ? opacities : opacities[k]);
  });
  for (let k = 2; k < corners.length; k++) {
    if (twice < 0) marks.indices.push(first, first + k - 1, first + k);
    else marks.indices.push(first, first + k, first + k - 1);
  }
}

const SHADOW = '#0b0704';

/** The soft shadow around the foot of something, darkest under it. @param soft how far it fades, m */
export function addShadow(marks: Marks, frame: Frame, [u0, u1]: Range, [w0, w1]: Range, strength = 0.5, soft = 0.16): void {
  const us = [u0 - soft, u0, u1, u1 + soft];
  const ws = [w0 - soft, w0, w1, w1 + soft];
  const opacity = (i: number, j: number) => (i % 3 === 0 || j % 3 === 0 ? 0 : strength);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const cells = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ] as const;
      // Diagonals of the corner cells run from the dark corner outwards.
      const ordered = (i === 1) === (j === 1) || i === j ? cells : [...cells.slice(1), cells[0]];
      addMark(
        marks,
        frame,
        ordered.map(([a, b]) => [us[a], ws[b]] as const),
        SHADOW,
        ordered.map(([a, b]) => opacity(a, b)),
      );
    }
  }
}

/** A round soft shadow or light. */
function addGlow(marks: Marks, frame: Frame, radius: number, paint: string, strength: number, sides = 14): void {
  for (let k = 0; k < sides; k++) {
    const [a, b] = [(2 * Math.PI * k) / sides, (2 * Math.PI * (k + 1)) / sides];
    const at = (angle: number, r: number) => [r * Math.cos(angle), r * Math.sin(angle)] as const;
    addMark(marks, frame, [[0, 0], at(a, 0.55 * radius), at(b, 0.55 * radius)], paint, strength);
    addMark(marks, frame, [at(a, 0.55 * radius), at(a, radius), at(b, radius), at(b, 0.55 * radius)], paint, [
      strength,
      0,
      0,
      strength,
    ]);
  }
}

/** Under something round. */
export function addRoundShadow(marks: Marks, frame: Frame, u: number, w: number, radius: number, strength = 0.5): void {
  addGlow(marks, within(frame, u, w), radius + 0.12, SHADOW, strength);
}

/** A painted line through points of the frame. @param opacityAt of a world point */
export function addLine(
  marks: Marks,
  frame: Frame,
  points: readonly (readonly [number, number])[],
  width: number,
  paint: string,
  opacityAt: (x: number, y: number) => number,
): void {
  for (let k = 0; k + 1 < points.length; k++) {
    const [[au, aw], [bu, bw]] = [points[k], points[k + 1]];
    const length = Math.hypot(bu - au, bw - aw);
    if (length === 0) continue;
    const [du, dw] = [((bu - au) / length) * (width / 2), ((bw - aw) / length) * (width / 2)];
    const [x, y] = pointAt(frame, (au + bu) / 2, (aw + bw) / 2);
    const opacity = opacityAt(x, y);
    if (opacity <= 0) continue;
    addMark(
      marks,
      frame,
      [
        [au - dw, aw + du],
        [au + dw, aw - du],
        [bu + dw, bw - du],
        [bu - dw, bw + du],
      ],
      paint,
      opacity,
    );
  }
}

/** Multiplies the colours by the light on the floor. */
export function bakeMarks({ positions, colours }: Marks, lightAt: LightAt, light: Vector3): void {
  for (let k = 0; k < positions.length / 3; k++) {
    lightAt(light, positions[3 * k], 0, positions[3 * k + 2], 0, 1, 0);
    colours[4 * k] *= light.x;
    colours[4 * k + 1] *= light.y;
    colours[4 * k + 2] *= light.z;
  }
}
