/** Rewards along a track as a row of blocks: the higher, the more. */
import type { Trial } from '../reward/check.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
const COLUMNS = 48;

/** The mean reward by place on the lap, from waypoint 0 on; a blank where the car never was. */
export function rewardStrip({ inputs, count, track }: Trial, values: readonly number[]): string {
  const sums = new Float64Array(COLUMNS);
  const calls = new Int32Array(COLUMNS);
  for (let i = 0; i < Math.min(count, values.length); i++) {
    const column = Math.min(COLUMNS - 1, Math.floor((COLUMNS * inputs.projection_distance[i]) / track.length));
    sums[column] += values[i];
    calls[column]++;
  }
  const means = [...sums].map((sum, i) => (calls[i] > 0 ? sum / calls[i] : null));
  const known = means.filter((mean) => mean !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const blockOf = (mean: number) =>
    BLOCKS[most > least ? Math.min(BLOCKS.length - 1, Math.floor((BLOCKS.length * (mean - least)) / (most - least))) : 3];
  return means.map((mean) => (mean === null ? ' ' : blockOf(mean))).join('');
}
