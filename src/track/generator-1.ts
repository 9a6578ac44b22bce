/** The first generator: a star-shaped loop of control points. Old recipes, links and agents name its tracks by seed. */
import { turnBetween } from '../math/angles.ts';
import { cos, sin, TWO_PI } from '../math/exact.ts';
import { integerBelow, type RandomStream, randomStream, uniformIn } from '../math/random.ts';
import { distance } from '../math/vector.ts';
import { buildTrack, type ControlPoint } from './builder.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { SURFACES } from './surfaces.ts';
import type { Track } from './track.ts';

/** How far the first sketch of a loop reaches, m; it is then scaled to its length. */
const REACH = 4;

/** Tries before a seed's options are given up. */
const MAX_TRIES = 600;
/** Drivable loops that the hardest track is chosen from. */
const MAX_CHOICES = 12;
/** Floor between two stretches of road that pass each other, m. */
const MIN_GAP = 0.25;
/** Between the tightest centre-line radius and half the road's width, m: the inner border must still bend. */
const RADIUS_MARGIN = 0.18;
/** DeepRacer's guide: no bend tighter than 25 inches; only cruel tracks come near. */
const MIN_RADIUS = 0.62;

/** @throws RangeError for options that no track can fulfil */
export function generateFirst(options: GeneratorOptions): Track {
  const { seed, difficulty, name = `generated-${seed}` } = options;
  const stream = randomStream(seed, 'course');
  const width = options.width ?? uniformIn(stream, 1.15, 1.3) - 0.55 * difficulty;
  const length = options.length ?? uniformIn(stream, 12 + 8 * difficulty, 30);
  const surface = options.surface ?? SURFACES[integerBelow(stream, SURFACES.length)];
  const radius = Math.max(MIN_RADIUS, width / 2 + RADIUS_MARGIN) + 0.35 * (1 - difficulty);
  const profile = widthProfile(stream, width, difficulty);
  // Of some drivable loops the most winding one: as many as difficulty asks for.
  const wanted = 1 + Math.round(MAX_CHOICES * difficulty);
  let choices = 0;
  let best: { track: Track; winding: number } | undefined;
  for (let tries = 0; tries < MAX_TRIES && choices < wanted; tries++) {
    const corners = controlPoints(stream, difficulty, length);
    // The spline cuts corners, so how long a loop is shows only when it is built.
    const scale = length / buildTrack(name, corners, 0.1, surface).length;
    const points = corners.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
    const track = buildTrack(name, points, profile, surface);
    if (!isDrivable(track, width * 1.15, radius)) continue;
    choices++;
    const winding = windingOf(track);
    if (!best || winding > best.winding) best = { track, winding };
  }
  if (best) return best.track;
  throw new RangeError(
    `no track of ${length.toFixed(1)} m × ${width.toFixed(2)} m at difficulty ${difficulty}; make it longer or narrower`,
  );
}

/** Corners around a middle, at most {@link REACH} away, nearer and further in turn: such a loop cannot cross itself. */
function controlPoints(stream: RandomStream, difficulty: number, length: number): ControlPoint[] {
  // Long tracks have more bends, not only longer ones.
  const count = Math.max(6, Math.round(3 + length * uniformIn(stream, 0.2, 0.3 + 0.25 * difficulty)));
  const roughness = 0.12 + 0.7 * difficulty;
  const turn = uniformIn(stream, 0, TWO_PI);
  const stretch = uniformIn(stream, 0.6, 1);
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (TWO_PI * (i + uniformIn(stream, -0.3, 0.3))) / count;
    const inwards = i % 2 === 0 ? uniformIn(stream, 0, 0.4) : uniformIn(stream, 0, 1);
    const reach = REACH * (1 - roughness * inwards);
    return { x: reach * cos(angle), y: stretch * reach * sin(angle) };
  });
}

/** Even on easy tracks; on harder ones it breathes, and comes back to where it began. */
function widthProfile(stream: RandomStream, width: number, difficulty: number): (part: number) => number {
  const swing = width * Math.min(0.15, 0.25 * Math.max(0, difficulty - 0.3)) * uniformIn(stream, 0, 1);
  const waves = 1 + integerBelow(stream, 3);
  const phase = uniformIn(stream, 0, TWO_PI);
  return (part) => width + swing * sin(phase + TWO_PI * waves * part);
}

/** No bend too tight for its borders, no two stretches of road too near each other. */
function isDrivable({ centre, length }: Track, width: number, minRadius: number): boolean {
  const { points, arc, count } = centre;
  for (let i = 1; i < count; i++) if (radiusAt(points, count, i) < minRadius) return false;
  // Along the road two points may be nearer than their arc says by what a half-turn of the tightest radius saves.
  const nearby = 2 * width + 2 * minRadius;
  for (let i = 0; i + 1 < count; i++) {
    for (let j = i + 1; j + 1 < count; j++) {
      const along = arc[j] - arc[i];
      if (Math.min(along, length - along) < nearby) continue;
      if (distance(points[2 * i], points[2 * i + 1], points[2 * j], points[2 * j + 1]) < width + MIN_GAP) return false;
    }
  }
  return true;
}

/** All turning, left and right, along the lap: 2π for a circle. */
function windingOf({ centre: { points, count } }: Track): number {
  let sum = 0;
  for (let i = 1; i < count; i++) {
    const next = i + 1 < count ? i + 1 : 1;
    const [ax, ay] = [points[2 * i] - points[2 * i - 2], points[2 * i + 1] - points[2 * i - 1]];
    const [bx, by] = [points[2 * next] - points[2 * i], points[2 * next + 1] - points[2 * i + 1]];
    sum += Math.abs(turnBetween(ax, ay, bx, by));
  }
  return sum;
}

/** Radius of the circle through waypoint i and its neighbours, m; Infinity on straights. */
function radiusAt(points: Float64Array, count: number, i: number): number {
  const next = i + 1 < count ? i + 1 : 1;
  const [ax, ay, bx, by] = [points[2 * i - 2], points[2 * i - 1], points[2 * i], points[2 * i + 1]];
  const [cx, cy] = [points[2 * next], points[2 * next + 1]];
  const twiceArea = Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const sides = distance(ax, ay, bx, by) * distance(bx, by, cx, cy) * distance(cx, cy, ax, ay);
  return twiceArea > 0 ? sides / (2 * twiceArea) : Number.POSITIVE_INFINITY;
}
