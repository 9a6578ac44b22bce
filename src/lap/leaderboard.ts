/** The standings of a race at any moment of it. */
import { TICKS_PER_SECOND } from '../sim/episode.ts';
import { type CarPlayback, type RacePlayback, ROW_TICKS } from './race-playback.ts';
import { type Gap, gapBetween } from './race-results.ts';

export interface LeaderboardRow {
  readonly entrant: number;
  /** counts from 1; of a ghost, 0 */
  readonly place: number;
  /**
   * behind the car that is one place ahead; null for the leader, ghosts, before it can be told, and where the car was put
   * back behind one that it had been ahead of
   */
  readonly gap: Gap | null;
  /** that it has done */
  readonly laps: number;
  readonly lastSeconds: number | null;
  readonly bestSeconds: number | null;
  /** its best lap is the fastest of the race so far */
  readonly isFastest: boolean;
  /** that it still stands as a penalty; 0 while it drives */
  readonly penaltySeconds: number;
  /** of its race; null while it races */
  readonly finishSeconds: number | null;
}

/** @param seconds since the start signal @returns by place, ghosts last */
export function leaderboardAt(playback: RacePlayback, seconds: number): LeaderboardRow[] {
  const { cars, count, stepSeconds, order, ranked } = playback;
  const row = Math.max(0, Math.min(count - 1, Math.floor(seconds / stepSeconds + 1e-3)));
  const tick = row * ROW_TICKS;
  const places = order.subarray(row * ranked, (row + 1) * ranked);
  const now = cars.map((car) => carAt(car, tick));
  const fastest = Math.min(...now.map(({ bestSeconds }) => bestSeconds ?? Number.POSITIVE_INFINITY));
  const ghosts = cars.flatMap(({ isGhost }, k) => (isGhost ? [k] : []));
  return [...places, ...ghosts].map((entrant, i) => {
    const place = i < ranked ? i + 1 : 0;
    const { marks: _, ...rest } = now[entrant];
    const gap = place > 1 ? gapTo(now[places[i - 1]], now[entrant], playback) : null;
    return { entrant, place, gap, ...rest, isFastest: rest.bestSeconds === fastest };
  });
}

interface CarNow extends Omit<LeaderboardRow, 'entrant' | 'place' | 'gap' | 'isFastest'> {
  readonly marks: Float64Array;
}

function carAt({ lapEnds, finishMicroseconds, penalties, marks }: CarPlayback, tick: number): CarNow {
  const microseconds = (tick * 1e6) / TICKS_PER_SECOND;
  const done = lapEnds.filter((end) => end <= microseconds).map((end, i) => (end - (lapEnds[i - 1] ?? 0)) / 1e6);
  const penalty = penalties.find(({ from, until }) => from <= tick && tick < until);
  return {
    laps: done.length,
    lastSeconds: done.at(-1) ?? null,
    bestSeconds: done.length > 0 ? Math.min(...done) : null,
    penaltySeconds: penalty ? (penalty.until - tick) / TICKS_PER_SECOND : 0,
    finishSeconds: finishMicroseconds !== null && finishMicroseconds <= microseconds ? finishMicroseconds / 1e6 : null,
    marks: marks.subarray(0, countUntil(marks, tick)),
  };
}

/** Between cars that have finished: by their times; else at the same place. */
function gapTo(ahead: CarNow, behind: CarNow, { trackLength }: RacePlayback): Gap | null {
  if (ahead.finishSeconds === null || behind.finishSeconds === null) {
    const gap = gapBetween({ track: { length: trackLength } }, ahead, behind);
    return gap && gap.seconds >= 0 ? gap : null;
  }
  return { seconds: behind.finishSeconds - ahead.finishSeconds, laps: ahead.laps - behind.laps };
}

/** How many of some rising numbers are not above a limit. */
function countUntil(values: Float64Array, limit: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle] <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
