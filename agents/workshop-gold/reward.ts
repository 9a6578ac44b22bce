/**
 * Racing line: pay for metres of road per second, less the further from the line with the widest bends.
 * The line belongs to one course: `lapzero reward new --template racing-line --track NAME` writes it here for another.
 */

/** The line, m, every twenty centimetres or so. */
const LINE: [number, number][] = [
  [1.209, 0.504], [1.370, 0.490], [1.533, 0.479], [1.698, 0.470], [1.864, 0.458], [2.031, 0.444],
  [2.200, 0.428], [2.369, 0.414], [2.538, 0.403], [2.706, 0.397], [2.873, 0.397], [3.041, 0.403],
  [3.208, 0.404], [3.376, 0.397], [3.545, 0.385], [3.715, 0.373], [3.884, 0.366], [4.053, 0.364],
  [4.219, 0.373], [4.381, 0.396], [4.537, 0.433], [4.685, 0.485], [4.824, 0.551], [4.956, 0.632],
  [5.080, 0.736], [5.191, 0.873], [5.274, 1.029], [5.326, 1.191], [5.349, 1.360], [5.336, 1.531],
  [5.289, 1.700], [5.209, 1.862], [5.098, 2.012], [4.961, 2.141], [4.806, 2.246], [4.641, 2.327],
  [4.472, 2.386], [4.299, 2.426], [4.122, 2.450], [3.939, 2.463], [3.751, 2.468], [3.559, 2.470],
  [3.363, 2.473], [3.163, 2.476], [2.961, 2.479], [2.761, 2.483], [2.563, 2.486], [2.364, 2.490],
  [2.167, 2.493], [1.969, 2.496], [1.770, 2.499], [1.568, 2.503], [1.368, 2.508], [1.172, 2.513],
  [0.981, 2.516], [0.795, 2.511], [0.618, 2.493], [0.448, 2.459], [0.282, 2.411], [0.116, 2.343],
  [-0.043, 2.256], [-0.184, 2.154], [-0.306, 2.036], [-0.399, 1.902], [-0.465, 1.757], [-0.505, 1.610],
  [-0.513, 1.459], [-0.489, 1.312], [-0.439, 1.171], [-0.366, 1.043], [-0.279, 0.937], [-0.180, 0.847],
  [-0.069, 0.769], [0.057, 0.702], [0.193, 0.646], [0.339, 0.602], [0.492, 0.570], [0.650, 0.549],
  [0.810, 0.536], [0.972, 0.530],
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
