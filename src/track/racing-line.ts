/**
 * The line around a course with the least curvature: what a car that slides at a certain lateral acceleration drives
 * fastest, but for braking. Every point lies on its own cut across the road; the sum of the squared second differences,
 * which for evenly spaced points is that of the squared curvature, is made as small as it gets.
 */
import type { Track } from './track.ts';

/** Between two points of the line, along the road, m. */
const SPACING = 0.2;
/** From the line to the edge: half a car and a little, m. */
const MARGIN = 0.15;
const SWEEPS = 3000;
/** Over-relaxation: each step goes further than to the best place of one point alone. */
const RELAXATION = 1.7;

/** x0 y0 x1 y1 …, m, in the course's order; closed: the last point comes before the first. */
export function racingLine(track: Track): Float64Array {
  const { length, centre, inner, outer } = track;
  const count = Math.max(8, Math.round(length / SPACING));
  const from = new Float64Array(2 * count);
  const across = new Float64Array(2 * count);
  for (let i = 0, k = 0; i < count; i++) {
    const arc = (i * length) / count;
    while (k < centre.count - 2 && centre.arc[k + 1] <= arc) k++;
    const whole = centre.arc[k + 1] - centre.arc[k];
    const part = whole > 0 ? (arc - centre.arc[k]) / whole : 0;
    for (let axis = 0; axis < 2; axis++) {
      const at = 2 * k + axis;
      from[2 * i + axis] = inner.points[at] + part * (inner.points[at + 2] - inner.points[at]);
      across[2 * i + axis] = outer.points[at] + part * (outer.points[at + 2] - outer.points[at]) - from[2 * i + axis];
    }
  }
  return smoothest(from, across, count);
}

/** Moves points along their cuts, one after the other, until the whole is smooth. */
function smoothest(from: Float64Array, across: Float64Array, count: number): Float64Array {
  const line = new Float64Array(2 * count);
  const place = new Float64Array(count).fill(0.5);
  for (let i = 0; i < 2 * count; i++) line[i] = from[i] + 0.5 * across[i];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < count; i++) {
      const [a, b] = [2 * ((i + count - 2) % count), 2 * ((i + count - 1) % count)];
      const [c, d] = [2 * ((i + 1) % count), 2 * ((i + 2) % count)];
      const dx = across[2 * i];
      const dy = across[2 * i + 1];
      const squared = dx * dx + dy * dy;
      // Half the derivative of the sum by this point.
      const gx = line[a] - 4 * line[b] + 6 * line[2 * i] - 4 * line[c] + line[d];
      const gy = line[a + 1] - 4 * line[b + 1] + 6 * line[2 * i + 1] - 4 * line[c + 1] + line[d + 1];
      const margin = Math.min(0.5, MARGIN / Math.sqrt(squared));
      const wanted = place[i] - (RELAXATION * (gx * dx + gy * dy)) / (6 * squared);
      place[i] = Math.max(margin, Math.min(1 - margin, wanted));
      line[2 * i] = from[2 * i] + place[i] * dx;
      line[2 * i + 1] = from[2 * i + 1] + place[i] * dy;
    }
  }
  return line;
}
