/** The second generator: outlines of straights and rounded corners, fitted to the difficulty that was asked for. */
import { cos, PI, sin, TWO_PI } from '../math/exact.ts';
import { integerBelow, type RandomStream, randomStream, uniform, uniformIn } from '../math/random.ts';
import { distance } from '../math/vector.ts';
import { bendCurvature, curvatureFor, trackDifficulty, widthChange, widthsFor } from './difficulty.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { drawOutline } from './outline.ts';
import {
  type Corner,
  comesNear,
  measurePolygon,
  type Point,
  roundedLength,
  sampleRounded,
  smoothRing,
  withRadii,
} from './rounding.ts';
import { SURFACES } from './surfaces.ts';
import { PLACES, type Ring, type Track, trackBounds, trackFromData } from './track.ts';
import { MAX_AREA, MAX_EXTENT, widthAt } from './validate.ts';

/** Distance between waypoints, m: DeepRacer's usual 0.15. The line is drawn in finer steps. */
const SPACING = 0.15;
const FINE = 3;
/** Curvature rises and falls over this length, m, on either side of a place; it is averaged twice. */
const EASING = 0.2;
/** Floor between the borders of two stretches of road, m. */
const MIN_GAP = 0.2;
/** Least radius of the centre line, in road widths: more than half, so that the inner border still bends. */
const RADIUS_PER_WIDTH = 0.585;
/** No corner is rounded with less, m. DeepRacer's guide asks for 25 inches (0.635 m); real tracks have a little less. */
const MIN_RADIUS = 0.58;
const [SHORTEST, LONGEST] = [12, 60];
const [NARROWEST, WIDEST] = [0.6, 1.4];
/** Usual widths of real tracks, m: DeepRacer's wide lane, twice as often as its narrow one. */
const USUAL_WIDTHS = [1.067, 1.067, 0.762];
/** The widest and narrowest parts differ from the mean by at most this share of it. */
const MAX_SWING = 0.18;
/** Of 1/radius of the tightest corner, what the bends of a track can have on average. */
const REACHABLE = 0.79;

/** Outlines that are tried, and how near the difficulty must come for one to be taken at once. */
const MAX_ATTEMPTS = 36;
/** Attempts after which an outline need not fold, wind or fill its box any more. */
const PATIENCE = 14;
const STEPS = 320;
const PLAIN_STEPS = 60;
const NEAR = 0.04;
/** Tries to find the radii that give the difficulty. */
const FIT_STEPS = 7;
const MAX_FACTOR = 2.2;
/** Most that a drawn width changes to fit the difficulty, m. */
const MAX_WIDTH_CHANGE = 0.12;
/** Of the centre line's step, the least that a border takes. */
const LEAST_BORDER_STEP = 0.12;

/** How the width changes along the lap. */
interface Profile {
  /** by the part of the lap, 0..1: the width there, as a share of the mean */
  readonly at: (part: number) => number;
  /** the largest share */
  readonly most: number;
}
const SAME_WIDTH: Profile = { at: () => 1, most: 1 };

interface Wanted {
  readonly length: number;
  /** mean, m */
  readonly width: number;
  /** the widest part as a share of the mean */
  readonly widest: number;
  readonly difficulty: number;
  /** around the box that holds the track, as a share of its length, at most */
  readonly roominess: number;
}

/** @throws RangeError for options that no track can fulfil */
export function generateSecond(options: GeneratorOptions): Track {
  const { seed, difficulty, name = `generated-${seed}` } = options;
  const stream = randomStream(seed, 'track-2');
  const place = PLACES[integerBelow(stream, PLACES.length)];
  const drawnSurface = SURFACES[integerBelow(stream, SURFACES.length)];
  const surface = options.surface ?? drawnSurface;
  const width = options.width ?? drawWidth(stream, difficulty);
  const length = options.length ?? drawLength(stream, difficulty);
  const drawn = drawProfile(stream);
  // Wide parts need wider corners than a difficult track has.
  const profile = isReachable(difficulty, width, drawn.most) ? drawn : SAME_WIDTH;
  const roominess = drawRoominess(stream, length, Math.max(width, 1 / curvatureFor(difficulty, width)));
  let best: { track: Track; error: number } | undefined;
  const consider = (line: Line, width: number) => {
    const track = trackFromData({
      name,
      closed: true,
      surface,
      place,
      ...withBorders(line, (part) => width * profile.at(part)),
    });
    if (!isDrivable(track, width)) return undefined;
    const error = trackDifficulty(track) - difficulty;
    if (!best || Math.abs(error) < Math.abs(best.error)) best = { track, error };
    return error;
  };
  for (let attempt = 0; attempt < MAX_ATTEMPTS && !(best && Math.abs(best.error) < NEAR); attempt++) {
    const line = drawLine(stream, { length, width, widest: profile.most, difficulty, roominess }, attempt / PATIENCE);
    const error = line && consider(line, width);
    if (!line || error === undefined || options.width !== undefined || Math.abs(error) < NEAR) continue;
    const change = Math.max(-MAX_WIDTH_CHANGE, Math.min(MAX_WIDTH_CHANGE, widthChange(error)));
    consider(line, Math.max(NARROWEST, Math.min(WIDEST, width + change)));
  }
  if (best) return best.track;
  throw new RangeError(
    `no track of ${length.toFixed(1)} m × ${width.toFixed(2)} m at difficulty ${difficulty}; make it longer or narrower`,
  );
}

function leastRadius(width: number): number {
  return Math.max(MIN_RADIUS, RADIUS_PER_WIDTH * width);
}

/** Whether bends as tight as the difficulty asks for leave room for the inner border. */
function isReachable(difficulty: number, width: number, most = 1): boolean {
  return curvatureFor(difficulty, width) <= REACHABLE / leastRadius(width * most);
}

/** One of the widths with which the difficulty can be reached. */
function drawWidth(stream: RandomStream, difficulty: number): number {
  const [narrow, wide] = widthsFor(difficulty);
  const most = difficulty < 0.5 ? WIDEST : wide;
  const usual = USUAL_WIDTHS.filter((width) => width >= narrow && width <= most && isReachable(difficulty, width));
  if (usual.length > 0 && uniform(stream) < 0.65) return usual[integerBelow(stream, usual.length)];
  for (let tries = 0; tries < 20; tries++) {
    const width = uniformIn(stream, narrow, most);
    if (isReachable(difficulty, width)) return width;
  }
  return narrow;
}

function drawLength(stream: RandomStream, difficulty: number): number {
  // Wide bends need room.
  const shortest = SHORTEST + 8 * (1 - difficulty);
  return shortest + (LONGEST - shortest) * uniform(stream) * uniformIn(stream, 0.6, 1);
}

/** How far the road spreads: around its box, as a share of its length. Only a long road can fold into a small box. */
function drawRoominess(stream: RandomStream, length: number, radius: number): number {
  const least = Math.max(0.55, Math.min(1.05, 1.4 - (0.033 * length) / radius));
  return least + (1.15 - least) * uniform(stream) * uniformIn(stream, 0.6, 1);
}

/** Mostly the same width everywhere; now and then one to three wider or narrower parts. */
function drawProfile(stream: RandomStream): Profile {
  if (uniform(stream) < 0.6) return SAME_WIDTH;
  const parts = Array.from({ length: 1 + integerBelow(stream, 3) }, () => ({
    middle: uniform(stream),
    reach: uniformIn(stream, 0.06, 0.2),
    swing: uniformIn(stream, -MAX_SWING, MAX_SWING),
  }));
  const at = (part: number) => {
    let swing = 0;
    for (const { middle, reach, swing: most } of parts) {
      const away = Math.abs(part - middle - Math.floor(part - middle + 0.5)) / reach;
      // Even in its middle half, then falling without a jump.
      if (away < 1) swing += most * (away < 0.5 ? 1 : 0.5 + 0.5 * cos(TWO_PI * (away - 0.5)));
    }
    return 1 + Math.max(-MAX_SWING, Math.min(MAX_SWING, swing));
  };
  const swings = parts.reduce((sum, { swing }) => sum + Math.max(0, swing), 0);
  return { at, most: 1 + Math.min(MAX_SWING, swings) };
}

/** A closed smooth line, its points spaced evenly, {@link FINE} to a waypoint, beginning on a straight. */
interface Line {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

function drawLine(
  stream: RandomStream,
  { length, width, widest, difficulty, roominess }: Wanted,
  impatience: number,
): Line | undefined {
  const tightest = leastRadius(width * widest);
  const target = Math.min(curvatureFor(difficulty, width), REACHABLE / tightest);
  const radius = Math.max(tightest, uniformIn(stream, 0.7, 1) / target);
  // Where there is little room the corners of an outline are tighter, but not so much that the fit cannot widen them.
  const minRadius = Math.max(tightest, 0.7 * radius);
  const winding = 0.2 * length * target * uniformIn(stream, 1.7, 2.7);
  const isPlain = impatience > 1;
  const turning = Math.max(1.05 * TWO_PI, winding * (isPlain ? uniform(stream) : 1));
  const gap = width * widest + MIN_GAP;
  const box = length * (isPlain ? uniformIn(stream, 1, 2) : roominess * (1 + 0.6 * impatience));
  const outline = drawOutline(stream, {
    length,
    minRadius,
    radius,
    gap,
    turning,
    box,
    filled: isPlain ? 0 : 0.88 - 0.3 * impatience,
    steps: isPlain ? PLAIN_STEPS : STEPS,
  });
  if (!outline) return undefined;
  const corners = placed(stream, outline);
  const startPart = uniformIn(stream, 0.2, 0.7);
  // Wider roundings bend less: halve the range until the bends are as curved as they must be.
  let best: { line: Line; error: number } | undefined;
  const measured = measurePolygon(corners);
  let [low, high] = [1 / MAX_FACTOR, MAX_FACTOR];
  for (let step = 0; step < FIT_STEPS; step++) {
    const factor = Math.sqrt(low * high);
    const rounded = withRadii(corners, measured, factor, tightest);
    const line = rounded && lineOf(stretched(rounded, length), startPart);
    if (!line) {
      high = factor;
      continue;
    }
    const error = bendCurvature(pathOf(line)) - target;
    if (!best || Math.abs(error) < Math.abs(best.error)) best = { line, error };
    if (Math.abs(error) < 0.01) break;
    if (error > 0) low = factor;
    else high = factor;
  }
  return best?.line;
}

/** The outline turned and perhaps mirrored, beginning at one of its longest edges. */
function placed(stream: RandomStream, outline: readonly Corner[]): Corner[] {
  const { lengths } = measurePolygon(outline);
  const longest = Array.from(lengths, (_, i) => i).sort((a, b) => lengths[b] - lengths[a]);
  const first = longest[uniform(stream) < 0.7 ? 0 : Math.min(1, longest.length - 1)];
  const [a, b] = [outline[longest[0]], outline[(longest[0] + 1) % outline.length]];
  // Most plans lie along their longest straight.
  const angle = uniformIn(stream, 0, TWO_PI);
  const [ux, uy] =
    uniform(stream) < 0.6 ? [(b.x - a.x) / lengths[longest[0]], (b.y - a.y) / lengths[longest[0]]] : [cos(angle), sin(angle)];
  const mirror = uniform(stream) < 0.5 ? 1 : -1;
  const turned = outline.map(({ x, y, radius }) => ({ x: x * ux + y * uy, y: mirror * (y * ux - x * uy), radius }));
  return [...turned.slice(first), ...turned.slice(0, first)];
}

/** The corners moved apart, their radii as they are, until the rounded polygon has this length, m. */
function stretched(corners: readonly Corner[], length: number): Corner[] {
  const measured = measurePolygon(corners);
  const perimeter = measured.lengths.reduce((sum, each) => sum + each, 0);
  const scale = (length + perimeter - roundedLength(corners, measured)) / perimeter;
  return corners.map(({ x, y, radius }) => ({ x: scale * x, y: scale * y, radius }));
}

function lineOf(corners: readonly Corner[], startPart: number): Line {
  const measured = measurePolygon(corners);
  const length = roundedLength(corners, measured);
  const count = FINE * Math.round(length / SPACING);
  const { xs, ys } = sampleRounded(corners, count);
  const reach = Math.round((EASING * count) / length);
  const [a, b] = [corners[0].radius * measured.tangents[0], corners[1].radius * measured.tangents[1]];
  const start = Math.round((startPart * Math.max(0, measured.lengths[0] - a - b) * count) / length);
  return { xs: eased(xs, reach, start), ys: eased(ys, reach, start) };
}

/** Averaged twice, then turned so that it begins at `start`, around its own middle. */
function eased(values: readonly number[], reach: number, start: number): Float64Array {
  const smooth = smoothRing(smoothRing(values, reach), reach);
  let [least, most] = [smooth[0], smooth[0]];
  for (const value of smooth) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const middle = (least + most) / 2;
  return smooth.map((_, i) => smooth[(i + start) % smooth.length] - middle);
}

/** The waypoints of a line as a ring, to measure. */
function pathOf({ xs, ys }: Line): Pick<Track, 'centre' | 'length'> {
  const count = xs.length / FINE + 1;
  const points = new Float64Array(2 * count);
  const arc = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const from = (FINE * i) % xs.length;
    points[2 * i] = xs[from];
    points[2 * i + 1] = ys[from];
    if (i > 0) arc[i] = arc[i - 1] + distance(points[2 * i - 2], points[2 * i - 1], xs[from], ys[from]);
  }
  return { centre: { count, points, arc }, length: arc[count - 1] };
}

/** Waypoints and their borders, the first repeated at the end, rounded to 0.1 mm as in a file. */
function withBorders({ xs, ys }: Line, width: (part: number) => number): Record<'centre' | 'inner' | 'outer', Point[]> {
  const count = xs.length;
  const isLeftInside = twiceArea(xs, ys) > 0;
  const side = (sideways: number): Point[] =>
    Array.from({ length: count / FINE + 1 }, (_, i) => {
      const at = (FINE * i) % count;
      const [before, after] = [(at + count - 1) % count, (at + 1) % count];
      const along = distance(xs[before], ys[before], xs[after], ys[after]);
      const out = (sideways * width(at / count)) / along;
      return [rounded(xs[at] - out * (ys[after] - ys[before])), rounded(ys[at] + out * (xs[after] - xs[before]))];
    });
  const [left, right] = [side(0.5), side(-0.5)];
  return { centre: side(0), inner: isLeftInside ? left : right, outer: isLeftInside ? right : left };
}

function twiceArea(xs: Float64Array, ys: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < xs.length; i++) {
    const next = (i + 1) % xs.length;
    sum += xs[i] * ys[next] - xs[next] * ys[i];
  }
  return sum;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Floor between stretches of road, borders that do not fold, and a floor of a size that can be drawn. */
function isDrivable(track: Track, width: number): boolean {
  const { centre, inner, outer, length } = track;
  const { minX, maxX, minY, maxY } = trackBounds(track, 0);
  if (Math.max(maxX - minX, maxY - minY) > MAX_EXTENT || (maxX - minX) * (maxY - minY) > MAX_AREA) return false;
  const count = centre.count - 1;
  const xs = Float64Array.from({ length: count }, (_, i) => centre.points[2 * i]);
  const ys = Float64Array.from({ length: count }, (_, i) => centre.points[2 * i + 1]);
  let widest = 0;
  for (let i = 0; i < count; i++) widest = Math.max(widest, widthAt(track, i));
  if (comesNear(xs, ys, length, PI * leastRadius(width), widest + MIN_GAP)) return false;
  for (let i = 0; i < count; i++) if (folds(inner, centre, i) || folds(outer, centre, i)) return false;
  return true;
}

/** Whether a border goes back, or hardly on, where the centre line goes on. */
function folds(border: Ring, centre: Ring, i: number): boolean {
  const [cx, cy] = [centre.points[2 * i + 2] - centre.points[2 * i], centre.points[2 * i + 3] - centre.points[2 * i + 1]];
  const [bx, by] = [border.points[2 * i + 2] - border.points[2 * i], border.points[2 * i + 3] - border.points[2 * i + 1]];
  return bx * cx + by * cy < LEAST_BORDER_STEP * (cx * cx + cy * cy);
}
