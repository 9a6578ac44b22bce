/** Pace: metres of road per second, wherever on it. For racing: the fastest way around earns most. */

const DECISIONS_PER_SECOND = 15;

// How far this car was at the last call, percent of the lap. It stays from one call to the next.
let progressBefore = 0;

export function reward_function(params: RewardParams): number {
  // An episode's first call sees 2 steps: there is nothing to compare with.
  const gained = params.steps <= 2 ? 0 : params.progress - progressBefore;
  progressBefore = params.progress;

  if (params.is_offtrack || params.is_crashed) return -1;

  return (gained / 100) * params.track_length * DECISIONS_PER_SECOND;
}
