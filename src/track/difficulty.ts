/** How hard is a track to drive? Measured from its shape alone. */
import { turnBetween } from '../math/angles.ts';
import { pointAt } from './locate.ts';
import type { Track } from './track.ts';
import { widthAt } from './validate.ts';

/** Arc between two measured places, m: short against any bend, long against the points' own jitter. */
const STEP = 0.25;
/** Of all places along the lap, the share that is less curved than the bends that count. */
const BENDS_FROM = 0.8;
/** Mean curvature of those bends, 1/m: a wide oval, and hairpins that only slow cars can turn in. */
const EASY_CURVATURE = 0.5;
const HARD_CURVATURE = 1.25;
/** Mean width, m. */
const WIDE = 1.25;
const NARROW = 0.6;
const CURVATURE_SHARE = 0.65;

/** 0 = wide and round, 1 = narrow and full of hairpins. The same in both directions, up to rounding. */
export function trackDifficulty(track: Track): number {
  const tightness = unit((bendCurvature(track) - EASY_CURVATURE) / (HARD_CURVATURE - EASY_CURVATURE));
  return CURVATURE_SHARE * tightness + (1 - CURVATURE_SHARE) * narrowness(meanWidth(track));
}

/** Mean curvature of the most curved fifth of the lap, 1/m. */
export function bendCurvature(track: Pick<Track, 'centre' | 'length'>): number {
  const count = Math.max(8, Math.round(track.length / STEP));
  const places = Array.from({ length: count }, (_, i) => {
    const point = { x: 0, y: 0, previous: 0, part: 0 };
    pointAt(track, (i * track.length) / count, point);
    return [point.x, point.y] as const;
  });
  const step = track.length / count;
  const curvatures = places.map((here, i) => {
    const before = places[(i + count - 1) % count];
    const after = places[(i + 1) % count];
    return Math.abs(turnBetween(here[0] - before[0], here[1] - before[1], after[0] - here[0], after[1] - here[1])) / step;
  });
  curvatures.sort((a, b) => a - b);
  const bends = curvatures.slice(Math.floor(BENDS_FROM * count));
  return bends.reduce((sum, value) => sum + value, 0) / bends.length;
}

/** The bend curvature that a track of this difficulty and mean width has, 1/m; beyond the scale's ends, the end. */
export function curvatureFor(difficulty: number, width: number): number {
  const tightness = unit((difficulty - (1 - CURVATURE_SHARE) * narrowness(width)) / CURVATURE_SHARE);
  return EASY_CURVATURE + tightness * (HARD_CURVATURE - EASY_CURVATURE);
}

/** The widths with which a track can have this difficulty, narrowest first, m. Wider than the last is as easy as it. */
export function widthsFor(difficulty: number): readonly [number, number] {
  const share = 1 - CURVATURE_SHARE;
  const widthOf = (narrow: number) => WIDE - unit(narrow) * (WIDE - NARROW);
  return [widthOf(difficulty / share), widthOf((difficulty - CURVATURE_SHARE) / share)];
}

/** How much wider a track must be to be this much easier, m. */
export function widthChange(easier: number): number {
  return (easier / (1 - CURVATURE_SHARE)) * (WIDE - NARROW);
}

function narrowness(width: number): number {
  return unit((WIDE - width) / (WIDE - NARROW));
}

const DIFFICULTIES = ['easy', 'medium', 'hard', 'cruel'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** Where medium, hard and cruel begin, of 0..1. */
const BEGINNINGS = [0.4, 0.7, 0.9];

/** The word for a {@link trackDifficulty}: easy below 0.4, medium below 0.7, hard below 0.9, cruel from there. */
export function difficultyLabel(difficulty: number): Difficulty {
  return DIFFICULTIES[BEGINNINGS.filter((beginning) => difficulty >= beginning).length];
}

/** Between the borders, m. */
export function meanWidth({ inner, outer }: Track): number {
  let sum = 0;
  for (let i = 0; i < inner.count; i++) {
    const dx = inner.points[2 * i] - outer.points[2 * i];
    const dy = inner.points[2 * i + 1] - outer.points[2 * i + 1];
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return sum / inner.count;
}

/** The least and the greatest distance between the borders, m. */
export function widthRange(track: Track): readonly [least: number, most: number] {
  const widths = Array.from({ length: track.centre.count }, (_, i) => widthAt(track, i));
  return [Math.min(...widths), Math.max(...widths)];
}

function unit(value: number): number {
  return Math.max(0, Math.min(1, value));
}
