/** Who is where in a race, and what came of it: places, gaps, laps down. A pure function of its ticks. */

import { TICKS_PER_SECOND } from '../sim/episode.ts';
import type { Entrant, Race, RaceLap } from '../sim/race.ts';
import { MARK_METRES } from '../sim/race.ts';
import type { Track } from '../track/track.ts';

/** Entrants' numbers, the leader first; ghosts are not among them. */
export function orderOf({ entrants }: Race): number[] {
  return entrants
    .filter(({ isGhost }) => !isGhost)
    .sort((a, b) => compareEntrants(a, b))
    .map(({ index }) => index);
}

/** More laps first; with as many, those who have finished by their time, then by the road that they have come. */
function compareEntrants(a: Entrant, b: Entrant): number {
  if (a.laps.length !== b.laps.length) return b.laps.length - a.laps.length;
  const [first, second] = [a.finishMicroseconds, b.finishMicroseconds];
  if (first !== null && second !== null) return first - second || a.index - b.index;
  if (first !== null || second !== null) return first !== null ? -1 : 1;
  return b.distance - a.distance || a.index - b.index;
}

/** How far a car is behind another one: the time between them at the same place, s, and whole laps. */
export interface Gap {
  readonly seconds: number;
  readonly laps: number;
}

/** When a car passed each multiple of MARK_METRES for the first time, ticks. */
export interface Marked {
  readonly marks: ArrayLike<number>;
}

/**
 * How far `behind` is behind `ahead`.
 * @returns null before `behind` has passed a mark that `ahead` has
 */
export function gapBetween({ track }: { track: Pick<Track, 'length'> }, ahead: Marked, behind: Marked): Gap | null {
  const mark = behind.marks.length - 1;
  if (mark < 0 || ahead.marks.length <= mark) return null;
  const laps = Math.max(0, Math.floor((ahead.marks.length - behind.marks.length) / (track.length / MARK_METRES)));
  return { seconds: (behind.marks[mark] - ahead.marks[mark]) / TICKS_PER_SECOND, laps };
}

export interface RaceResult {
  readonly entrant: number;
  /** counts from 1; of a ghost, 0 */
  readonly place: number;
  readonly hasFinished: boolean;
  /** of the race; null for those who did not finish */
  readonly totalMicroseconds: number | null;
  /** behind the winner; null for the winner, those laps down, and those who did not finish */
  readonly gapMicroseconds: number | null;
  readonly lapsDown: number;
  readonly laps: readonly RaceLap[];
  readonly bestMicroseconds: number | null;
  /** slot on the grid, from 1 */
  readonly grid: number;
  readonly pushedOff: number;
  readonly pushes: number;
}

/** The results of all entrants, in the order of their places; ghosts last. */
export function raceResults(race: Race): RaceResult[] {
  const order = orderOf(race);
  const ghosts = race.entrants.filter(({ isGhost }) => isGhost).map(({ index }) => index);
  const winner = race.entrants[order[0]];
  return [...order, ...ghosts].map((index) => {
    const { laps, finishMicroseconds, place, pushedOff, pushes, isGhost } = race.entrants[index];
    const lapsDown = isGhost ? 0 : winner.laps.length - laps.length;
    const isTimed =
      finishMicroseconds !== null && winner.finishMicroseconds !== null && lapsDown === 0 && index !== winner.index;
    return {
      entrant: index,
      place: isGhost ? 0 : order.indexOf(index) + 1,
      hasFinished: finishMicroseconds !== null,
      totalMicroseconds: finishMicroseconds,
      gapMicroseconds: isTimed && !isGhost ? finishMicroseconds - (winner.finishMicroseconds as number) : null,
      lapsDown,
      laps,
      bestMicroseconds: laps.length > 0 ? Math.min(...laps.map(({ microseconds }) => microseconds)) : null,
      grid: place.slot + 1,
      pushedOff,
      pushes,
    };
  });
}
