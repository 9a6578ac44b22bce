/**
 * Racing line: pay for metres of road per second, less the further from the line with the widest bends.
 * The line belongs to one course: `lapzero reward new --template racing-line --track NAME` writes it here for another.
 */

/** The line, m, every twenty centimetres or so. */
const LINE: [number, number][] = [];

const DECISIONS_PER_SECOND = 15;

// How far this car was at the last call, percent of the lap. It stays from one call to the next.
let progressBefore = 0;

export function reward_function(params: RewardParams): number {
  const gained = params.steps <= 2 ? 0 : params.progress - progressBefore;
  progressBefore = params.progress;

  if (params.is_offtrack || params.is_crashed) return -1;

  const speed = (gained / 100) * params.track_length * DECISIONS_PER_SECOND;
  let squared = 1e9;
  for (const [px, py] of LINE) {
    const dx = px - params.x;
    const dy = py - params.y;
    squared = Math.min(squared, dx * dx + dy * dy);
  }
  // 0 on the line, 1 half a road's width from it.
  const half = params.track_width / 2;
  const aside = Math.min(1, squared / (half * half));
  return speed * (1 - 0.5 * aside);
}
