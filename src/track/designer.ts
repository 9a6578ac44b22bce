/** A track from its design: a polygon of corners with radii, joined by true straights and bends. */
import { turnBetween } from '../math/angles.ts';
import { cos, HALF_PI, sin, tan } from '../math/exact.ts';
import { distance } from '../math/vector.ts';
import { resample, roadAlong } from './builder.ts';
import { type Place, type Surface, type Track, trackFromData } from './track.ts';

/** x and y of the corner and radius of its bend, all m; then the road's width there, m, where it is not the track's. */
type Corner = readonly [x: number, y: number, radius: number, width?: number];

export interface TrackDesign {
  readonly name: string;
  readonly description: string;
  readonly place: Place;
  readonly surface: Surface;
  /** of the road, m */
  readonly width: number;
  /** distance between waypoints, m */
  readonly spacing: number;
  /** in driving order; the straight from the first corner to the second has the start line */
  readonly corners: readonly Corner[];
  /** the start line's place on that straight: 0 = end of the first bend, 1 = beginning of the second */
  readonly start: number;
}

/** Distance between points of the exact line, m. */
const STEP = 0.01;
/** Straights go over into bends along so many metres. */
const TRANSITION = 0.3;
/** A straight may be this much too short for its two bends, m: half-turns are two corners with no straight between. */
const SLACK = 1e-6;

type Sample = readonly [x: number, y: number, width: number];

/**
 * Builds the track of a design, rounded to 0.1 mm as its file is. `inner` is the border inside the loop.
 * @throws RangeError for a bend that does not fit between its corners
 */
export function designTrack(design: TrackDesign): Track {
  const { name, surface, place, description } = design;
  const ring = resample(smooth(smooth(exactLine(design))), design.spacing);
  const road = roadAlong(ring, (i) => ring[i][2]);
  return trackFromData({ name, description, closed: true, surface, place, ...road });
}

interface Bend {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly width: number;
  /** direction on arrival, a unit vector */
  readonly along: readonly [number, number];
  /** left is positive, radians */
  readonly turn: number;
  /** from the corner to either end of the bend, m */
  readonly reach: number;
}

function bendsOf({ name, corners, width }: TrackDesign): Bend[] {
  const bends = corners.map(([x, y, radius, own = width], i): Bend => {
    const [px, py] = corners[(i + corners.length - 1) % corners.length];
    const [nx, ny] = corners[(i + 1) % corners.length];
    const length = distance(px, py, x, y);
    const turn = turnBetween(x - px, y - py, nx - x, ny - y);
    return {
      x,
      y,
      radius,
      width: own,
      along: [(x - px) / length, (y - py) / length],
      turn,
      reach: radius * tan(Math.abs(turn) / 2),
    };
  });
  bends.forEach((bend, i) => {
    const next = bends[(i + 1) % bends.length];
    const missing = bend.reach + next.reach - distance(bend.x, bend.y, next.x, next.y);
    if (missing > SLACK) {
      throw new RangeError(`${name}: the straight after corner ${i} is ${missing.toFixed(3)} m too short for its bends`);
    }
  });
  return bends;
}

/** Straights and arcs, a point every centimetre or so, from the start line on. */
function exactLine(design: TrackDesign): Sample[] {
  const bends = bendsOf(design);
  const samples: Sample[] = [];
  const straight = (from: Bend, to: Bend, first: number, last: number) => {
    const length = distance(from.x, from.y, to.x, to.y) - from.reach - to.reach;
    const count = Math.round(((last - first) * length) / STEP);
    for (let i = 0; i < count; i++) {
      const part = first + ((last - first) * i) / count;
      const back = to.reach + (1 - part) * length;
      const width = from.width + (to.width - from.width) * part;
      samples.push([to.x - back * to.along[0], to.y - back * to.along[1], width]);
    }
  };
  const bend = ({ x, y, radius, along: [dx, dy], turn, reach, width }: Bend) => {
    const side = turn > 0 ? 1 : -1;
    const [middleX, middleY] = [x - reach * dx - side * radius * dy, y - reach * dy + side * radius * dx];
    const count = Math.round((Math.abs(turn) * radius) / STEP);
    for (let i = 0; i < count; i++) {
      const angle = (turn * i) / count - side * HALF_PI;
      const [c, s] = [radius * cos(angle), radius * sin(angle)];
      samples.push([middleX + c * dx - s * dy, middleY + s * dx + c * dy, width]);
    }
  };
  straight(bends[0], bends[1], design.start, 1);
  for (let i = 1; i <= bends.length; i++) {
    const here = bends[i % bends.length];
    bend(here);
    if (i < bends.length) straight(here, bends[(i + 1) % bends.length], 0, 1);
  }
  straight(bends[0], bends[1], 0, design.start);
  return samples;
}

/** Every point becomes the mean of its neighbourhood: straights stay straight, steering begins and ends gently. */
function smooth(line: readonly Sample[]): Sample[] {
  const reach = Math.round(TRANSITION / STEP / 2);
  const near = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach);
  return line.map((_, i): Sample => {
    let [x, y, width] = [0, 0, 0];
    for (const k of near) {
      const sample = line[(i + k + line.length) % line.length];
      x += sample[0];
      y += sample[1];
      width += sample[2];
    }
    return [x / near.length, y / near.length, width / near.length];
  });
}
