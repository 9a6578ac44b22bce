/** Head to bot: drive on, and change to the free lane before the bot ahead comes too near. */

const DECISIONS_PER_SECOND = 15;
/** A bot in our lane nearer than this costs something, and nearer than this most of it, m. */
const CLOSE = 1.2;
const TOO_CLOSE = 0.6;

// How far this car was at the last call, percent of the lap. It stays from one call to the next.
let progressBefore = 0;

export function reward_function(params: RewardParams): number {
  const gained = params.steps <= 2 ? 0 : params.progress - progressBefore;
  progressBefore = params.progress;

  if (params.is_offtrack || params.is_crashed) return -3;

  const speed = (gained / 100) * params.track_length * DECISIONS_PER_SECOND;
  let reward = params.all_wheels_on_track ? speed : 0.3 * speed;

  // Only the next one ahead matters, and only in our own lane.
  if (params.objects_location.length > 0) {
    const ahead = params.closest_objects[1];
    const [x, y] = params.objects_location[ahead];
    const dx = x - params.x;
    const dy = y - params.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (params.objects_left_of_center[ahead] === params.is_left_of_center) {
      if (distance < TOO_CLOSE) reward *= 0.2;
      else if (distance < CLOSE) reward *= 0.6;
    }
  }
  return reward;
}
