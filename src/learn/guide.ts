/**
 * A guide knows the car's exact state and the road, which the policy must find out from frames, and names at each decision
 * the action that brings the car nearest to a fast line. The policy imitates it in the states of its own driving (as in
 * Ross et al., 2011), in addition to learning from rewards.
 */
import { type ActionSpace, actionGrid, MAX_SPEED } from '../car/actions.ts';
import { type Car, readMotion } from '../car/car.ts';
import { AHEAD, MOTION_SIZE } from '../car/motion.ts';
import { type Placed, predictCar } from '../car/predict.ts';
import { toRadians } from '../math/angles.ts';
import type { GuideLine } from './guide-line.ts';

export interface Guide {
  /** Writes the best action for what the car does now, as the space's distribution has actions, into row `row`. */
  advise(car: Car, actions: Float32Array, row: number): void;
}

/** How far an action is looked ahead, ticks: its own 8 at 15 Hz, and as long again and half until its effect shows. */
const LOOK_AHEAD_TICKS = 20;
/** Being so far from the line, m, misalignment by so much, and too fast or too slow by so much, m/s, count the same. */
const OFFSET_SCALE = 0.1;
const HEADING_SCALE = 0.2;
const SPEED_SCALE = 0.95;
/** Points of the line before and after the nearest one now, among which the nearest one then is. */
const POINTS_BEHIND = 4;
const POINTS_AHEAD = 14;
/** Of the whole line every so many points are looked at first. */
const STRIDE = 4;
/** A line's point whose direction differs by more than about 107 degrees belongs to another stretch of road. */
const LEAST_ALIGNED = -0.3;
/** What is tried of a continuous space: parts of the steering range, and of the speed range. */
const STEERING_PARTS = [-1, -0.73, -0.5, -0.33, -0.17, 0, 0.17, 0.33, 0.5, 0.73, 1];
const SPEED_PARTS = [-0.8, -0.2, 0.4, 1];

interface Candidate {
  readonly steering: number;
  readonly speed: number;
  /** the action as the distribution has it */
  readonly action: readonly number[];
}

export function newGuide(line: GuideLine, space: ActionSpace): Guide {
  const candidates = candidatesOf(space);
  const { count, points, cos: lineCos, sin: lineSin, speed: lineSpeed } = line;
  const now = new Float64Array(MOTION_SIZE);
  const motion = new Float64Array(MOTION_SIZE);
  const then: Placed = { x: 0, y: 0, cosYaw: 1, sinYaw: 0 };

  /** The nearest of the points from so many behind to so many ahead of `from`. */
  const nearestAround = (from: number, behind: number, ahead: number, x: number, y: number): number => {
    let at = from;
    let least = Number.POSITIVE_INFINITY;
    let i = from - behind < 0 ? from - behind + count : from - behind;
    for (let step = -behind; step <= ahead; step++) {
      const dx = points[2 * i] - x;
      const dy = points[2 * i + 1] - y;
      const square = dx * dx + dy * dy;
      if (square < least) {
        least = square;
        at = i;
      }
      i = i + 1 === count ? 0 : i + 1;
    }
    return at;
  };

  /** The nearest point of the line that runs the car's way. */
  const nearest = ({ pose }: Car): number => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    // First among every few of them, then around that one.
    for (let i = 0; i < count; i += STRIDE) {
      const dx = points[2 * i] - pose.x;
      const dy = points[2 * i + 1] - pose.y;
      const square = dx * dx + dy * dy;
      if (square >= least || lineCos[i] * pose.cosYaw + lineSin[i] * pose.sinYaw < LEAST_ALIGNED) continue;
      least = square;
      best = i;
    }
    return nearestAround(best, STRIDE, STRIDE, pose.x, pose.y);
  };

  /** Cost of the car's predicted state: its squared distances from the line's place, direction and speed. */
  const cost = (car: Car, { steering, speed }: Candidate, from: number): number => {
    motion.set(now);
    predictCar(car, motion, steering, speed, LOOK_AHEAD_TICKS, then);
    const { x, y, cosYaw, sinYaw } = then;
    const at = nearestAround(from, POINTS_BEHIND, POINTS_AHEAD, x, y);
    const offset = lineCos[at] * (y - points[2 * at + 1]) - lineSin[at] * (x - points[2 * at]);
    // The sine, for all that matters the angle; more than a right angle is as bad as that.
    const misalignment = lineCos[at] * cosYaw + lineSin[at] * sinYaw > 0 ? lineCos[at] * sinYaw - lineSin[at] * cosYaw : 1;
    const missing = motion[AHEAD] - lineSpeed[at];
    return squared(offset / OFFSET_SCALE) + squared(misalignment / HEADING_SCALE) + squared(missing / SPEED_SCALE);
  };

  return {
    advise(car, actions, row) {
      readMotion(car, now);
      const from = nearest(car);
      let best = candidates[0];
      let least = Number.POSITIVE_INFINITY;
      for (const candidate of candidates) {
        const bad = cost(car, candidate, from);
        if (bad >= least) continue;
        least = bad;
        best = candidate;
      }
      const { action } = best;
      for (let k = 0; k < action.length; k++) actions[row * action.length + k] = action[k];
    },
  };
}

function squared(value: number): number {
  return value * value;
}

function candidatesOf(space: ActionSpace): Candidate[] {
  if (space.kind === 'discrete') {
    return space.actions.map(({ steeringDeg, speed }, i) => ({ steering: toRadians(steeringDeg), speed, action: [i] }));
  }
  const within = ({ low, high }: { low: number; high: number }, part: number) => low + ((part + 1) / 2) * (high - low);
  return actionGrid(STEERING_PARTS, SPEED_PARTS).actions.map(({ steeringDeg: steeringPart, speed: speedPart }) => ({
    steering: toRadians(within(space.steeringDeg, steeringPart)),
    speed: Math.min(MAX_SPEED, within(space.speed, speedPart)),
    action: [steeringPart, speedPart],
  }));
}
