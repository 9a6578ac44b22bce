/**
 * Racing line: pay for metres of road per second, less the further from the line with the widest bends.
 * The line belongs to one course: `lapzero reward new --template racing-line --track NAME` writes it here for another.
 */

/** The line, m, every twenty centimetres or so. */
const LINE: [number, number][] = [
  [1.199, -0.016], [1.399, -0.027], [1.599, -0.035], [1.799, -0.041], [1.999, -0.045], [2.200, -0.047],
  [2.400, -0.048], [2.600, -0.048], [2.800, -0.047], [3.001, -0.044], [3.201, -0.041], [3.401, -0.036],
  [3.601, -0.029], [3.801, -0.020], [4.001, -0.009], [4.201, 0.006], [4.400, 0.025], [4.599, 0.050],
  [4.797, 0.082], [4.993, 0.124], [5.186, 0.179], [5.374, 0.250], [5.552, 0.341], [5.717, 0.452],
  [5.864, 0.587], [5.982, 0.750], [6.058, 0.934], [6.084, 1.133], [6.051, 1.329], [5.960, 1.507],
  [5.827, 1.656], [5.671, 1.781], [5.505, 1.891], [5.327, 1.985], [5.142, 2.063], [4.953, 2.131],
  [4.764, 2.199], [4.577, 2.273], [4.397, 2.363], [4.232, 2.472], [4.074, 2.594], [3.922, 2.725],
  [3.787, 2.871], [3.666, 3.029], [3.559, 3.199], [3.462, 3.375], [3.369, 3.554], [3.274, 3.731],
  [3.171, 3.904], [3.053, 4.067], [2.921, 4.215], [2.779, 4.354], [2.617, 4.472], [2.434, 4.552],
  [2.237, 4.589], [2.037, 4.585], [1.841, 4.542], [1.657, 4.462], [1.492, 4.349], [1.349, 4.210],
  [1.212, 4.069], [1.091, 3.908], [0.991, 3.733], [0.905, 3.551], [0.823, 3.367], [0.739, 3.184],
  [0.649, 3.005], [0.555, 2.830], [0.453, 2.658], [0.340, 2.492], [0.212, 2.339], [0.084, 2.186],
  [-0.051, 2.039], [-0.198, 1.902], [-0.346, 1.765], [-0.481, 1.613], [-0.583, 1.444], [-0.667, 1.263],
  [-0.718, 1.070], [-0.720, 0.871], [-0.653, 0.684], [-0.533, 0.523], [-0.380, 0.394], [-0.211, 0.289],
  [-0.029, 0.205], [0.160, 0.139], [0.355, 0.089], [0.552, 0.052], [0.750, 0.024], [0.949, 0.003],
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
