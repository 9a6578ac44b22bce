/** Results of a race in the terminal: a table as motorsport prints it, and JSON. */
import type { RecordedEntrant } from '../lap/race-recording.ts';
import { raceResults } from '../lap/race-results.ts';
import { isClean } from '../sim/episode.ts';
import type { Race } from '../sim/race.ts';
import { RACE_HEAD, raceRows } from '../ui/race-rows.ts';
import { say } from './output.ts';

type Named = Pick<RecordedEntrant, 'name'>;

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

export function sayResults(race: Race, entrants: readonly Named[]): void {
  const rows = raceRows(
    raceResults(race),
    entrants.map(({ name }) => name),
  );
  const widths = RACE_HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  // Names to the left, numbers to the right.
  const line = (cells: readonly string[]) =>
    cells.map((cell, k) => (k === 2 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ');
  say(line(RACE_HEAD));
  for (const row of rows) say(line(row).trimEnd());
}
