/** The pit beside the track: a table with a charger and spare cars, a timing board, bunting. */
import type { Pieces } from '../mesh.ts';
import { addTimingBoard } from './displays.ts';
import { addShadow } from './marks.ts';
import { type Frame, face, panel, rod, slab, turned, turnedOut, type Vec, within } from './shapes.ts';
import { type Side, type Site, sidesOf } from './site.ts';

/** The 1/18 car without its wheels turning: enough for a table. @param v height of its wheels' foot, m */
export function addToyCar(pieces: Pieces, frame: Frame, v: number, paint: string): void {
  const wheel = 0.034;
  slab(pieces, frame, [-0.15, 0.15], [v + 0.02, v + 0.05], [-0.06, 0.06], '#23272b');
  slab(pieces, frame, [-0.145, 0.155], [v + 0.05, v + 0.085], [-0.07, 0.07], paint);
  slab(pieces, frame, [-0.1, 0.06], [v + 0.085, v + 0.13], [-0.055, 0.055], paint, 'fblr');
  slab(pieces, frame, [-0.1, 0.06], [v + 0.128, v + 0.132], [-0.055, 0.055], paint, 't');
  panel(pieces, within(frame, 0, 0.001), [-0.07, 0.03], [v + 0.092, v + 0.118], 0.055, '#161a1e');
  slab(pieces, frame, [-0.16, -0.12], [v + 0.13, v + 0.136], [-0.075, 0.075], '#23272b', 'fblrtu');
  for (const u of [-0.09, 0.09]) {
    for (const w of [-0.095, 0.065]) addWheel(pieces, within(frame, u, w), v + wheel, wheel);
  }
}

function addWheel(pieces: Pieces, frame: Frame, v: number, radius: number): void {
  const profile = [
    [0, 0],
    [radius, 0],
    [radius, 0.03],
    [0.55 * radius, 0.03],
    [0, 0.028],
  ] as const;
  turnedOut(pieces, frame, [0, v], profile, ['#23252a', '#17191c', '#23252a', '#aab0b6'], 9);
}

/** Outside the barrier beside the start line: where a race is run from. Returns the side of the room, 0..3. */
export function addPit(site: Site): number {
  const { solid, marks, room } = site;
  const { side, index, u } = besideStart(site);
  const { frame, length } = side;
  const at = within(frame, Math.min(length - 1.2, Math.max(1.2, u)), -0.12);
  addTimingBoard(solid, within(at, -1.35, 0), 0.72);
  addShadow(marks, at, [-0.8, 0.8], [-0.75, -0.08], 0.5, 0.2);
  const top = 0.76;
  slab(solid, at, [-0.85, 0.85], [top - 0.035, top], [-0.8, -0.05], '#d9cbb0', 'fblrtu');
  slab(solid, at, [-0.85, 0.85], [top - 0.2, top - 0.035], [-0.06, -0.05], '#f05a35', 'fb');
  for (const c of [-0.78, 0.78]) {
    for (const w of [-0.74, -0.12]) rod(solid, at, [c, 0, w], [c, top, w], 0.02, '#3a4046', 5);
  }
  addToyCar(solid, within(at, -0.5, -0.35, 0.35), top, '#0f79b5');
  addToyCar(solid, within(at, -0.06, -0.4, -0.3), top, '#f0b400');
  // Charger: two packs and its lights.
  slab(solid, at, [0.25, 0.5], [top, top + 0.1], [-0.5, -0.28], '#2a2f35');
  panel(solid, at, [0.28, 0.4], [top + 0.035, top + 0.08], -0.277, { glow: '#57c7a0' });
  panel(solid, at, [0.43, 0.45], [top + 0.05, top + 0.07], -0.277, { glow: '#ff7a4f' });
  for (const u of [0.27, 0.4]) slab(solid, at, [u, u + 0.08], [top, top + 0.035], [-0.22, -0.09], '#2f6ca6');
  for (let k = 0; k < 4; k++) {
    turned(
      solid,
      at,
      [0.62 + 0.08 * (k % 2), -0.3 - 0.1 * (k >> 1)],
      [
        [0.034, top],
        [0.034, top + 0.03],
        [0.019, top + 0.031],
        [0, top + 0.028],
      ],
      ['#1b1d20', '#23252a', '#aab0b6'],
      9,
    );
  }
  if (room.maxX - room.minX > 5) addCrew(site, at);
  return index;
}

/** Two folding chairs. */
function addCrew({ solid, marks }: Site, frame: Frame): void {
  for (const [u, turn] of [
    [-0.35, 0.2],
    [0.45, -0.15],
  ] as const) {
    const at = within(frame, u, -1.42, turn);
    addShadow(marks, at, [-0.2, 0.2], [-0.2, 0.2], 0.35);
    slab(solid, at, [-0.22, 0.22], [0.44, 0.47], [-0.2, 0.22], '#477479', 'fblrtu');
    slab(solid, at, [-0.22, 0.22], [0.66, 0.86], [-0.24, -0.21], '#477479', 'fblrtu');
    for (const c of [-0.21, 0.21]) {
      rod(solid, at, [c, 0, 0.2], [c, 0.86, -0.22], 0.013, '#3a4046', 4);
      rod(solid, at, [c, 0, -0.24], [c, 0.46, 0.2], 0.013, '#3a4046', 4);
    }
  }
}

/** The side of the room nearest to the start line, and where along it that is. */
function besideStart({ room, track }: Site): { readonly side: Side; readonly index: number; readonly u: number } {
  const [x, y] = track.centre.points;
  const distances = [y - room.minY, room.maxX - x, room.maxY - y, x - room.minX];
  const index = distances.indexOf(Math.min(...distances));
  const along = [room.maxX - x, room.maxY - y, x - room.minX, y - room.minY];
  return { side: sidesOf(room)[index], index, u: along[index] };
}

const FLAGS = ['#f05a35', '#efe6d6', '#477479', '#e0ad3e'] as const;

/** A string of little flags on posts outside the barrier. @param clear how far it is outside, m */
export function addBunting({ solid, room }: Site, clear: number, height: number): void {
  for (const { frame, length } of sidesOf(room)) {
    const spans = Math.max(1, Math.round((length + 2 * clear) / 3));
    const span = (length + 2 * clear) / spans;
    for (let k = 0; k < spans; k++) {
      const at = within(frame, k * span - clear, -clear);
      turned(
        solid,
        at,
        [0, 0],
        [
          [0.09, 0],
          [0.09, 0.02],
          [0.016, 0.03],
          [0.016, height + 0.05],
          [0, height + 0.06],
        ],
        ['#3a4046', '#3a4046', '#d9cbb0', '#f05a35'],
        6,
      );
      addString(solid, at, span, height);
    }
  }
}

const SAG = 0.17;

function addString(pieces: Pieces, frame: Frame, span: number, height: number): void {
  const heightAt = (u: number) => height - 4 * SAG * (u / span) * (1 - u / span);
  const steps = Math.max(3, Math.round(span / 0.24));
  for (let k = 0; k < steps; k++) {
    const [a, b] = [(k * span) / steps, ((k + 1) * span) / steps];
    const line: Vec[] = [
      [a, heightAt(a), 0],
      [b, heightAt(b), 0],
      [b, heightAt(b) - 0.008, 0],
      [a, heightAt(a) - 0.008, 0],
    ];
    const gap = 0.17 * (b - a);
    const flag: Vec[] = [
      [a + gap, heightAt(a + gap), 0.002],
      [b - gap, heightAt(b - gap), 0.002],
      [(a + b) / 2, heightAt((a + b) / 2) - 0.19, 0.02],
    ];
    for (const side of [1, -1]) {
      face(pieces, frame, line, [0, 0, side], '#4a4640');
      face(pieces, frame, flag, [0, 0, side], FLAGS[k % FLAGS.length]);
    }
  }
}
