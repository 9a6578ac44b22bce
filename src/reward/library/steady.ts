/**
 * Steady: as progress and speed, but nearer to the centre, with all wheels on the road and no hurry.
 * For policies that shall drive anywhere.
 */

const DECISIONS_PER_SECOND = 15;
/** Faster than this pays no more, m/s. */
const ENOUGH = 2;
/** Left of the pay with a wheel off the road. */
const WHEEL_OFF = 0.3;

// How far this car was at the last call, percent of the lap. It stays from one call to the next.
let progressBefore = 0;

export function reward_function(params: RewardParams): number {
  const gained = params.steps <= 2 ? 0 : params.progress - progressBefore;
  progressBefore = params.progress;

  if (params.is_offtrack || params.is_crashed) return -3;

  const speed = Math.min(ENOUGH, (gained / 100) * params.track_length * DECISIONS_PER_SECOND);
  const aside = Math.min(1, params.distance_from_center / (params.track_width / 2));
  const share = params.all_wheels_on_track ? 1 : WHEEL_OFF;
  return share * speed * (1 - aside * aside);
}
