/**
 * The line around a track with the least curvature: what a car that slides at a certain lateral acceleration drives
 * fastest, but for braking. For offsets e to the left of a centre line of curvature k, the line's curvature is
 * k + e″ + k²e to first order; the sum of its squares is made as small as the road's edges let it.
 */
import { turnBetween } from '../math/angles.ts';
import type { Track } from './track.ts';

/** Between two points of the line, along the road, m. */
const SPACING = 0.2;
/** From coarse to fine: long waves settle on few points, short ones on many. */
const COARSENESS = [8, 4, 2, 1];
const SWEEPS = 400;
/** From the line to the edge: half a car and a little, m. */
const MARGIN = 0.15;

interface LineOptions {
  /** from the line to the road's edge, m; below 0 it may lie beyond it */
  readonly margin?: number;
  /** how much a shorter line counts beside a straighter one, 1/m²; 0 = not at all */
  readonly shortness?: number;
}

/** x0 y0 x1 y1 …, m, in the track's order; closed: the last point comes before the first. */
export function racingLine(track: Track, { margin = MARGIN, shortness = 0 }: LineOptions = {}): Float64Array {
  let road = sampleRoad(track, 8, margin);
  let offsets = new Float64Array(road.count);
  for (const coarseness of COARSENESS) {
    const finer = sampleRoad(track, coarseness, margin);
    offsets = stretch(offsets, finer.count);
    road = finer;
    for (let sweep = 0; sweep < SWEEPS; sweep++) smoothe(road, offsets, shortness);
  }
  const line = new Float64Array(2 * road.count);
  for (let i = 0; i < road.count; i++) {
    line[2 * i] = road.x[i] - offsets[i] * road.sin[i];
    line[2 * i + 1] = road.y[i] + offsets[i] * road.cos[i];
  }
  return line;
}

/** Evenly spaced points of the centre line. */
interface Road {
  readonly count: number;
  /** m */
  readonly spacing: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** of the direction */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** 1/m, + = left */
  readonly curvature: Float64Array;
  /** room for offsets, m */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

function sampleRoad(track: Track, coarseness: number, margin: number): Road {
  const { length, centre, inner, outer } = track;
  const count = Math.max(12, Math.round(length / (SPACING * coarseness)));
  const floats = () => new Float64Array(count);
  const spacing = length / count;
  const road: Road = {
    count,
    spacing,
    x: floats(),
    y: floats(),
    cos: floats(),
    sin: floats(),
    curvature: floats(),
    least: floats(),
    most: floats(),
  };
  const edges = [new Float64Array(2 * count), new Float64Array(2 * count)];
  for (let i = 0, k = 0; i < count; i++) {
    const arc = i * spacing;
    while (k < centre.count - 2 && centre.arc[k + 1] <= arc) k++;
    const whole = centre.arc[k + 1] - centre.arc[k];
    const part = whole > 0 ? (arc - centre.arc[k]) / whole : 0;
    const between = (points: Float64Array, at: number) => points[at] + part * (points[at + 2] - points[at]);
    road.x[i] = between(centre.points, 2 * k);
    road.y[i] = between(centre.points, 2 * k + 1);
    [inner, outer].forEach(({ points }, side) => {
      edges[side][2 * i] = between(points, 2 * k);
      edges[side][2 * i + 1] = between(points, 2 * k + 1);
    });
  }
  for (let i = 0; i < count; i++) addDirection(road, edges, i, margin);
  return road;
}

/** What follows at point i from its neighbours, and from the edges beside it. */
function addDirection(
  { count, spacing, x, y, cos, sin, curvature, least, most }: Road,
  edges: Float64Array[],
  i: number,
  margin: number,
): void {
  const before = (i + count - 1) % count;
  const after = (i + 1) % count;
  const dx = x[after] - x[before];
  const dy = y[after] - y[before];
  const size = Math.sqrt(dx * dx + dy * dy);
  cos[i] = dx / size;
  sin[i] = dy / size;
  const [ux, uy, vx, vy] = [x[i] - x[before], y[i] - y[before], x[after] - x[i], y[after] - y[i]];
  curvature[i] = turnBetween(ux, uy, vx, vy) / spacing;
  const [a, b] = edges.map((edge) => (edge[2 * i + 1] - y[i]) * cos[i] - (edge[2 * i] - x[i]) * sin[i]);
  const middle = (a + b) / 2;
  least[i] = Math.min(middle, Math.min(a, b) + margin);
  most[i] = Math.max(middle, Math.max(a, b) - margin);
}

/**
 * Puts every point, one after the other, where the squares of the three curvatures it has a part in, and as much of the
 * line's length as counts, are least. The length changes by −k·e + ½·e′² per metre, to second order.
 */
function smoothe({ count, spacing, curvature: k, least, most }: Road, e: Float64Array, shortness: number): void {
  const q = 1 / (spacing * spacing);
  const bent = (i: number) => {
    const j = (i + count) % count;
    return k[j] + q * (e[(j + count - 1) % count] - 2 * e[j] + e[(j + 1) % count]) + k[j] * k[j] * e[j];
  };
  for (let i = 0; i < count; i++) {
    const own = k[i] * k[i] - 2 * q;
    const pull = shortness * (q * (2 * e[i] - e[(i + count - 1) % count] - e[(i + 1) % count]) - k[i]);
    const slope = q * bent(i - 1) + own * bent(i) + q * bent(i + 1) + pull;
    e[i] = Math.max(least[i], Math.min(most[i], e[i] - slope / (2 * q * q + own * own + 2 * q * shortness)));
  }
}

/** Offsets for another number of points, straight between the given ones. */
function stretch(offsets: Float64Array, count: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count }, (_, i) => {
    const at = (i * offsets.length) / count;
    const k = Math.floor(at);
    return offsets[k] + (at - k) * (offsets[(k + 1) % offsets.length] - offsets[k]);
  });
}
