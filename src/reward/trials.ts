/** Drives that reward functions are tried on: a clean lap, leaving the road, a lap past boxes. They are not learned: they steer by the map. */

import { toDegrees, wrapAngle } from '../math/angles.ts';
import { atan2, cos, sin } from '../math/exact.ts';
import { advance, type Environment, newEnvironment, type SceneBook } from '../sim/environment.ts';
import { END } from '../sim/episode.ts';
import { copyInputs, newRewardInputs } from '../sim/inputs.ts';
import { newStartPose, poseOnRoad } from '../sim/start.ts';
import { checkTraffic, type ObjectGroup, RACE_OBJECTS } from '../sim/traffic.ts';
import { arcBetween } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import type { Trial } from './check.ts';

/** m/s */
const SPEED = 1.2;
const TIGHT_SPEED = 0.7;
/** It steers for the place so far ahead, m; from there back to its axle is what a bicycle turns about. */
const LOOK_AHEAD = 0.5;
const WHEELBASE = 0.3;
/** It leaves the lane of a box so far before it, and comes back so far behind, m. */
const AVOID_AHEAD = 1.8;
const AVOID_BEHIND = 0.5;
/** So far aside it passes, as a part of half the road's width. */
const AVOID_OFFSET = 0.75;
const MAX_STEPS = 3000;

/** Records the three drives; the one past boxes only where the track has room for them. */
export function recordTrials(track: Track): Trial[] {
  const boxes = RACE_OBJECTS['object-avoidance'];
  const sceneBook: SceneBook = new Map();
  const trials = [
    recordDrive('a lap', track, blindEnvironment(track, sceneBook), followRoad),
    recordDrive('off the road', track, blindEnvironment(track, sceneBook), straightOn),
  ];
  try {
    checkTraffic(boxes, track, 'the track');
  } catch {
    return trials;
  }
  return [...trials, recordDrive('past boxes', track, blindEnvironment(track, sceneBook, boxes), followRoad)];
}

/** One car on the start line. It steers by the map, so nothing is drawn for it. */
export function blindEnvironment(track: Track, sceneBook: SceneBook, objects: readonly ObjectGroup[] = []): Environment {
  return newEnvironment({ tracks: [track], cars: 1, seed: 1, start: 'line', objects, sceneBook, painter: () => {} });
}

/** What a car is commanded, from where it is. */
export type TrialDriver = (environment: Environment, track: Track) => readonly [steeringDeg: number, speed: number];

/** Drives until the episode ends, at most `most` steps. */
export function recordDrive<Name extends string>(
  name: Name,
  track: Track,
  environment: Environment,
  driver: TrialDriver,
  most = MAX_STEPS,
): Trial & { readonly name: Name } {
  const { inputs } = environment;
  const all = newRewardInputs(most, inputs.object_capacity);
  let count = 0;
  while (count < most && environment.ends[0] === END.none) {
    const [steeringDeg, speed] = driver(environment, track);
    advance(environment, [steeringDeg], [speed]);
    copyInputs(inputs, all, count++);
  }
  return { name, track, inputs: all, count };
}

const target = newStartPose();

/** Pure pursuit of the centre line, or of the lane that has no box. */
const followRoad: TrialDriver = (environment, track) => {
  const [{ start, previous, traffic }] = environment.episodes;
  const { distance, isLeft } = traffic;
  const here = arcOf(start, previous, track);
  let lane = 0;
  for (let k = 0; k < distance.length; k++) {
    const ahead = arcBetween(track, here, distance[k]);
    if (ahead < AVOID_AHEAD && ahead > -AVOID_BEHIND) lane = isLeft[k] ? -AVOID_OFFSET : AVOID_OFFSET;
  }
  return pursue(environment, track, { lane, speed: SPEED, tightSpeed: TIGHT_SPEED });
};

/** How the road is followed. */
interface Pursuit {
  /** sideways, as {@link poseOnRoad} has it: −1 is the right border, 1 the left one */
  readonly lane: number;
  /** m/s, and in bends */
  readonly speed: number;
  readonly tightSpeed: number;
  /** drives against the direction of the lap */
  readonly isBackwards?: boolean;
}

/** Pure pursuit of a line along the road: the command of one decision. */
export function pursue(
  { episodes: [episode] }: Environment,
  track: Track,
  { lane, speed, tightSpeed, isBackwards = false }: Pursuit,
): readonly [steeringDeg: number, speed: number] {
  const { pose } = episode.car;
  const ahead = arcOf(episode.start, episode.previous, track) + (isBackwards ? -LOOK_AHEAD : LOOK_AHEAD);
  poseOnRoad(track, ahead - track.length * Math.floor(ahead / track.length), lane, target);
  const dx = target.x - pose.x;
  const dy = target.y - pose.y;
  const bearing = wrapAngle(atan2(dy, dx) - pose.yaw);
  const steering = toDegrees(atan2(2 * WHEELBASE * sin(bearing), Math.sqrt(dx * dx + dy * dy)));
  const steeringDeg = Math.max(-30, Math.min(30, steering));
  return [steeringDeg, cos(bearing) < 0.95 || Math.abs(steeringDeg) > 15 ? tightSpeed : speed];
}

/** Where the car is along the lap, m, by its progress. */
function arcOf(start: number, progress: number, { length }: Track): number {
  const part = start + progress / 100;
  return (part - Math.floor(part)) * length;
}

/** A few steps along the road, and then out of the bend. */
const straightOn: TrialDriver = (environment, track) => {
  const [episode] = environment.episodes;
  return episode.steps < 15 ? followRoad(environment, track) : [30, SPEED];
};
