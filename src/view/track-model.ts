/**
 * A track as geometry, from the same points as the ground picture: road, border tape, dashes, start line.
 * All of it lies flat on the floor and is drawn in this order, without depth: nothing is ever below it.
 */
import { BORDER_WIDTH, DASH_PERIOD, DASH_WIDTH } from '../track/ground.ts';
import type { Ring, Track } from '../track/track.ts';
import { addQuad, newPieces, type Pieces } from './mesh.ts';

const UP = [0, 1, 0] as const;
/** Squares of the start line, across and along, and their side, m. */
const START_ROWS = 2;
const START_SIDE = 0.06;

type Point = readonly [number, number];

/** World point (x, y) on the floor, in three's axes. */
const onFloor = ([x, y]: Point): [number, number, number] => [x, 0, -y];

export function trackModel(track: Track): Pieces {
  const pieces = newPieces();
  const { surface, inner, outer } = track;
  addRoad(pieces, track, surface.road.colour);
  addDashes(pieces, track.centre, surface.dash.colour);
  addRibbon(pieces, inner, BORDER_WIDTH, surface.border.colour);
  addRibbon(pieces, outer, BORDER_WIDTH, surface.border.colour);
  addStart(pieces, track);
  return pieces;
}

function pointOf({ points }: Ring, i: number): Point {
  return [points[2 * i], points[2 * i + 1]];
}

/** A quad seen from above, whichever way round its corners come. */
function addFlat(pieces: Pieces, corners: readonly Point[], paint: string): void {
  const [a, b, c] = corners;
  const turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const ordered = turn >= 0 ? corners : [...corners].reverse();
  addQuad(pieces, ordered.map(onFloor), UP, paint);
}

function addRoad(pieces: Pieces, { inner, outer }: Track, paint: string): void {
  for (let i = 0; i + 1 < inner.count; i++) {
    addFlat(pieces, [pointOf(inner, i), pointOf(inner, i + 1), pointOf(outer, i + 1), pointOf(outer, i)], paint);
  }
}

/** Unit vector to the left of the ring at point i: the mean of its two segments' lefts. */
function leftAt(ring: Ring, i: number): Point {
  const last = ring.count - 1;
  const [ax, ay] = pointOf(ring, i === 0 ? last - 1 : i - 1);
  const [bx, by] = pointOf(ring, i === last ? 1 : i + 1);
  const length = Math.hypot(bx - ax, by - ay) || 1;
  return [-(by - ay) / length, (bx - ax) / length];
}

function beside([x, y]: Point, [leftX, leftY]: Point, distance: number): Point {
  return [x + leftX * distance, y + leftY * distance];
}

function addRibbon(pieces: Pieces, ring: Ring, width: number, paint: string): void {
  for (let i = 0; i + 1 < ring.count; i++) {
    const [a, b] = [pointOf(ring, i), pointOf(ring, i + 1)];
    const [left, right] = [leftAt(ring, i), leftAt(ring, i + 1)];
    const h = width / 2;
    addFlat(pieces, [beside(a, left, -h), beside(b, right, -h), beside(b, right, h), beside(a, left, h)], paint);
  }
}

/** As the ground picture has them: the first half of each period, stretched to come out even around the lap. */
function addDashes(pieces: Pieces, centre: Ring, paint: string): void {
  const length = centre.arc[centre.count - 1];
  const count = Math.max(1, Math.floor(length / DASH_PERIOD + 0.5));
  for (let i = 0; i + 1 < centre.count; i++) {
    const from = centre.arc[i];
    const to = centre.arc[i + 1];
    if (to <= from) continue;
    const at = (arc: number): [Point, Point] => {
      const t = (arc - from) / (to - from);
      const [a, b] = [pointOf(centre, i), pointOf(centre, i + 1)];
      const [la, lb] = [leftAt(centre, i), leftAt(centre, i + 1)];
      const mix = (p: Point, q: Point): Point => [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])];
      return [mix(a, b), mix(la, lb)];
    };
    for (let dash = Math.floor((from / length) * count); dash <= (to / length) * count; dash++) {
      const begin = Math.max(from, (dash * length) / count);
      const end = Math.min(to, ((dash + 0.5) * length) / count);
      if (end <= begin) continue;
      const [a, la] = at(begin);
      const [b, lb] = at(end);
      const h = DASH_WIDTH / 2;
      addFlat(pieces, [beside(a, la, -h), beside(b, lb, -h), beside(b, lb, h), beside(a, la, h)], paint);
    }
  }
}

/** A chequered band across the road at waypoint 0. The policy does not see it: on a real floor there is none. */
function addStart(pieces: Pieces, { inner, outer, centre }: Track): void {
  const a = pointOf(inner, 0);
  const b = pointOf(outer, 0);
  const width = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const across: Point = [(b[0] - a[0]) / width, (b[1] - a[1]) / width];
  const [leftX, leftY] = leftAt(centre, 0);
  const along: Point = [leftY, -leftX];
  const inside = width - BORDER_WIDTH;
  const columns = Math.max(2, Math.floor(inside / START_SIDE));
  const side = inside / columns;
  const at = (u: number, v: number): Point => [
    a[0] + across[0] * (BORDER_WIDTH / 2 + u * side) + along[0] * (v - START_ROWS / 2) * START_SIDE,
    a[1] + across[1] * (BORDER_WIDTH / 2 + u * side) + along[1] * (v - START_ROWS / 2) * START_SIDE,
  ];
  for (let u = 0; u < columns; u++) {
    for (let v = 0; v < START_ROWS; v++) {
      addFlat(pieces, [at(u, v), at(u + 1, v), at(u + 1, v + 1), at(u, v + 1)], (u + v) % 2 === 0 ? '#f4f4f2' : '#17181a');
    }
  }
}
