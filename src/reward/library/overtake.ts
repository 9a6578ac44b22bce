/** Overtake: drive on, keep clear of the car ahead, and pass it. */

const DECISIONS_PER_SECOND = 15;
/** Passing a car earns so much, being passed costs it. */
const PASS = 2;
/** A pass is one when it happens within this much of the road, m: cars that are put back are none. */
const NEAR = 1;
/** Nearer than this behind a car in our way, m, speed earns less. */
const CLOSE = 0.8;
/** A car is in our way when we would pass it by less than this from middle to middle, m. */
const CLEARANCE = 0.3;

// What was at the last call: progress in percent, and how far ahead each car was along the road, m.
let progressBefore = 0;
let gapsBefore: number[] = [];

/** Metres of road from us to a car, the shorter way round: negative where it is behind. */
function gapTo(distance: number, params: RewardParams): number {
  const half = params.track_length / 2;
  const gap = distance - params.projection_distance;
  return gap > half ? gap - params.track_length : gap < -half ? gap + params.track_length : gap;
}

export function reward_function(params: RewardParams): number {
  const isFirst = params.steps <= 2;
  const gained = isFirst ? 0 : params.progress - progressBefore;
  const gaps = params.objects_distance.map((distance) => gapTo(distance, params));
  const before = isFirst ? gaps : gapsBefore;
  progressBefore = params.progress;
  gapsBefore = gaps;

  if (params.is_offtrack || params.is_crashed) return -3;

  const speed = (gained / 100) * params.track_length * DECISIONS_PER_SECOND;
  let reward = params.all_wheels_on_track ? speed : 0.3 * speed;

  const aside = params.is_left_of_center ? params.distance_from_center : -params.distance_from_center;
  for (let k = 0; k < gaps.length; k++) {
    const gap = gaps[k];
    const there = params.objects_distance_from_center[k];
    const other = params.objects_left_of_center[k] ? there : -there;
    const isInWay = Math.abs(aside - other) < CLEARANCE;
    if (isInWay && gap > 0 && gap < CLOSE) reward *= gap / CLOSE;
    const isNear = Math.abs(gap) < NEAR && Math.abs(before[k]) < NEAR;
    if (isNear && before[k] > 0 && gap <= 0) reward += PASS;
    if (isNear && before[k] <= 0 && gap > 0) reward -= PASS;
  }
  return reward;
}
