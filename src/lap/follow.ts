/** Drives a known line as fast as it says, in the simulator: the proof that a limit is none of paper. */
import { type Car, newCar, placeCar, TICK_SECONDS, tickCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { toDegrees, turnBetween } from '../math/angles.ts';
import { atan2 } from '../math/exact.ts';
import { isOnRoad } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import { type LimitLine, limitLine, speedOf, wheelAngle } from './limit.ts';

export interface FollowedLap {
  /** of the first flying lap; null when it left the road before its end */
  readonly seconds: number | null;
  /** farthest from the line, m */
  readonly farthest: number;
}

/** The limit of a car on a course, and that it can be driven. */
export interface Limit {
  readonly line: LimitLine;
  /** of the follower's flying lap */
  readonly drivenSeconds: number;
  readonly farthest: number;
  /** part of the tightest circles that is used */
  readonly use: number;
  /** the follower that drove it */
  readonly follower: Follower;
}

/** How hard one steers back: 1/m for each metre beside the line, and for each radian off its direction. */
interface Gains {
  readonly offset: number;
  readonly heading: number;
}

export interface Follower extends Gains {
  /** to steer besides at each point of the line, 1/m, + = right: what laps before have taught; null before the first */
  readonly learned: Float64Array | null;
}

/** Followers that try: the later a car's wheels answer, the softer must it be steered. */
const GAINS: readonly Gains[] = [
  { offset: 2, heading: 3 },
  { offset: 2, heading: 1.5 },
  { offset: 1, heading: 2 },
  { offset: 1, heading: 1.2 },
  { offset: 0.5, heading: 2 },
  { offset: 0.5, heading: 1.5 },
];

/** A line that is driven slower than this times what it says was not driven. */
const LOOSE = 1.05;
/** Slower than this, it must be driven as much faster than another to be taken instead. */
const CLOSE = 1.03;
/** Parts of the tightest circles that are tried. */
const USES = [0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4];

/** The fastest line that the follower can drive; undefined where it can drive none. @param cap of commanded speeds, m/s */
export function provenLimit(track: Track, spec: CarSpec, cap: number): Limit | undefined {
  let best: Limit | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const use of USES) {
    const line = limitLine(track, spec, cap, use);
    // What follows is slower still.
    if (line.seconds >= least) break;
    for (const gains of GAINS) {
      const follower = { ...gains, learned: null };
      const { seconds, farthest } = followLine(track, spec, line, follower);
      if (seconds === null || seconds > LOOSE * line.seconds) continue;
      const cost = seconds > CLOSE * line.seconds ? CLOSE * seconds : seconds;
      if (cost >= least) continue;
      least = cost;
      best = { line, drivenSeconds: seconds, farthest, use, follower };
    }
  }
  return best && practised(track, spec, best);
}

/** Laps that a follower practises. */
const PRACTICE = 10;
/**
 * 1/m for each metre that the lap before was beside the line, where the wheels must be turned for it: so much earlier.
 * Half as much after a lap that was no faster.
 */
const LEARNING_RATE = 4;
const LEARNING_LEAD_SECONDS = 0.1;
/** Points of the line to each side over which that is the mean. */
const LEARNING_REACH = 4;

/** The same line, driven again and again: where a bend carried it wide, it steers more the next time. */
function practised(track: Track, spec: CarSpec, limit: Limit): Limit {
  const { line } = limit;
  let best = limit;
  let { offsets } = observed(track, spec, line, limit.follower);
  let rate = LEARNING_RATE;
  for (let lap = 0; lap < PRACTICE; lap++) {
    const follower = { ...best.follower, learned: corrected(line, best.follower.learned, offsets, rate) };
    const { seconds, farthest, offsets: next } = observed(track, spec, line, follower);
    if (seconds === null || seconds >= best.drivenSeconds) rate /= 2;
    else {
      best = { ...limit, drivenSeconds: seconds, farthest, follower };
      offsets = next;
    }
  }
  return best;
}

interface ObservedLap extends FollowedLap {
  /** how far to the left of each of the line's points the flying lap was, m */
  readonly offsets: Float64Array;
}

function observed(track: Track, spec: CarSpec, line: LimitLine, follower: Follower): ObservedLap {
  const offsets = new Float64Array(line.count);
  let last = 0;
  let at = 0;
  let isFlying = false;
  const lap = followLine(track, spec, line, follower, (_, part, offset) => {
    isFlying ||= part < last;
    last = part;
    if (!isFlying) return;
    // Points that a tick has skipped are as the one before.
    const to = Math.floor(part * line.count);
    for (at = Math.min(at, to); at < to; ) offsets[++at % line.count] = offset;
  });
  return { ...lap, offsets };
}

function corrected(
  { count, speed, spacing }: LimitLine,
  before: Float64Array | null,
  offsets: Float64Array,
  rate: number,
): Float64Array {
  return Float64Array.from(offsets, (_, i) => {
    const ahead = i + Math.round((speed[i] * LEARNING_LEAD_SECONDS) / spacing);
    let sum = 0;
    for (let k = -LEARNING_REACH; k <= LEARNING_REACH; k++) sum += offsets[(ahead + k + count) % count];
    return (before?.[i] ?? 0) + (rate * sum) / (2 * LEARNING_REACH + 1);
  });
}

const MOST_SECONDS = 600;
/** The wheels' change is that over so long, s. */
const LOOK_SECONDS = 0.03;
/** Points of the line that are looked at for the nearest, behind and ahead of the last one. */
const BEHIND = 5;
const AHEAD = 20;

/**
 * A driver who knows the line: turns the wheels for the curvature that comes when commands act, ahead of their lag, and
 * back to the line; commands the speed that is wanted when the drive has answered. Decides at every tick.
 * @param watch called before each tick, with the command given, the part of the lap that is driven, 0..1, and how far to
 * the left of the line the car is, m
 */
export function followLine(
  track: Track,
  spec: CarSpec,
  line: LimitLine,
  follower: Follower,
  watch?: (car: Car, part: number, offset: number) => void,
): FollowedLap {
  const { count, points } = line;
  const car = newCar(spec);
  placeCar(car, points[0], points[1], atan2(points[3] - points[1], points[2] - points[0]));
  let at = 0;
  let travelled = 0;
  let farthest = 0;
  let lapStart: number | null = null;
  for (let seconds = 0; seconds < MOST_SECONDS; seconds += TICK_SECONDS) {
    const near = nearest(line, car, at);
    const lapBefore = Math.floor(travelled / count);
    const moved = (near - at + count) % count;
    travelled += moved > count / 2 ? moved - count : moved;
    at = near;
    if (Math.floor(travelled / count) > lapBefore) {
      if (lapStart !== null) return { seconds: seconds - lapStart, farthest };
      lapStart = seconds;
    }
    const { offset, heading } = errorsOf(line, car, at);
    farthest = Math.max(farthest, Math.abs(offset));
    if (!isAnyWheelOn(track, spec, car)) break;
    const back = follower.offset * offset + follower.heading * heading + (follower.learned?.[at] ?? 0);
    command(line, spec, car, at, back);
    watch?.(car, Math.max(0, travelled / count - lapBefore), offset);
    tickCar(car);
  }
  return { seconds: null, farthest };
}

/** @param back curvature towards the line, 1/m */
function command(
  { count, spacing, curvature, speed: speeds }: LimitLine,
  spec: CarSpec,
  car: Car,
  at: number,
  back: number,
): void {
  const speed = speedOf(car);
  const dead = spec.deadTicks * TICK_SECONDS;
  const pointIn = (seconds: number) => at + Math.round((speed * seconds) / spacing);
  const now = pointIn(dead);
  const later = Math.max(now + 1, pointIn(dead + LOOK_SECONDS));
  const angle = wheelAngle(spec, curvature[now % count], speed);
  const change = (wheelAngle(spec, curvature[later % count], speed) - angle) / ((later - now) * spacing);
  // A first-order lag is undone by as much of the change.
  const wanted = angle + spec.steeringLag * speed * change - (spec.frontAxle - spec.rearAxle) * back;
  car.steeringCommandDeg = toDegrees(wanted) / spec.steeringGain;
  car.speedCommand = speeds[pointIn(dead + spec.speedLag) % count] / spec.speedGain;
}

function nearest({ count, points }: LimitLine, { pose }: Car, from: number): number {
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let k = -BEHIND; k <= AHEAD; k++) {
    const i = (from + k + count) % count;
    const [dx, dy] = [points[2 * i] - pose.x, points[2 * i + 1] - pose.y];
    const square = dx * dx + dy * dy;
    if (square >= least) continue;
    least = square;
    best = i;
  }
  return best;
}

/** Below it the car's motion does not tell where it goes, m/s. */
const CRAWLING = 0.3;

/** How far to the left of the line, m, and how far turned to the left of it, radians. */
function errorsOf({ count, points }: LimitLine, car: Car, i: number): { offset: number; heading: number } {
  const { pose, body } = car;
  const [next, before] = [(i + 1) % count, (i + count - 1) % count];
  const [dx, dy] = [points[2 * next] - points[2 * before], points[2 * next + 1] - points[2 * before + 1]];
  const offset = (dx * (pose.y - points[2 * i + 1]) - dy * (pose.x - points[2 * i])) / Math.sqrt(dx * dx + dy * dy);
  // Where it goes, not where it points: it slides a little.
  const [vx, vy] = speedOf(car) > CRAWLING ? [body.velocity.x, body.velocity.y] : [pose.cosYaw, pose.sinYaw];
  return { offset, heading: turnBetween(dx, dy, vx, vy) };
}

/** DeepRacer's rule: off the road is with all four wheels. */
function isAnyWheelOn(track: Track, { shape: { wheels } }: CarSpec, { pose: { x, y, cosYaw, sinYaw } }: Car): boolean {
  return wheels.some((wheel) =>
    isOnRoad(track, x + wheel.x * cosYaw - wheel.y * sinYaw, y + wheel.x * sinYaw + wheel.y * cosYaw),
  );
}
