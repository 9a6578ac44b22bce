/** Short drives that tell rewards apart: standing, crawling, zig-zag, along the edges, the wrong way; and steps of the lap with one input changed. */
import { placeCar } from '../car/car.ts';
import { wrapAngle } from '../math/angles.ts';
import { type Environment, resetEnvironment, type SceneBook } from '../sim/environment.ts';
import { copyInputs, newRewardInputs, type RewardInputs } from '../sim/inputs.ts';
import type { Track } from '../track/track.ts';
import type { Trial } from './check.ts';
import type { Probe, ProbeName } from './evidence.ts';
import { blindEnvironment, pursue, recordDrive, type TrialDriver } from './trials.ts';

/** Steps of the short ones: 3 s. */
const SHORT = 45;
const LONG = 1500;
/** m/s */
const CRAWL = 0.3;
const FAST = 2.2;
const FAST_TIGHT = 1.1;
const FULL = 4;
const USUAL = 1.2;
const USUAL_TIGHT = 0.7;
/** Both wheels of a side are on the road, and near its edge. */
const EDGE = 0.85;
/** The front point is on the border. */
const HALF_OFF = 1;
/** A zig-zag swings the wheels by so much to either side, and back after so many steps. */
const SWING_DEGREES = 25;
const SWING_STEPS = 3;
/** What `later` adds to steps, and `ahead` to progress. */
const LATER_STEPS = 300;
const STEPS_PER_SECOND = 15;
const AHEAD_PERCENT = 60;

/** @param lap a recorded lap of the track, from the line on */
export function recordProbes(track: Track, lap: Trial): Probe[] {
  const environment = blindEnvironment(track, new Map() as SceneBook);
  const drive = (name: ProbeName, driver: TrialDriver, most: number): Probe => {
    resetEnvironment(environment);
    if (name === 'the wrong way') turnAround(environment);
    return recordDrive(name, track, environment, driver, most);
  };
  const along = (lane: number, speed = USUAL, tightSpeed = USUAL_TIGHT): TrialDriver => {
    return (at) => pursue(at, track, { lane, speed, tightSpeed });
  };
  return [
    drive('standing', () => [0, 0], SHORT),
    drive('crawling', along(0, CRAWL, CRAWL), SHORT),
    drive('a fast lap', along(0, FAST, FAST_TIGHT), LONG),
    drive('zig-zag', zigZag(along(0)), SHORT),
    drive('left edge', along(EDGE), SHORT),
    drive('right edge', along(-EDGE), SHORT),
    drive('left wheels off', along(HALF_OFF), SHORT),
    drive('right wheels off', along(-HALF_OFF), SHORT),
    drive(
      'the wrong way',
      (at) => pursue(at, track, { lane: 0, speed: USUAL, tightSpeed: USUAL_TIGHT, isBackwards: true }),
      SHORT,
    ),
    drive('full speed off the road', () => [0, FULL], LONG),
    changed('later', lap, (inputs, i) => {
      inputs.steps[i] += LATER_STEPS;
      inputs.sim_time[i] += LATER_STEPS / STEPS_PER_SECOND;
    }),
    changed('ahead', lap, (inputs, i) => {
      inputs.progress[i] = Math.min(99, inputs.progress[i] + AHEAD_PERCENT);
    }),
    changed('other side', lap, (inputs, i) => {
      inputs.is_left_of_center[i] = 1 - inputs.is_left_of_center[i];
    }),
  ];
}

function turnAround({ episodes: [{ car }] }: Environment): void {
  const { x, y, yaw } = car.pose;
  placeCar(car, x, y, wrapAngle(yaw + Math.PI));
}

function zigZag(driver: TrialDriver): TrialDriver {
  return (environment, track) => {
    const [steering, speed] = driver(environment, track);
    const isLeft = Math.floor(environment.episodes[0].steps / SWING_STEPS) % 2 === 0;
    return [Math.max(-30, Math.min(30, steering + (isLeft ? SWING_DEGREES : -SWING_DEGREES))), speed];
  };
}

/** The lap's first steps with something else in them. */
function changed(name: ProbeName, lap: Trial, change: (inputs: RewardInputs, i: number) => void): Probe {
  const count = Math.min(SHORT, lap.count);
  const inputs = newRewardInputs(count, lap.inputs.object_capacity);
  const row = newRewardInputs(1, lap.inputs.object_capacity);
  for (let i = 0; i < count; i++) {
    pickInputs(lap.inputs, i, row);
    change(row, 0);
    copyInputs(row, inputs, i);
  }
  return { name, track: lap.track, inputs, count };
}

/** Entry i of some inputs as the first of others. */
function pickInputs(from: RewardInputs, i: number, to: RewardInputs): void {
  for (const [name, values] of Object.entries(from)) {
    if (typeof values === 'number') continue;
    const target = to[name as keyof RewardInputs] as Float64Array;
    for (let k = 0; k < target.length; k++) target[k] = values[target.length * i + k];
  }
}
