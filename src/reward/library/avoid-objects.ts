/** Avoid objects: speed in either lane, less the nearer an object is and the less far aside of it the car passes. */

const DECISIONS_PER_SECOND = 15;
/** Faster than this pays no more, m/s. */
const ENOUGH = 2;
/** Left of the pay with a wheel off the road. */
const WHEEL_OFF = 0.3;
/** Nearer than this to an object ahead, or behind, counts as beside it, m along the road. */
const NEAR_AHEAD = 1.2;
const NEAR_BEHIND = 0.6;
/** So far aside of an object's middle a car passes with room to spare, m. */
const CLEARANCE = 0.45;

// How far this car was at the last call, percent of the lap. It stays from one call to the next.
let progressBefore = 0;

export function reward_function(params: RewardParams): number {
  const gained = params.steps <= 2 ? 0 : params.progress - progressBefore;
  progressBefore = params.progress;

  if (params.is_offtrack || params.is_crashed) return -3;

  const speed = Math.min(ENOUGH, (gained / 100) * params.track_length * DECISIONS_PER_SECOND);
  const share = params.all_wheels_on_track ? 1 : WHEEL_OFF;
  return speed * share * room(params);
}

/** 1 with nothing near; 0 on the very place of an object. */
function room(params: RewardParams): number {
  const length = params.track_length;
  const aside = signed(params.is_left_of_center, params.distance_from_center);
  let result = 1;
  params.objects_distance.forEach((along, i) => {
    // Along the lap, the shorter way round.
    let ahead = along - params.projection_distance;
    if (ahead > length / 2) ahead -= length;
    if (ahead <= -length / 2) ahead += length;
    const nearness = 1 - (ahead > 0 ? ahead / NEAR_AHEAD : -ahead / NEAR_BEHIND);
    if (nearness <= 0) return;
    const between = Math.abs(aside - signed(params.objects_left_of_center[i], params.objects_distance_from_center[i]));
    result = Math.min(result, 1 - nearness * (1 - Math.min(1, between / CLEARANCE)));
  });
  return result;
}

function signed(isLeft: boolean, distance: number): number {
  return isLeft ? distance : -distance;
}
