/** Where do cars start? */
import { wrapAngle } from '../math/angles.ts';
import { atan2 } from '../math/exact.ts';
import { type RandomStream, uniformIn } from '../math/random.ts';
import { distance } from '../math/vector.ts';
import { pointAt } from '../track/locate.ts';
import type { Track } from '../track/track.ts';

/**
 * - `line`: on the start line, every time (evaluations, races)
 * - `round-robin`: 5 % of the lap further each episode, as DeepRacer trains
 * - `random`: anywhere, a little off the middle and askew, so that a learner sees more than it drives
 */
export type StartRule = 'line' | 'round-robin' | 'random';

/** DeepRacer's ROUND_ROBIN_ADVANCE_DIST, fraction of the lap. */
const ROUND_ROBIN_STEP = 0.05;
/** Random starts: fraction of the half width to either side, and radians to either side. */
const RANDOM_OFFSET = 0.4;
const RANDOM_YAW = 0.25;

export interface StartPose {
  x: number;
  y: number;
  yaw: number;
  /** arc length of the base, m */
  arc: number;
}

export function newStartPose(): StartPose {
  return { x: 0, y: 0, yaw: 0, arc: 0 };
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

const point = { x: 0, y: 0, previous: 0 };

/**
 * The pose `arc` metres around the lap, heading along the road, written to `out`.
 * @param offset sideways, in half widths of the road: 0 = on the centre line, 0.5 = middle of the left lane
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
  const at = 2 * point.previous;
  const halfWidth = distance(inner.points[at], inner.points[at + 1], outer.points[at], outer.points[at + 1]) / 2;
  const along = Math.sqrt(dx * dx + dy * dy);
  out.x = point.x - (offset * halfWidth * dy) / along;
  out.y = point.y + (offset * halfWidth * dx) / along;
  out.yaw = atan2(dy, dx);
  out.arc = arc;
}
