/**
 * A car along a corridor, as a problem of control: every step goes a fixed distance along the corridor's line and takes
 * whatever time that needs, by the car's own motion. The car's place is given relative to the line: how far to the left of it the
 * car is, and how far turned from it.
 */
import { AHEAD, MOTION_SIZE, respond, SIDEWAYS, STEERING, turnFrame, YAW_RATE } from '../car/motion.ts';
import type { CarSpec } from '../car/spec.ts';
import { toRadians } from '../math/angles.ts';
import type { ControlProblem } from '../math/ddp.ts';
import { cos, sin } from '../math/exact.ts';
import type { Corridor } from './corridor.ts';

/** A state's numbers: those of the car's motion, then m to the left of the line and radians turned to the left of it. */
export const OFFSET = MOTION_SIZE;
export const HEADING = MOTION_SIZE + 1;
export const STATE_SIZE = MOTION_SIZE + 2;
/** A control's numbers: steering, radians, and speed, m/s, both as commanded. */
export const STEER = 0;
export const SPEED = 1;

/** Every step of the corridor's line is worked out in so many. */
const SUBSTEPS = 2;
/** A car that does not get ahead faster than this gets stuck, m/s. */
const MIN_PROGRESS = 0.05;
/** Nearer to the middle of a bend's circle than this part of its radius, metres along the line mean nothing. */
const LEAST_ROOM = 0.05;
/** By which states and controls are changed to find slopes. */
const PROBES = Float64Array.of(1e-3, 1e-3, 3e-3, 3e-4, 1e-3, 3e-4, 3e-4, 3e-4, 1e-3);

export interface LapProblem {
  readonly spec: CarSpec;
  readonly corridor: Corridor;
  /** commanded speeds end there, m/s */
  readonly cap: number;
  /** all wheels but one may leave the road; that one stays so far inside, m */
  readonly margin: number;
  /** the corridor's point that it begins at, and with which state */
  readonly first: number;
  readonly start: Float64Array;
  /** of the corridor's line */
  readonly steps: number;
}

/** What counts beside the time. */
interface Weights {
  /** s/m³: of squared metres beyond the edge, per metre of road */
  readonly edge: number;
  /** s/m of the commanded wheel angle's distance from the wheels', in parts of the largest */
  readonly steering: number;
  readonly speed: number;
}

/** The problem of driving along the corridor from the problem's start on, in the least time and what is added to it. */
export function controlProblem({ spec, corridor, cap, margin, first, steps }: LapProblem, weights: Weights): ControlProblem {
  const { count, spacing, curvature, left, right } = corridor;
  const mostSteering = toRadians(spec.maxSteeringDeg);
  const top = Math.min(cap, spec.maxSpeed);
  const ds = spacing / SUBSTEPS;
  const { wheels } = spec.shape;
  const across = wheels[0].y;
  const along = Math.max(...wheels.map(({ x }) => Math.abs(x)));
  const before = new Float64Array(MOTION_SIZE);
  return {
    stateSize: STATE_SIZE,
    steps,
    least: [-mostSteering, 0],
    most: [mostSteering, top],
    probes: PROBES,
    step(i, state, control, next) {
      if (isLost(state)) return Number.POSITIVE_INFINITY;
      const at = (first + i) % count;
      const after = at + 1 === count ? 0 : at + 1;
      for (let k = 0; k < STATE_SIZE; k++) next[k] = state[k];
      let c = cos(state[HEADING]);
      let s = sin(state[HEADING]);
      let seconds = 0;
      for (let sub = 0; sub < SUBSTEPS; sub++) {
        const bend = curvature[at] + ((sub + 0.5) / SUBSTEPS) * (curvature[after] - curvature[at]);
        const room = Math.max(1 - next[OFFSET] * bend, LEAST_ROOM);
        const rate = Math.max((next[AHEAD] * c - next[SIDEWAYS] * s) / room, MIN_PROGRESS);
        for (let k = 0; k < MOTION_SIZE; k++) before[k] = next[k];
        respond(spec, next, control[STEER], control[SPEED], ds / rate);
        const rateAfter = Math.max((next[AHEAD] * c - next[SIDEWAYS] * s) / room, MIN_PROGRESS);
        // The time that the changing speed really needs for the distance.
        const used = (2 * rate) / (rate + rateAfter);
        const h = (used * ds) / rate;
        for (let k = 0; k < MOTION_SIZE; k++) next[k] = before[k] + used * (next[k] - before[k]);
        const turn = h * next[YAW_RATE];
        const halfC = cosOfSmall(0.5 * turn);
        const halfS = sinOfSmall(0.5 * turn);
        const ahead = 0.5 * (before[AHEAD] + next[AHEAD]);
        const sideways = 0.5 * (before[SIDEWAYS] + next[SIDEWAYS]);
        next[OFFSET] += h * (ahead * (s * halfC + c * halfS) + sideways * (c * halfC - s * halfS));
        // The speeds in the car's new frame.
        turnFrame(next, cosOfSmall(turn), sinOfSmall(turn));
        const aside = turn - ds * bend;
        next[HEADING] += aside;
        const [ac, as] = [cosOfSmall(aside), sinOfSmall(aside)];
        [c, s] = [c * ac - s * as, s * ac + c * as];
        seconds += h;
      }
      const reach = across * c + along * Math.sqrt(s * s + 1e-4) - margin;
      const beyond = Math.max(next[OFFSET] - left[after] - reach, -next[OFFSET] - right[after] - reach, 0);
      const steer = (spec.steeringGain * control[STEER] + spec.steeringPull - state[STEERING]) / mostSteering;
      const fast = (control[SPEED] - state[AHEAD]) / top;
      const { edge, steering, speed } = weights;
      return seconds + spacing * (edge * beyond * beyond + steering * steer * steer + speed * fast * fast);
    },
  };
}

/** Farther from the line, or turned more from it, nothing brings a car back; m, radians, rad/s. */
const LOST = { offset: 20, heading: 6, yawRate: 100 };

function isLost(state: Float64Array): boolean {
  const isNear =
    Math.abs(state[OFFSET]) < LOST.offset &&
    Math.abs(state[HEADING]) < LOST.heading &&
    Math.abs(state[YAW_RATE]) < LOST.yawRate;
  return !isNear;
}

/** Of the angles within one step only. */
function cosOfSmall(x: number): number {
  const square = x * x;
  return 1 - square * (0.5 - square * (1 / 24));
}

function sinOfSmall(x: number): number {
  const square = x * x;
  return x * (1 - square * (1 / 6 - square * (1 / 120)));
}

/** Nothing but the time counts. */
export const TIME_ALONE: Weights = { edge: 0, steering: 0, speed: 0 };
