/** The limit's proof to look at: the follower's standing and flying lap, as a recorded drive's. */
import type { CarSpec } from '../car/spec.ts';
import { TICKS_PER_SECOND } from '../sim/episode.ts';
import type { Track } from '../track/track.ts';
import { followLine, type Limit } from './follow.ts';
import { lapsOf, motionOf, type Playback } from './playback.ts';

const STEP_TICKS = 8;

/** Drives the line again. */
export function limitPlayback({ line, drivenSeconds, follower }: Limit, track: Track, spec: CarSpec): Playback {
  const rows: (readonly [x: number, y: number, yaw: number, steeringDeg: number, progress: number])[] = [];
  let ticks = 0;
  followLine(track, spec, line, follower, ({ pose, steeringCommandDeg }, part) => {
    if (ticks++ % STEP_TICKS > 0) return;
    const steering = Math.max(-spec.maxSteeringDeg, Math.min(spec.maxSteeringDeg, steeringCommandDeg));
    rows.push([pose.x, pose.y, pose.yaw, steering, 100 * part]);
  });
  const count = rows.length;
  const stepSeconds = STEP_TICKS / TICKS_PER_SECOND;
  const [x, y, yaw, steering, progress] = [0, 1, 2, 3, 4].map((k) => Float64Array.from(rows, (row) => row[k]));
  const { speed, distance } = motionOf(x, y, count, stepSeconds);
  const microseconds = [ticks / TICKS_PER_SECOND - drivenSeconds, drivenSeconds].map((each) => Math.round(1e6 * each));
  const laps = lapsOf(microseconds, progress, stepSeconds);
  const places = { count, stepSeconds, x, y, yaw, steering, speed, distance, progress };
  return { ...places, reward: null, things: rows.map(() => []), laps, difference: null };
}
