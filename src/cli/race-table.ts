/** Results of a race in the terminal: a table as motorsport prints it, and JSON. */
import type { RecordedEntrant } from '../lap/race-recording.ts';
import { type RaceResult, raceResults } from '../lap/race-results.ts';
import type { Race, RaceLap } from '../sim/race.ts';
import { lapTime } from '../ui/format.ts';
import { say } from './output.ts';

type Named = Pick<RecordedEntrant, 'name'>;

const isClean = ({ offTracks, crashes }: RaceLap) => offTracks === 0 && crashes === 0;

export function finishersOf(race: Race, entrants: readonly Named[]): object[] {
  return raceResults(race).map((result) => ({
    agent: entrants[result.entrant].name,
    place: result.place,
    grid: result.grid,
    finished: result.hasFinished,
    totalSeconds: secondsOf(result.totalMicroseconds),
    gapSeconds: secondsOf(result.gapMicroseconds),
    lapsDown: result.lapsDown,
    laps: result.laps.map((lap) => ({
      seconds: lap.microseconds / 1e6,
      clean: isClean(lap),
      offTracks: lap.offTracks,
      crashes: lap.crashes,
      contacts: lap.contacts,
    })),
    bestLapSeconds: secondsOf(result.bestMicroseconds),
    pushedOff: result.pushedOff,
    pushes: result.pushes,
  }));
}

function secondsOf(microseconds: number | null): number | null {
  return microseconds === null ? null : microseconds / 1e6;
}

const HEAD = ['pos', 'grid', 'agent', 'laps', 'time', 'gap', 'best lap', 'off', 'contacts'];

export function sayResults(race: Race, entrants: readonly Named[]): void {
  const results = raceResults(race);
  const fastest = Math.min(...results.map(({ bestMicroseconds }) => bestMicroseconds ?? Number.POSITIVE_INFINITY));
  const rows = results.map((result) => [
    result.place === 0 ? 'ghost' : String(result.place),
    String(result.grid),
    entrants[result.entrant].name,
    String(result.laps.length),
    result.totalMicroseconds === null ? 'not finished' : lapTime(result.totalMicroseconds / 1e6),
    gapText(result),
    bestText(result, fastest),
    String(sum(result.laps, ({ offTracks }) => offTracks)),
    String(sum(result.laps, ({ contacts }) => contacts)),
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  // Names to the left, numbers to the right.
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => (k === 2 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ');
  say(line(HEAD));
  for (const row of rows) say(line(row).trimEnd());
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
