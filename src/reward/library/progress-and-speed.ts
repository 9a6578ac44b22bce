/** Progress and speed: pay for metres of road per second, less towards the edges. The default. */

const DECISIONS_PER_SECOND = 15;

// How far this car was at the last call, percent of the lap. It stays from one call to the next.
let progressBefore = 0;

export function reward_function(params: RewardParams): number {
  // An episode's first call sees 2 steps: there is nothing to compare with.
  const gained = params.steps <= 2 ? 0 : params.progress - progressBefore;
  progressBefore = params.progress;

  if (params.is_offtrack || params.is_crashed) return -1;

  // Metres per second along the road, however fast the wheels turn.
  const speed = (gained / 100) * params.track_length * DECISIONS_PER_SECOND;
  // 0 on the centre line, 1 at the edge.
  const aside = Math.min(1, params.distance_from_center / (params.track_width / 2));
  return speed * (1 - 0.5 * aside * aside);
}
