/** Stay inside: all is well as long as the wheels are on the road and the edge is not too near. */

/** So near to the edge is too near, m. */
const MARGIN = 0.05;

export function reward_function(params: RewardParams): number {
  const toEdge = params.track_width / 2 - params.distance_from_center;
  if (params.all_wheels_on_track && toEdge >= MARGIN) return 1;
  return 1e-3;
}
