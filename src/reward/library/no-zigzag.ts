/** No zig-zag: follow the centre line, and do not swing the wheels from one side to the other. */

/** Degrees between one command and the next that are fine. */
const SMOOTH = 15;

// What this car was told last. It stays from one call to the next.
let steeringBefore = 0;

export function reward_function(params: RewardParams): number {
  const steering = params.steering_angle;
  // An episode's first call sees 2 steps: nothing came before it.
  const swing = params.steps <= 2 ? 0 : Math.abs(steering - steeringBefore);
  steeringBefore = steering;

  if (params.is_offtrack || params.is_crashed) return -1;

  const half = params.track_width / 2;
  let reward = Math.max(1e-3, 1 - params.distance_from_center / half);
  if (swing > SMOOTH) reward *= SMOOTH / swing;
  return reward;
}
