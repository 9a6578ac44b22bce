/** A recorded race as people look at it again: where every car was, who was ahead of whom, and what happened. */
import { toDegrees } from '../math/angles.ts';
import { UserError } from '../math/error.ts';
import { atan2 } from '../math/exact.ts';
import { TICKS_PER_SECOND } from '../sim/episode.ts';
import type { RoadObject } from '../sim/objects.ts';
import type { Race } from '../sim/race.ts';
import type { Track } from '../track/track.ts';
import type { PlaybackThing } from './playback.ts';
import { newRaceWatch, type Penalty, type RaceEvent } from './race-events.ts';
import { findRaceDifference, type RaceRecording, replayRace } from './race-recording.ts';
import { orderOf, type RaceResult, raceResults } from './race-results.ts';

/** Between two rows of the columns: cars are judged as often. */
export const ROW_TICKS = 2;
/** Half an hour: its columns take some ten megabytes for each car. */
const MAX_TICKS = 30 * 60 * TICKS_PER_SECOND;
/** A race that differs from its recording runs on until the next state is compared. */
const SPARE_ROWS = 120;

/** Columns by row; radians, m. */
export interface CarPlayback {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  /** of the front wheels, degrees, + = left */
  readonly steeringDeg: Float64Array;
  /** driven since the start signal, m */
  readonly distance: Float64Array;
  /** when it passed each half metre of road after the line for the first time, ticks */
  readonly marks: Float64Array;
  /** when its laps ended, whole microseconds since the start signal */
  readonly lapEnds: readonly number[];
  readonly finishMicroseconds: number | null;
  readonly penalties: readonly Penalty[];
  readonly isGhost: boolean;
}

export interface RacePlayback {
  readonly count: number;
  /** between rows */
  readonly stepSeconds: number;
  /** m */
  readonly trackLength: number;
  /** by entrant */
  readonly cars: readonly CarPlayback[];
  /** by row, `ranked` numbers: the entrants, the leader first; ghosts are not among them */
  readonly order: Uint8Array;
  readonly ranked: number;
  readonly events: readonly RaceEvent[];
  /** what stands on the road */
  readonly things: readonly PlaybackThing[];
  /** in the order of the places */
  readonly results: readonly RaceResult[];
  /** where the race differed from what was recorded; null where it was bit-identical. It ends there. */
  readonly difference: string | null;
}

/**
 * Runs a recorded race again.
 * @param watch called after each tick: 0..1 of the race
 * @throws UserError when it was driven on another track, or is longer than half an hour
 */
export function racePlaybackOf(
  recording: RaceRecording,
  track: Track,
  file: string,
  watch?: (part: number) => void,
): RacePlayback {
  const [ticks] = recording.hashes.at(-1) ?? [0];
  if (ticks > MAX_TICKS) {
    const minutes = Math.round(ticks / TICKS_PER_SECOND / 60);
    throw new UserError(file, 'the race', `takes ${minutes} minutes`, 'see it with lapzero replay: here 30 are the most');
  }
  const room = Math.ceil(ticks / ROW_TICKS) + SPARE_ROWS;
  const { race } = replayRace(recording, track, file);
  const columns = race.entrants.map(() => newColumns(room));
  const ranked = orderOf(race).length;
  const order = new Uint8Array(room * ranked);
  const events = newRaceWatch(columns.length);
  let count = 0;
  let last = race;
  const note = (race: Race): void => {
    last = race;
    events.note(race);
    if (race.ticks % ROW_TICKS !== 0 || count >= room) return;
    race.entrants.forEach((_, k) => {
      noteCar(columns[k], race, k, count);
    });
    order.set(orderOf(race), count * ranked);
    count++;
  };
  note(race);
  const difference = findRaceDifference(recording, track, file, (race) => {
    note(race);
    watch?.(Math.min(1, race.ticks / Math.max(1, ticks)));
  });
  return {
    count,
    stepSeconds: ROW_TICKS / TICKS_PER_SECOND,
    trackLength: last.track.length,
    cars: columns.map((each, k) => carOf(each, last, k, count, events.penalties[k])),
    order: order.slice(0, count * ranked),
    ranked,
    events: events.events,
    things: last.world.objects.map(thingOf),
    results: raceResults(last),
    difference: difference ?? null,
  };
}

/** Which way it faces: the heading of what stands is 0. */
function thingOf({ x, y, cosYaw, sinYaw, kind }: RoadObject): PlaybackThing {
  return { x, y, yaw: atan2(sinYaw, cosYaw), isBot: kind === 'bot' };
}

type Columns = Pick<CarPlayback, 'x' | 'y' | 'yaw' | 'steeringDeg' | 'distance'>;

function newColumns(room: number): Columns {
  const column = () => new Float64Array(room);
  return { x: column(), y: column(), yaw: column(), steeringDeg: column(), distance: column() };
}

function noteCar({ x, y, yaw, steeringDeg, distance }: Columns, { entrants }: Race, k: number, row: number): void {
  const { car, seen } = entrants[k].raceCar;
  x[row] = car.pose.x;
  y[row] = car.pose.y;
  yaw[row] = car.pose.yaw;
  steeringDeg[row] = toDegrees(car.steering);
  distance[row] = row === 0 ? 0 : distance[row - 1] + (seen.speed * ROW_TICKS) / TICKS_PER_SECOND;
}

function carOf(
  { x, y, yaw, steeringDeg, distance }: Columns,
  { entrants }: Race,
  k: number,
  count: number,
  penalties: readonly Penalty[],
): CarPlayback {
  const { laps, marks, finishMicroseconds, isGhost } = entrants[k];
  let end = 0;
  const lapEnds = laps.map(({ microseconds }) => {
    end += microseconds;
    return end;
  });
  return {
    x: x.slice(0, count),
    y: y.slice(0, count),
    yaw: yaw.slice(0, count),
    steeringDeg: steeringDeg.slice(0, count),
    distance: distance.slice(0, count),
    marks: Float64Array.from(marks),
    lapEnds,
    finishMicroseconds,
    penalties,
    isGhost,
  };
}
