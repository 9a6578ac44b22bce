/** A recorded drive as people look at it again: where the car was at every decision, its laps and their sectors. */
import { CAR_SPECS } from '../car/spec.ts';
import { toRadians } from '../math/angles.ts';
import { cos, sin } from '../math/exact.ts';
import { distance as distanceBetween } from '../math/vector.ts';
import { builtInReward, DEFAULT_REWARD } from '../reward/builtin.ts';
import { OBJECT, OBJECT_SIZE, type RewardInputs } from '../sim/inputs.ts';
import type { RoadObject } from '../sim/objects.ts';
import { newStartPose, poseOnRoad } from '../sim/start.ts';
import type { Track } from '../track/track.ts';
import { findDifference, type Recording } from './recording.ts';

/** Columns by decision. */
export interface Playback {
  readonly count: number;
  /** between decisions */
  readonly stepSeconds: number;
  /** base, m; radians */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
  /** commanded, degrees, + = left */
  readonly steeringDeg: Float64Array;
  /** of the car, m/s */
  readonly speed: Float64Array;
  /** driven since the beginning, m */
  readonly distance: Float64Array;
  /** of the lap under way, % */
  readonly progress: Float64Array;
  /** the reward of the decision; null without a reward function */
  readonly reward: Float64Array | null;
  /** what stood or drove on the road, by decision */
  readonly things: readonly (readonly PlaybackThing[])[];
  readonly laps: readonly PlaybackLap[];
  /** where the drive differed from what was recorded; null where it was bit-identical */
  readonly difference: string | null;
}

export interface PlaybackThing {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly isBot: boolean;
}

export interface PlaybackLap {
  /** since the drive began, s */
  readonly from: number;
  readonly seconds: number;
  /** thirds of the lap, s */
  readonly sectors: readonly number[];
}

export const SECTORS = 3;

/**
 * Drives it again.
 * @param rewardName name of a built-in reward, which scores the lap
 * @throws UserError when it was recorded on another track or under other rules
 */
export function playbackOf(recording: Recording, track: Track, file: string, rewardName = DEFAULT_REWARD): Playback {
  const room = recording.actions.length;
  const column = () => new Float64Array(room);
  const [x, y, yaw, steeringDeg, progress, reward] = [column(), column(), column(), column(), column(), column()];
  const scorer = builtInReward(rewardName);
  const output = new Float32Array(1);
  const { frontPoint } = CAR_SPECS[recording.car].shape;
  const things: (readonly PlaybackThing[])[] = [];
  let count = 0;
  const difference = findDifference(recording, track, file, (environment) => {
    const { inputs, episodes } = environment;
    scorer.evaluate(environment, output);
    reward[count] = output[0];
    const heading = toRadians(inputs.heading[0]);
    yaw[count] = heading;
    x[count] = inputs.x[0] - frontPoint * cos(heading);
    y[count] = inputs.y[0] - frontPoint * sin(heading);
    steeringDeg[count] = inputs.steering_angle[0];
    progress[count] = inputs.progress[0];
    things.push(thingsOf(inputs, episodes[0].traffic.objects, environment.inputTracks[0]));
    count++;
  });
  const stepSeconds = 1 / recording.controlHz;
  const { speed, distance } = motionOf(x, y, count, stepSeconds);
  const laps = lapsOf(recording.lapMicroseconds, progress.subarray(0, count), stepSeconds);
  const places = { count, stepSeconds, x, y, yaw, steeringDeg, speed, distance, progress, reward };
  return { ...places, things, laps, difference: difference ?? null };
}

const spot = newStartPose();

/** Where the objects were at the decision: the episode's own have moved since. */
function thingsOf({ objects }: RewardInputs, onRoad: readonly RoadObject[], track: Track): PlaybackThing[] {
  return onRoad.map(({ kind }, k) => {
    const at = k * OBJECT_SIZE;
    const [x, y, heading] = [objects[at + OBJECT.x], objects[at + OBJECT.y], objects[at + OBJECT.heading]];
    // What stands has the heading 0 for reward functions; it stands along the road.
    if (kind === 'box') poseOnRoad(track, objects[at + OBJECT.distance], 0, spot);
    return { x, y, yaw: kind === 'box' ? spot.yaw : heading, isBot: kind !== 'box' };
  });
}

/** From one decision's place to the next one's. */
function motionOf(x: Float64Array, y: Float64Array, count: number, stepSeconds: number) {
  const speed = new Float64Array(x.length);
  const distance = new Float64Array(x.length);
  for (let i = 0; i + 1 < count; i++) {
    const way = distanceBetween(x[i + 1], y[i + 1], x[i], y[i]);
    speed[i] = way / stepSeconds;
    distance[i + 1] = distance[i] + way;
  }
  if (count > 1) speed[count - 1] = speed[count - 2];
  return { speed, distance };
}

/** @param progress of the lap under way, %, by decision */
function lapsOf(lapMicroseconds: readonly number[], progress: Float64Array, stepSeconds: number): PlaybackLap[] {
  let from = 0;
  return lapMicroseconds.map((microseconds) => {
    const seconds = microseconds / 1e6;
    const marks = [0];
    for (let sector = 1; sector < SECTORS; sector++) {
      marks.push(timeAt((100 * sector) / SECTORS, progress, from, seconds, stepSeconds));
    }
    marks.push(seconds);
    const lap = { from, seconds, sectors: marks.slice(1).map((mark, i) => mark - marks[i]) };
    from += seconds;
    return lap;
  });
}

/** When a lap's progress passed `percent`, s since the lap began: between two decisions. */
function timeAt(percent: number, progress: Float64Array, from: number, seconds: number, stepSeconds: number): number {
  const last = Math.min(progress.length - 1, Math.floor((from + seconds) / stepSeconds));
  for (let i = Math.ceil(from / stepSeconds); i < last; i++) {
    if (progress[i] > percent || progress[i + 1] < percent) continue;
    const part = (percent - progress[i]) / (progress[i + 1] - progress[i] || 1);
    return (i + part) * stepSeconds - from;
  }
  return seconds;
}
