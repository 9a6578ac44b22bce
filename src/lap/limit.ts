/**
 * How fast could this car be around this track? Two laps that take the least time, the first from a standing start,
 * found by the car's own motion (fastest-lap.ts) and proven by a drive in the simulator (follow.ts).
 *
 * Assumed: the track is dry and even and nothing else is on it; all wheels but one may be beyond the road's edge, and
 * that one stays {@link MARGINS} inside; a driver knows the track, feels how the car moves, and decides 60 times a second.
 */
import { newCar, placeCar, readMotion, TICK_SECONDS, tickCar } from '../car/car.ts';
import { AHEAD, SIDEWAYS, STEERING } from '../car/motion.ts';
import { CAR_SPECS, type CarName, type CarSpec } from '../car/spec.ts';
import { wrapAngle } from '../math/angles.ts';
import { atan2 } from '../math/exact.ts';
import { distance } from '../math/vector.ts';
import { newStartPose, poseOnRoad } from '../sim/start.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { HEADING, OFFSET, STATE_SIZE } from './along-corridor.ts';
import { type Corridor, corridorOf } from './corridor.ts';
import { keptTo, type LapPlan, refineLap, sketchLap } from './fastest-lap.ts';
import { FOLLOWER_HZ, followPlan } from './follow.ts';
import type { RecordedWorld, Recording } from './recording.ts';

/** Lap times, s: from a standing start on the line, and flying from line to line. */
export interface LimitLaps {
  readonly standing: number;
  readonly flying: number;
}

export interface Limit {
  /** of the flying lap */
  readonly line: LimitLine;
  /** what the plan says, and what the drive took by the rules */
  readonly planned: LimitLaps;
  readonly driven: LimitLaps;
  /** least distance that the plan kept between the last wheel on the road and its edge, m */
  readonly margin: number;
  /** farthest of the drive from the plan, m */
  readonly farthest: number;
  /** the drive: anyone can drive it again */
  readonly recording: Recording;
}

/** The base's way around a lap. */
export interface LimitLine {
  readonly count: number;
  /** x0 y0 x1 y1 …, m; closed: the last point comes before the first */
  readonly points: Float64Array;
  /** about, from each point to the next, m */
  readonly spacing: number;
  /** of the car at each point, m/s */
  readonly speed: Float64Array;
  /** commands that would hold the wheels and the speed as they are at each point, radians and m/s; seconds to the next */
  readonly steering: Float64Array;
  readonly command: Float64Array;
  readonly seconds: Float64Array;
}

/** From the last wheel on the road to its edge, m. */
const MARGINS = [0.01, 0.02, 0.04, 0.08];
/** Between points of a corridor, m. */
const SPACING = 0.05;
/** Corridors around lines that are so much shorter: the search may get stuck along one and not along another. */
const SHORTNESS = [0.4, 1.6];
const SPARE_SHORTNESS = 0;
/** How many times as strictly as a plan says drivers keep to it where that does not do. */
const STRICTNESS = [4, 0.25];
/** A drive that takes no longer than this beside its plan leaves nothing to look for. */
const TIGHT = 1.02;
/** Driven straight ahead from the start, m: to plan by distance, a car must move. */
const LAUNCH = 0.2;
/** Laps that are planned: the end of the last one, which nothing follows, is not driven. */
const LAPS = 2.2;

/** The fastest laps that were driven; undefined where none could be. @param cap of commanded speeds, m/s */
export function provenLimit(track: Track, car: CarName, cap: number): Limit | undefined {
  let best: Limit | undefined;
  for (const sketch of sketchesOf(track, car, cap)) {
    for (const limit of limitsNear(sketch, track, car)) {
      if (!best || limit.driven.flying < best.driven.flying) best = limit;
      if (isTight(limit)) break;
    }
    if (best && isTight(best)) break;
  }
  return best;
}

const isTight = ({ driven, planned }: Limit) => driven.flying <= TIGHT * planned.flying;

interface Sketch {
  readonly plan: LapPlan;
  /** since the start signal, until the plan begins */
  readonly launchSeconds: number;
}

/** The faster first; the spare one is only made when it is asked for. */
function* sketchesOf(track: Track, car: CarName, cap: number): Generator<Sketch> {
  const flying = ({ plan, launchSeconds }: Sketch) => plannedLaps(plan, launchSeconds).flying;
  const sketches = SHORTNESS.map((shortness) => sketchAlong(track, car, cap, shortness));
  yield* sketches.sort((a, b) => flying(a) - flying(b));
  yield sketchAlong(track, car, cap, SPARE_SHORTNESS);
}

function sketchAlong(track: Track, car: CarName, cap: number, shortness: number): Sketch {
  const spec = CAR_SPECS[car];
  const corridor = corridorOf(track, shortness, SPACING);
  const { first, start, seconds: launchSeconds } = launchOf(track, spec, cap, corridor);
  const steps = Math.round(LAPS * corridor.count);
  const plan = sketchLap({ spec, corridor, cap, margin: MARGINS[0], first, start, steps });
  return { plan, launchSeconds };
}

/** Those that could be driven, from the boldest margin on. */
function* limitsNear({ plan: sketch, launchSeconds }: Sketch, track: Track, car: CarName): Generator<Limit> {
  const world: RecordedWorld = {
    track: track.reversed ? reverseTrack(track) : track,
    reversed: track.reversed,
    car,
    controlHz: FOLLOWER_HZ,
    seed: 1,
    objects: [],
    laps: 2,
  };
  let plan = sketch;
  for (const margin of MARGINS) {
    plan = refineLap({ ...sketch.problem, margin }, plan);
    const planned = plannedLaps(plan, launchSeconds);
    for (const driven of waysToKeep(plan)) {
      const { laps, farthest, recording } = followPlan(driven, world);
      if (laps.length < 2) continue;
      const [standing, flying] = laps;
      yield { line: lineOf(plan), planned, driven: { standing, flying }, margin, farthest, recording };
    }
  }
}

function* waysToKeep(plan: LapPlan): Generator<LapPlan> {
  yield plan;
  for (const strictness of STRICTNESS) yield keptTo(plan, strictness);
}

interface Launch {
  /** the corridor's point that the car has come to */
  readonly first: number;
  readonly start: Float64Array;
  /** since the start signal, until that point was reached */
  readonly seconds: number;
}

/** From a standing start straight ahead, as fast as the car goes. */
function launchOf(track: Track, spec: CarSpec, cap: number, { count, points, cos, sin }: Corridor): Launch {
  const pose = newStartPose();
  poseOnRoad(track, 0, 0, pose);
  const car = newCar(spec);
  placeCar(car, pose.x, pose.y, pose.yaw);
  car.speedCommand = cap;
  let seconds = 0;
  while (distance(car.pose.x, car.pose.y, pose.x, pose.y) < LAUNCH) {
    tickCar(car);
    seconds += TICK_SECONDS;
  }
  let first = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const d = distance(points[2 * i], points[2 * i + 1], car.pose.x, car.pose.y);
    if (d >= least) continue;
    least = d;
    first = i;
  }
  const [dx, dy] = [car.pose.x - points[2 * first], car.pose.y - points[2 * first + 1]];
  const start = new Float64Array(STATE_SIZE);
  readMotion(car, start);
  start[OFFSET] = dy * cos[first] - dx * sin[first];
  start[HEADING] = wrapAngle(car.pose.yaw - atan2(sin[first], cos[first]));
  return { first, start, seconds: seconds - (dx * cos[first] + dy * sin[first]) / start[AHEAD] };
}

/** The front point crosses the line so much earlier than the base. */
function plannedLaps({ problem, seconds }: LapPlan, launch: number): LimitLaps {
  const { corridor, first, spec } = problem;
  const sum = (from: number, to: number) => seconds.subarray(from, to).reduce((total, each) => total + each, 0);
  const line = corridor.count - first - Math.round(spec.shape.frontPoint / corridor.spacing);
  return { standing: launch + sum(0, line), flying: sum(line, line + corridor.count) };
}

function lineOf({ problem, trajectory: { states }, seconds }: LapPlan): LimitLine {
  const { corridor, first, spec } = problem;
  const { count, spacing, points, cos, sin } = corridor;
  const floats = () => new Float64Array(count);
  const line = {
    points: new Float64Array(2 * count),
    speed: floats(),
    steering: floats(),
    command: floats(),
    seconds: floats(),
  };
  for (let i = 0; i < count; i++) {
    const at = count - first + i;
    const offset = states[at * STATE_SIZE + OFFSET];
    line.points[2 * i] = points[2 * i] - offset * sin[i];
    line.points[2 * i + 1] = points[2 * i + 1] + offset * cos[i];
    const [ahead, sideways] = [states[at * STATE_SIZE + AHEAD], states[at * STATE_SIZE + SIDEWAYS]];
    line.speed[i] = Math.sqrt(ahead * ahead + sideways * sideways);
    line.steering[i] = (states[at * STATE_SIZE + STEERING] - spec.steeringPull) / spec.steeringGain;
    line.command[i] = line.speed[i] / spec.speedGain;
    line.seconds[i] = seconds[at];
  }
  return { count, spacing, ...line };
}
