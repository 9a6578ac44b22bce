/** Which few actions would drive a known line? */
import type { Action, DiscreteActionSpace } from '../car/actions.ts';
import { MAX_STEERING_DEG, MIN_SPEED } from '../car/actions.ts';
import { toDegrees } from '../math/angles.ts';
import type { LimitLine } from './limit.ts';

/** Groups of what the line asks for; each turns left and right. */
const GROUPS = 5;
/** Less steering than this is straight on. */
const STRAIGHT_DEG = 2;
const MOST_ROUNDS = 100;

interface Moment {
  /** commanded, either way, as parts of the most that a command can be */
  readonly steering: number;
  readonly speed: number;
  /** s */
  readonly weight: number;
}

/**
 * The commands along a line, gathered into groups by k-means and weighted by time. Each is there to the left and to the
 * right, since a track is driven both ways; and so is hard steering at the slowest speed, since a line never asks for what
 * brings a learner back to it.
 * @param cap speed that commands end at, m/s
 */
export function suggestActions(line: LimitLine, cap: number): DiscreteActionSpace {
  const groups = gather(momentsOf(line, cap)).map(({ steering, speed }) => actionOf(steering, speed, cap));
  const catching = { steeringDeg: MAX_STEERING_DEG, speed: Math.min(...groups.map(({ speed }) => speed)) };
  const actions = new Map(
    [...groups, catching].flatMap(bothSides).map((action) => [`${action.steeringDeg} ${action.speed}`, action]),
  );
  return {
    kind: 'discrete',
    actions: [...actions.values()].sort((a, b) => a.steeringDeg - b.steeringDeg || a.speed - b.speed),
  };
}

function bothSides({ steeringDeg, speed }: Action): Action[] {
  if (steeringDeg < STRAIGHT_DEG) return [{ steeringDeg: 0, speed }];
  return [
    { steeringDeg: -steeringDeg, speed },
    { steeringDeg, speed },
  ];
}

function momentsOf({ count, steering, command, seconds }: LimitLine, cap: number): Moment[] {
  return Array.from({ length: count }, (_, i) => ({
    steering: Math.min(1, Math.abs(toDegrees(steering[i])) / MAX_STEERING_DEG),
    speed: Math.min(1, command[i] / cap),
    weight: seconds[i],
  }));
}

/** Whole degrees and tenths of m/s: as people write them. */
function actionOf(steering: number, speed: number, cap: number): Action {
  return {
    steeringDeg: Math.round(steering * MAX_STEERING_DEG),
    speed: Math.max(MIN_SPEED, Math.round(speed * cap * 10) / 10),
  };
}

/** k-means; begins with the moments that lie farthest from each other, so that it needs no dice. */
function gather(moments: readonly Moment[]): Moment[] {
  let centres = [moments[0]];
  while (centres.length < GROUPS) {
    const far = moments.reduce((best, each) => (gap(each, centres) > gap(best, centres) ? each : best));
    if (gap(far, centres) === 0) break;
    centres.push(far);
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const sums = centres.map(() => ({ steering: 0, speed: 0, weight: 0 }));
    for (const moment of moments) {
      const sum = sums[nearest(moment, centres)];
      sum.steering += moment.weight * moment.steering;
      sum.speed += moment.weight * moment.speed;
      sum.weight += moment.weight;
    }
    const next = sums.map(({ steering, speed, weight }, k) =>
      weight > 0 ? { steering: steering / weight, speed: speed / weight, weight } : centres[k],
    );
    if (next.every((centre, k) => squareBetween(centre, centres[k]) === 0)) break;
    centres = next;
  }
  return centres;
}

function nearest(moment: Moment, centres: readonly Moment[]): number {
  let best = 0;
  for (let k = 1; k < centres.length; k++) {
    if (squareBetween(moment, centres[k]) < squareBetween(moment, centres[best])) best = k;
  }
  return best;
}

const gap = (moment: Moment, centres: readonly Moment[]) => squareBetween(moment, centres[nearest(moment, centres)]);

function squareBetween(a: Moment, b: Moment): number {
  const steering = a.steering - b.steering;
  const speed = a.speed - b.speed;
  return steering * steering + speed * speed;
}
