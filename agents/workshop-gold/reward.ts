/**
 * Racing line: pay for metres of road per second, less the further from the line with the widest bends.
 * The line belongs to one course: `lapzero reward new --template racing-line --track NAME` writes it here for another.
 */

/** The line, m, every twenty centimetres or so. */
const LINE: [number, number][] = [
  [1.083, 0.116], [1.280, 0.080], [1.478, 0.050], [1.676, 0.026], [1.875, 0.006], [2.075, -0.010],
  [2.274, -0.022], [2.474, -0.031], [2.674, -0.035], [2.874, -0.036], [3.074, -0.032], [3.274, -0.023],
  [3.473, -0.010], [3.672, 0.011], [3.871, 0.038], [4.067, 0.074], [4.262, 0.120], [4.454, 0.178],
  [4.640, 0.251], [4.819, 0.342], [4.986, 0.453], [5.133, 0.586], [5.259, 0.743], [5.362, 0.911],
  [5.437, 1.097], [5.473, 1.294], [5.467, 1.494], [5.422, 1.689], [5.340, 1.872], [5.228, 2.036],
  [5.091, 2.181], [4.938, 2.309], [4.773, 2.421], [4.598, 2.515], [4.411, 2.589], [4.218, 2.642],
  [4.021, 2.678], [3.821, 2.702], [3.622, 2.718], [3.421, 2.730], [3.221, 2.740], [3.021, 2.751],
  [2.822, 2.763], [2.623, 2.774], [2.424, 2.780], [2.224, 2.780], [2.025, 2.775], [1.826, 2.767],
  [1.626, 2.758], [1.426, 2.750], [1.225, 2.743], [1.025, 2.732], [0.825, 2.713], [0.627, 2.682],
  [0.433, 2.633], [0.246, 2.559], [0.071, 2.463], [-0.097, 2.358], [-0.257, 2.239], [-0.400, 2.099],
  [-0.513, 1.934], [-0.593, 1.751], [-0.630, 1.554], [-0.624, 1.354], [-0.571, 1.162], [-0.489, 0.981],
  [-0.379, 0.815], [-0.241, 0.670], [-0.082, 0.547], [0.089, 0.444], [0.270, 0.357], [0.456, 0.284],
  [0.646, 0.222], [0.839, 0.170],
];

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
