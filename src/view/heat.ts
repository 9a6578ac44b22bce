/** Where on a track something happens: values by place, the newest counting most. */
import type { DrivenSamples } from '../learn/rollout.ts';
import { type Bounds, type Track, trackBounds } from '../track/track.ts';

/** Side of a cell, m. */
const CELL = 0.12;
/** What each new value takes from the old mean. */
const DECAY = 0.02;

export const HEATS = ['reward', 'speed', 'exits'] as const;
export type Heat = (typeof HEATS)[number];

export interface HeatMap {
  /** of all cells together */
  readonly bounds: Bounds;
  readonly columns: number;
  readonly rows: number;
  /** per cell, first row at minY: the mean; for exits, how many */
  readonly values: Readonly<Record<Heat, Float32Array>>;
  /** 1 where something was */
  readonly known: Uint8Array;
}

export function newHeatMap(track: Track): HeatMap {
  const { minX, minY, maxX, maxY } = trackBounds(track, 0.2);
  const columns = Math.ceil((maxX - minX) / CELL);
  const rows = Math.ceil((maxY - minY) / CELL);
  const floats = () => new Float32Array(columns * rows);
  return {
    // Whole cells: a picture with a pixel for each is stretched over them.
    bounds: { minX, minY, maxX: minX + columns * CELL, maxY: minY + rows * CELL },
    columns,
    rows,
    values: { reward: floats(), speed: floats(), exits: floats() },
    known: new Uint8Array(columns * rows),
  };
}

/** Counts a decision in. */
function addHeat(heat: HeatMap, x: number, y: number, reward: number, speed: number, failed: boolean): void {
  const { bounds, columns, rows, values, known } = heat;
  const column = Math.floor((x - bounds.minX) / CELL);
  const row = Math.floor((y - bounds.minY) / CELL);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return;
  const at = row * columns + column;
  if (known[at]) {
    values.reward[at] += DECAY * (reward - values.reward[at]);
    values.speed[at] += DECAY * (speed - values.speed[at]);
  } else {
    values.reward[at] = reward;
    values.speed[at] = speed;
    known[at] = 1;
  }
  values.exits[at] = failed ? values.exits[at] + 1 : values.exits[at] * (1 - DECAY / 4);
}

/** Counts in what a training drove on its first track. */
export function addDriven(heat: HeatMap, { places, tracks, rewards, speeds, failed }: DrivenSamples): void {
  for (let i = 0; i < rewards.length; i++) {
    if (tracks[i] === 0) addHeat(heat, places[2 * i], places[2 * i + 1], rewards[i], speeds[i], failed[i] === 1);
  }
}

/** Least and greatest of a map's known values, without its most extreme ones. */
export function heatRange({ values, known }: HeatMap, heat: Heat): { low: number; high: number } {
  const list = Array.from(values[heat]).filter((_, at) => known[at]);
  if (list.length === 0) return { low: 0, high: 1 };
  list.sort((a, b) => a - b);
  // Exits are rare: their most extreme ones are the point.
  const [from, to] = heat === 'exits' ? [0, 1] : [0.03, 0.97];
  const low = list[Math.floor(from * (list.length - 1))];
  const high = list[Math.ceil(to * (list.length - 1))];
  return { low, high: high > low ? high : low + 1e-6 };
}
