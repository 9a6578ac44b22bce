/** A first way around that need not be good: along a corridor's line, as a careful driver steers. */
import { AHEAD, MOTION_SIZE, respond, SIDEWAYS, turnFrame, YAW_RATE } from '../car/motion.ts';
import type { CarSpec } from '../car/spec.ts';
import { rollOut } from '../math/ddp.ts';
import { cos, sin } from '../math/exact.ts';
import { controlProblem, HEADING, type LapProblem, OFFSET, SPEED, STATE_SIZE, STEER, TIME_ALONE } from './along-corridor.ts';

/** Of what the tyres and brakes can, used by the first try; it must only get round. */
const CAUTION = { lateral: 0.4, braking: 0.25, driving: 0.4 };
/** A first try beyond this cannot be thought better than it, m/s². */
const MOST_ALONG = 5;
/** Curvature back to the line for each metre beside it and each radian off its direction, 1/m. */
const BACK = { offset: 2, heading: 2.5 };
/** Steering for each rad/s of yaw rate that is missing. */
const YAW_GAIN = 0.1;
const SLOWEST = 0.5;
/** Speeds that it tries, m/s, until it stays near the line, m: a car whose wheels answer late sways at speed. */
const CAREFUL_SPEEDS = [2.5, 1.9, 1.4];
const NEAR = 0.7;

/** Puts steering and speed for a step and a state into `out`. */
type CarefulDriver = (i: number, state: Float64Array, out: Float64Array) => void;

/** Drives along the corridor's line from wherever it is, as fast as it can stay near it. */
export function carefulDriver(problem: LapProblem): CarefulDriver {
  const control = controlProblem(problem, TIME_ALONE);
  let driver: CarefulDriver | undefined;
  for (const speed of CAREFUL_SPEEDS) {
    driver = driverAt(problem, control.most, speed);
    const { states } = rollOut(control, problem.start, driver);
    if (states.every((value, k) => k % STATE_SIZE !== OFFSET || Math.abs(value) < NEAR)) break;
  }
  return driver as CarefulDriver;
}

function driverAt(problem: LapProblem, [most, cap]: readonly [number, number], mostSpeed: number): CarefulDriver {
  const { spec, corridor, first } = problem;
  const { count, spacing, curvature } = corridor;
  const top = Math.min(cap, mostSpeed);
  const speeds = carefulSpeeds(problem, top);
  const circles = circlesOf(spec, most);
  // Beyond the tightest circles more steering turns less.
  const [right, left] = [steeringFor(circles, Number.NEGATIVE_INFINITY), steeringFor(circles, Number.POSITIVE_INFINITY)];
  return (i, state, out) => {
    const speed = Math.max(SLOWEST, state[AHEAD]);
    const pointIn = (seconds: number) => (first + i + Math.round((speed * seconds) / spacing)) % count;
    const bend = curvature[pointIn(spec.steeringLag)] - BACK.offset * state[OFFSET] - BACK.heading * state[HEADING];
    const steer = steeringFor(circles, bend) + YAW_GAIN * (speed * bend - state[YAW_RATE]);
    out[STEER] = Math.min(left, Math.max(right, steer));
    out[SPEED] = Math.min(top, speeds[pointIn(spec.brakingLag)]);
  };
}

/** What curvature a steering command comes to, at an easy speed. */
interface Circle {
  readonly steering: number;
  readonly curvature: number;
}

const CIRCLES = 21;
const EASY_SPEED = 1.5;
const SETTLE = { seconds: 2, step: 1 / 120 };

function circlesOf(spec: CarSpec, most: number): Circle[] {
  return Array.from({ length: CIRCLES }, (_, k) => {
    const steering = most * ((2 * k) / (CIRCLES - 1) - 1);
    const motion = new Float64Array(MOTION_SIZE);
    for (let seconds = 0; seconds < SETTLE.seconds; seconds += SETTLE.step) {
      respond(spec, motion, steering, EASY_SPEED, SETTLE.step);
      const turn = SETTLE.step * motion[YAW_RATE];
      turnFrame(motion, cos(turn), sin(turn));
    }
    const speed = Math.sqrt(motion[AHEAD] * motion[AHEAD] + motion[SIDEWAYS] * motion[SIDEWAYS]);
    return { steering, curvature: motion[YAW_RATE] / speed };
  });
}

/** The steering command that comes to a curvature; the one that comes nearest where none does. */
function steeringFor(circles: readonly Circle[], curvature: number): number {
  for (let k = 1; k < circles.length; k++) {
    const [before, after] = [circles[k - 1], circles[k]];
    if (before.curvature > curvature || after.curvature < curvature) continue;
    const part = (curvature - before.curvature) / (after.curvature - before.curvature);
    return before.steering + part * (after.steering - before.steering);
  }
  const isMore = (a: Circle, b: Circle) => (curvature > 0 ? a.curvature > b.curvature : a.curvature < b.curvature);
  return circles.reduce((best, circle) => (isMore(circle, best) ? circle : best)).steering;
}

function carefulSpeeds({ spec, corridor: { count, curvature, spacing } }: LapProblem, top: number): Float64Array {
  const lateral = (CAUTION.lateral * (spec.frontGrip + spec.rearGrip)) / spec.mass;
  const speed = curvature.map((k) => Math.min(top, Math.sqrt(lateral / Math.max(1e-6, Math.abs(k)))));
  const faster = 2 * CAUTION.driving * Math.min(MOST_ALONG, spec.maxAcceleration) * spacing;
  const slower = 2 * CAUTION.braking * Math.min(MOST_ALONG, spec.maxBraking) * spacing;
  // Twice around, so that a lap's end knows the next one's beginning.
  for (let i = 0; i < 2 * count; i++) {
    const [at, next] = [i % count, (i + 1) % count];
    speed[next] = Math.min(speed[next], Math.sqrt(speed[at] * speed[at] + faster));
  }
  for (let i = 2 * count; i > 0; i--) {
    const [at, before] = [i % count, (i - 1) % count];
    speed[before] = Math.min(speed[before], Math.sqrt(speed[at] * speed[at] + slower));
  }
  return speed;
}
