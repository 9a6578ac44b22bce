/**
 * Racing line: pay for metres of road per second, less the further from the line with the widest bends.
 * The line belongs to one course: `lapzero reward new --template racing-line --track NAME` writes it here for another.
 */

/** The line, m, every twenty centimetres or so. */
const LINE: [number, number][] = [
  [1.199, 0.094], [1.400, 0.100], [1.606, 0.104], [1.812, 0.108], [2.018, 0.113], [2.223, 0.117],
  [2.428, 0.119], [2.633, 0.121], [2.837, 0.127], [3.041, 0.136], [3.244, 0.140], [3.445, 0.139],
  [3.646, 0.139], [3.845, 0.144], [4.039, 0.151], [4.227, 0.156], [4.409, 0.158], [4.585, 0.161],
  [4.755, 0.173], [4.918, 0.196], [5.071, 0.231], [5.213, 0.278], [5.340, 0.334], [5.452, 0.396],
  [5.552, 0.463], [5.639, 0.533], [5.721, 0.610], [5.797, 0.695], [5.866, 0.792], [5.918, 0.904],
  [5.950, 1.031], [5.960, 1.182], [5.937, 1.355], [5.873, 1.539], [5.767, 1.716], [5.629, 1.873],
  [5.470, 2.006], [5.293, 2.119], [5.109, 2.212], [4.924, 2.290], [4.741, 2.359], [4.567, 2.430],
  [4.401, 2.510], [4.237, 2.607], [4.079, 2.723], [3.941, 2.853], [3.817, 2.996], [3.706, 3.150],
  [3.604, 3.314], [3.505, 3.486], [3.403, 3.659], [3.292, 3.830], [3.164, 3.991], [3.020, 4.135],
  [2.860, 4.259], [2.688, 4.358], [2.512, 4.429], [2.335, 4.473], [2.158, 4.489], [1.982, 4.474],
  [1.809, 4.431], [1.641, 4.359], [1.477, 4.259], [1.323, 4.134], [1.186, 3.992], [1.065, 3.837],
  [0.954, 3.670], [0.849, 3.497], [0.745, 3.324], [0.643, 3.153], [0.541, 2.983], [0.440, 2.816],
  [0.334, 2.656], [0.219, 2.507], [0.087, 2.364], [-0.056, 2.230], [-0.195, 2.097], [-0.328, 1.946],
  [-0.448, 1.773], [-0.543, 1.586], [-0.608, 1.392], [-0.639, 1.201], [-0.634, 1.029], [-0.606, 0.886],
  [-0.566, 0.772], [-0.518, 0.678], [-0.462, 0.591], [-0.394, 0.510], [-0.315, 0.434], [-0.223, 0.363],
  [-0.115, 0.298], [0.008, 0.241], [0.147, 0.193], [0.300, 0.157], [0.464, 0.134], [0.637, 0.125],
  [0.817, 0.127], [1.004, 0.136],
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
