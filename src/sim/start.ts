/** Where do cars start? */
import { wrapAngle } from '../math/angles.ts';
import { atan2 } from '../math/exact.ts';
import { type RandomStream, uniformIn } from '../math/random.ts';
import { type CentrePoint, pointAt } from '../track/locate.ts';
import type { Track } from '../track/track.ts';

/**
 * - `line`: on the start line, every time (evaluations, races)
 * - `round-robin`: 5 % of the lap further each episode, as DeepRacer trains
 * - `random`: anywhere, a little off the middle and at an angle, so that a learner sees more than it drives
 */
export type StartRule = 'line' | 'round-robin' | 'random';

/** DeepRacer's ROUND_ROBIN_ADVANCE_DIST, fraction of the lap. */
const ROUND_ROBIN_STEP = 0.05;
/** Random starts: fraction of the half width to either side, and radians to either side. */
const RANDOM_OFFSET = 0.4;
const RANDOM_YAW = 0.25;

/** Free places are looked for backwards in steps of so much, m. */
export const STEP_BACK = 0.25;

/** Middle of a lane: half-way from the centre line to the border. */
export const LANE_OFFSET = 0.5;

export interface StartPose {
  x: number;
  y: number;
  yaw: number;
  /** arc length of the base, m */
  arc: number;
  /** sideways, from −1 (right border) over 0 (centre line) to 1 (left border) */
  offset: number;
}

export function newStartPose(): StartPose {
  return { x: 0, y: 0, yaw: 0, arc: 0, offset: 0 };
}

/** The start of a car's episode `number` (0, 1, …), written to `out`: its base, heading to the next waypoint. */
export function startPose(track: Track, rule: StartRule, number: number, stream: RandomStream, out: StartPose): void {
  if (rule === 'random') {
    const arc = uniformIn(stream, 0, track.length);
    const offset = uniformIn(stream, -RANDOM_OFFSET, RANDOM_OFFSET);
    const yaw = uniformIn(stream, -RANDOM_YAW, RANDOM_YAW);
    poseOnRoad(track, arc, offset, out);
    out.yaw = wrapAngle(out.yaw + yaw);
  } else {
    const around = rule === 'line' ? 0 : number * ROUND_ROBIN_STEP;
    poseOnRoad(track, (around - Math.floor(around)) * track.length, 0, out);
  }
}

const point: CentrePoint = { x: 0, y: 0, previous: 0, part: 0 };

/**
 * The pose `arc` metres around the lap, heading along the road, written to `out`.
 * @param offset sideways, from the centre line (0) towards the left border (1) or the right one (−1): 0.5 is the
 *   middle of the left lane, as DeepRacer has it, also where the centre line is off the middle of the road
 */
export function poseOnRoad(track: Track, arc: number, offset: number, out: StartPose): void {
  pointAt(track, arc, point);
  const { centre, inner, outer } = track;
  let next = point.previous + 1;
  let dx = centre.points[2 * next] - point.x;
  let dy = centre.points[2 * next + 1] - point.y;
  // A waypoint under the car, or doubled, gives no direction: look one further.
  while (dx * dx + dy * dy < 1e-12) {
    next = next + 1 < centre.count ? next + 1 : 1;
    dx = centre.points[2 * next] - point.x;
    dy = centre.points[2 * next + 1] - point.y;
  }
  const border = offset > 0 === track.isCcw ? inner : outer;
  const at = 2 * point.previous;
  const borderX = border.points[at] + point.part * (border.points[at + 2] - border.points[at]);
  const borderY = border.points[at + 1] + point.part * (border.points[at + 3] - border.points[at + 1]);
  const aside = Math.abs(offset);
  out.x = point.x + aside * (borderX - point.x);
  out.y = point.y + aside * (borderY - point.y);
  out.yaw = atan2(dy, dx);
  out.arc = arc;
  out.offset = offset;
}
