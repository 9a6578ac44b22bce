/**
 * When was a logged car where its log has it?
 *
 * A row's time is that of writing it, after its command has acted; its pose is that before. In logs of simulator 5 and
 * later a pose therefore belongs to the time of the row before (the distance to the next row follows that interval with a
 * factor of 0.97 to 0.98). In older ones the simulator pauses between decisions, poses are 1/15 s apart, and the times
 * jitter beside them. Both are tried; the clock that makes the path smoother is the log's.
 */
import { toRadians } from '../math/angles.ts';
import { baseBehind, motionOf, newPath, type Path, quantile } from './motion.ts';
import type { EpisodeSteps, Trace } from './trace.ts';

/** `shifted`: of the row before. `even`: every 1/15 s. `stamps`: as the rows have it. */
export type LogClock = 'shifted' | 'even' | 'stamps';

const DECISION_SECONDS = 1 / 15;
/** A longer pause is none of driving: the car waits for its start, s. */
const MAX_INTERVAL = 0.25;

/** Where a logged episode's base was, by a clock that starts at 0. */
export function loggedPath({ columns }: Trace, episode: EpisodeSteps, frontPoint: number, clock: LogClock): Path {
  const path = newPath(episode.length);
  for (let row = 0; row < episode.length; row++) {
    const at = episode[row];
    const yaw = toRadians(columns.yawDeg[at]);
    const base = baseBehind(columns.x[at], columns.y[at], yaw, frontPoint);
    path.x[row] = base.x;
    path.y[row] = base.y;
    path.yaw[row] = yaw;
    if (row > 0) path.time[row] = path.time[row - 1] + interval(columns.time, episode, row, clock);
  }
  return path;
}

/** Seconds from the decision before to this one. */
function interval(time: Float64Array, episode: EpisodeSteps, row: number, clock: LogClock): number {
  if (clock === 'even' || (clock === 'shifted' && row === 1)) return DECISION_SECONDS;
  const later = clock === 'stamps' ? row : row - 1;
  const seconds = time[episode[later]] - time[episode[later - 1]];
  return seconds >= 0 && seconds < MAX_INTERVAL ? seconds : DECISION_SECONDS;
}

/** The clock by which a log's paths are smoothest: its poses were read by it. */
export function clockOf(trace: Trace, episodes: readonly EpisodeSteps[], frontPoint: number): 'shifted' | 'even' {
  return roughness(trace, episodes, frontPoint, 'shifted') < roughness(trace, episodes, frontPoint, 'even')
    ? 'shifted'
    : 'even';
}

/** Median distance of a window's worst decision from its cubic, m. */
function roughness(trace: Trace, episodes: readonly EpisodeSteps[], frontPoint: number, clock: LogClock): number {
  const residuals = episodes.flatMap((episode) =>
    motionOf(loggedPath(trace, episode, frontPoint, clock), Number.POSITIVE_INFINITY).map(({ residual }) => residual),
  );
  return quantile(residuals, 0.5);
}
