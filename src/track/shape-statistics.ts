/** The shape of a track as distributions over its lap: how curved, how straight, how near to itself, how wide. */
import { turnBetween } from '../math/angles.ts';
import { cos, sin, TWO_PI } from '../math/exact.ts';
import { distance } from '../math/vector.ts';
import { pointAt } from './locate.ts';
import type { Track } from './track.ts';
import { widthAt } from './validate.ts';

/** Arc between two measured places, m. */
const STEP = 0.1;
/** Curvature is measured between chords of this many steps: long against the jitter of real waypoints. */
const CHORD_STEPS = 3;
/** A place is straight below this curvature, 1/m: a radius above 6 m. */
const STRAIGHT_BELOW = 1 / 6;
/** Stretches of road nearer along the lap than this are neighbours, m. */
const NEIGHBOUR = 1.5;
/** Self-distance where no other stretch is nearer, in road widths. */
const FAR = 8;

/** Places, spaced evenly along the lap, where the curvature is compared between tracks, and harmonics of it. */
const SIGNATURE_PLACES = 200;
const HARMONICS = 12;

/** Values at places spaced evenly along the lap, one list per measure. */
export interface ShapeProfile {
  /** 1/m, without sign */
  readonly curvature: Float64Array;
  /** length of the straight that the place is on, m; 0 in bends */
  readonly straight: Float64Array;
  /** from centre line to the nearest centre line of another stretch of road, in mean road widths; at most 8 */
  readonly selfDistance: Float64Array;
  /** m */
  readonly width: Float64Array;
  /** bends per metre: changes between left, right and straight that begin a bend */
  readonly bendsPerMetre: number;
  /** share of bends that turn the other way than the bend before */
  readonly alternation: number;
}

/** The distributions that generated tracks are compared by. */
export const SHAPE_MEASURES = ['curvature', 'straight', 'selfDistance', 'width'] as const;
type ShapeMeasure = (typeof SHAPE_MEASURES)[number];

export function shapeProfile(track: Track): ShapeProfile {
  const count = Math.max(16, Math.round(track.length / STEP));
  const step = track.length / count;
  const { xs, ys, width } = placesOf(track, count);
  const signed = signedCurvature(xs, ys, step);
  const kinds = Array.from(signed, (value) => (Math.abs(value) < STRAIGHT_BELOW ? 0 : Math.sign(value)));
  const meanWidth = width.reduce((sum, value) => sum + value, 0) / count;
  return {
    curvature: signed.map(Math.abs),
    straight: straightLengths(kinds, step),
    selfDistance: selfDistances(xs, ys, step).map((value) => Math.min(FAR, value / meanWidth)),
    width,
    ...bendsOf(kinds, track.length),
  };
}

function placesOf(track: Track, count: number): Record<'xs' | 'ys' | 'width', Float64Array> {
  const [xs, ys, width] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const point = { x: 0, y: 0, previous: 0, part: 0 };
  for (let i = 0; i < count; i++) {
    pointAt(track, (i * track.length) / count, point);
    xs[i] = point.x;
    ys[i] = point.y;
    width[i] = widthAt(track, point.previous);
  }
  return { xs, ys, width };
}

function signedCurvature(xs: Float64Array, ys: Float64Array, step: number): Float64Array {
  const count = xs.length;
  return xs.map((x, i) => {
    const before = (i + count - CHORD_STEPS) % count;
    const after = (i + CHORD_STEPS) % count;
    return turnBetween(x - xs[before], ys[i] - ys[before], xs[after] - x, ys[after] - ys[i]) / (CHORD_STEPS * step);
  });
}

/** For each place the length of the run of straight places it is in, around the lap. */
function straightLengths(kinds: readonly number[], step: number): Float64Array {
  const count = kinds.length;
  const lengths = new Float64Array(count);
  const first = kinds.findIndex((kind) => kind !== 0);
  if (first < 0) return lengths.fill(count * step);
  for (let i = 1; i <= count; ) {
    let end = i;
    while (kinds[(first + end) % count] === 0) end++;
    for (let k = i; k < end; k++) lengths[(first + k) % count] = (end - i) * step;
    i = Math.max(end, i + 1);
  }
  return lengths;
}

/** From each place to the nearest place where another stretch of road comes nearest to it; Infinity where none does. */
function selfDistances(xs: Float64Array, ys: Float64Array, step: number): Float64Array {
  const count = xs.length;
  const skip = Math.ceil(NEIGHBOUR / step);
  return xs.map((x, i) => {
    const y = ys[i];
    const to = (k: number) => distance(x, y, xs[(i + k) % count], ys[(i + k) % count]);
    let nearest = Number.POSITIVE_INFINITY;
    let [before, here] = [to(skip - 1), to(skip)];
    for (let k = skip; k <= count - skip; k++) {
      const after = to(k + 1);
      if (here <= before && here <= after && here < nearest) nearest = here;
      before = here;
      here = after;
    }
    return nearest;
  });
}

function bendsOf(kinds: readonly number[], length: number): Pick<ShapeProfile, 'bendsPerMetre' | 'alternation'> {
  const bends: number[] = [];
  const count = kinds.length;
  for (let i = 0; i < count; i++) {
    const kind = kinds[i];
    if (kind !== 0 && kind !== kinds[(i + count - 1) % count]) bends.push(kind);
  }
  let alternating = 0;
  for (let i = 0; i < bends.length; i++) if (bends[i] !== bends[(i + 1) % bends.length]) alternating++;
  return { bendsPerMetre: bends.length / length, alternation: bends.length > 0 ? alternating / bends.length : 0 };
}

/** Points at which distributions are compared: quantiles of each. */
const QUANTILES = 1000;

/**
 * The 1-Wasserstein distance between two distributions, each pooled over its tracks with equal weight per track:
 * the mean distance between equal quantiles. In the unit of the values.
 */
export function shapeDistance(a: readonly ShapeProfile[], b: readonly ShapeProfile[], measure: ShapeMeasure): number {
  const [left, right] = [a, b].map((profiles) => quantiles(profiles.map((profile) => profile[measure])));
  let sum = 0;
  for (let i = 0; i < QUANTILES; i++) sum += Math.abs(left[i] - right[i]);
  return sum / QUANTILES;
}

function quantiles(lists: readonly Float64Array[]): Float64Array {
  const weighted = lists.flatMap((list) => Array.from(list, (value) => [value, 1 / (list.length * lists.length)] as const));
  weighted.sort((a, b) => a[0] - b[0]);
  const result = new Float64Array(QUANTILES);
  let at = 0;
  let below = weighted[0][1];
  for (let i = 0; i < QUANTILES; i++) {
    while (below < (i + 0.5) / QUANTILES && at + 1 < weighted.length) below += weighted[++at][1];
    result[i] = weighted[at][0];
  }
  return result;
}

/** What remains of a track wherever it lies, however it is turned or mirrored, wherever it starts and whichever way it runs. */
interface ShapeSignature {
  /** m */
  readonly length: number;
  /** mean, m */
  readonly width: number;
  /** amplitudes of the curvature's first harmonics along the lap, in whole turns */
  readonly harmonics: Float64Array;
}

export function shapeSignature(track: Track): ShapeSignature {
  const { xs, ys, width } = placesOf(track, SIGNATURE_PLACES);
  const turns = xs.map((x, i) => {
    const before = (i + SIGNATURE_PLACES - 1) % SIGNATURE_PLACES;
    const after = (i + 1) % SIGNATURE_PLACES;
    return turnBetween(x - xs[before], ys[i] - ys[before], xs[after] - x, ys[after] - ys[i]) / TWO_PI;
  });
  const harmonics = Float64Array.from({ length: HARMONICS }, (_, k) => {
    let [even, odd] = [0, 0];
    for (let i = 0; i < SIGNATURE_PLACES; i++) {
      const angle = (TWO_PI * ((k + 1) * i)) / SIGNATURE_PLACES;
      even += turns[i] * cos(angle);
      odd += turns[i] * sin(angle);
    }
    return Math.sqrt(even * even + odd * odd);
  });
  return { length: track.length, width: width.reduce((sum, each) => sum + each, 0) / SIGNATURE_PLACES, harmonics };
}

/**
 * Two tracks are alike when their lengths, widths and harmonics differ by less than this: a share, m, turns.
 * Seen side by side, ovals whose harmonics are 0.06 apart are still two ovals.
 */
const ALIKE = { length: 0.02, width: 0.02, harmonics: 0.05 };

export function areAlike(a: ShapeSignature, b: ShapeSignature): boolean {
  if (Math.abs(a.length - b.length) > ALIKE.length * a.length || Math.abs(a.width - b.width) > ALIKE.width) return false;
  let sum = 0;
  for (let k = 0; k < HARMONICS; k++) sum += (a.harmonics[k] - b.harmonics[k]) * (a.harmonics[k] - b.harmonics[k]);
  return sum < ALIKE.harmonics * ALIKE.harmonics;
}

/** Pairs of tracks, by index, that are alike. */
export function alikePairs(signatures: readonly ShapeSignature[]): [number, number][] {
  // In order of length, so that only those of about the same length meet.
  const order = signatures.map((_, i) => i).sort((a, b) => signatures[a].length - signatures[b].length);
  const pairs: [number, number][] = [];
  for (let i = 0; i < order.length; i++) {
    const a = signatures[order[i]];
    for (let j = i + 1; j < order.length; j++) {
      const b = signatures[order[j]];
      if (b.length - a.length > ALIKE.length * a.length) break;
      if (areAlike(a, b)) pairs.push([Math.min(order[i], order[j]), Math.max(order[i], order[j])]);
    }
  }
  return pairs;
}
