/** The results of a race as rows of text, as motorsport prints them. */
import type { RaceResult } from '../lap/race-results.ts';
import type { RaceLap } from '../sim/race.ts';
import { lapTime } from './format.ts';

export const RACE_HEAD = ['pos', 'grid', 'agent', 'laps', 'time', 'gap', 'best lap', 'off', 'contacts'] as const;

/** @param names of the entrants @returns for each result a text for each column of {@link RACE_HEAD} */
export function raceRows(results: readonly RaceResult[], names: readonly string[]): string[][] {
  const fastest = Math.min(...results.map(({ bestMicroseconds }) => bestMicroseconds ?? Number.POSITIVE_INFINITY));
  return results.map((result) => [
    result.place === 0 ? 'ghost' : String(result.place),
    String(result.grid),
    names[result.entrant],
    String(result.laps.length),
    result.totalMicroseconds === null ? 'not finished' : lapTime(result.totalMicroseconds / 1e6),
    gapText(result),
    bestText(result, fastest),
    String(sum(result.laps, ({ offTracks }) => offTracks)),
    String(sum(result.laps, ({ contacts }) => contacts)),
  ]);
}

function gapText({ gapMicroseconds, lapsDown }: RaceResult): string {
  if (lapsDown > 0) return `${lapsDown} ${lapsDown === 1 ? 'lap' : 'laps'}`;
  return gapMicroseconds === null ? '' : `+${(gapMicroseconds / 1e6).toFixed(3)}`;
}

function bestText({ bestMicroseconds }: RaceResult, fastest: number): string {
  if (bestMicroseconds === null) return '';
  return `${lapTime(bestMicroseconds / 1e6)}${bestMicroseconds === fastest ? ' *' : '  '}`;
}

function sum(laps: readonly RaceLap[], of: (lap: RaceLap) => number): number {
  return laps.reduce((total, lap) => total + of(lap), 0);
}
