/** The host's side of the wire: it writes rows and reads answers. A sandbox is never believed. */
import { z } from 'zod';
import { OBJECT_SIZE, type RewardInputs } from '../sim/inputs.ts';
import { MAX_REWARD } from './contract.ts';
import { problemSchema } from './problem.ts';
import { OBJECT_BYTES, ROW_BYTES } from './request.ts';

/** Rows for one batch, and three views of their bytes. */
export interface RowBlock {
  readonly stride: number;
  readonly bytes: Uint8Array;
  readonly floats: Float64Array;
  readonly ints: Int32Array;
}

export function newRowBlock(rows: number, objectCapacity: number): RowBlock {
  const stride = ROW_BYTES + objectCapacity * OBJECT_BYTES;
  const buffer = new ArrayBuffer(rows * stride);
  return { stride, bytes: new Uint8Array(buffer), floats: new Float64Array(buffer), ints: new Int32Array(buffer) };
}

/**
 * Writes entry `i` of the inputs as a row.
 * @param car its number in the sandbox
 * @param track the number its track was handed over under
 */
export function writeRow(block: RowBlock, row: number, inputs: RewardInputs, i: number, car: number, track: number): void {
  const { stride, bytes, floats, ints } = block;
  const float = (row * stride) / 8;
  floats[float] = inputs.x[i];
  floats[float + 1] = inputs.y[i];
  floats[float + 2] = inputs.heading[i];
  floats[float + 3] = inputs.distance_from_center[i];
  floats[float + 4] = inputs.projection_distance[i];
  floats[float + 5] = inputs.progress[i];
  floats[float + 6] = inputs.steps[i];
  floats[float + 7] = inputs.speed[i];
  floats[float + 8] = inputs.steering_angle[i];
  floats[float + 9] = inputs.track_width[i];
  floats[float + 10] = inputs.sim_time[i];
  const int = 2 * float + 22;
  const count = inputs.object_count[i];
  ints[int] = car;
  ints[int + 1] = track;
  ints[int + 2] = count;
  ints[int + 4] = inputs.closest_waypoints[2 * i];
  ints[int + 5] = inputs.closest_waypoints[2 * i + 1];
  ints[int + 6] = inputs.closest_objects[2 * i];
  ints[int + 7] = inputs.closest_objects[2 * i + 1];
  const flag = row * stride + 120;
  bytes[flag] = inputs.all_wheels_on_track[i];
  bytes[flag + 1] = inputs.is_left_of_center[i];
  bytes[flag + 2] = inputs.is_reversed[i];
  bytes[flag + 3] = inputs.is_crashed[i];
  bytes[flag + 4] = inputs.is_offtrack[i];
  bytes[flag + 5] = inputs.object_in_camera[i];
  const from = i * inputs.object_capacity * OBJECT_SIZE;
  const to = float + ROW_BYTES / 8;
  for (let k = 0; k < count * OBJECT_SIZE; k++) floats[to + k] = inputs.objects[from + k];
}

const warnings = z.array(z.strictObject({ message: z.string().max(1000), line: z.int().nullable() })).max(1000);
const printed = z.array(z.tuple([z.int(), z.string().max(50_000)])).max(50_000);

/** Larger batches are never requested. */
const MAX_CALLS = 100_000;

/** What a sandbox answers, one for each request. */
export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('loaded'), warnings }),
  z.strictObject({ kind: z.literal('known') }),
  /** block: rewards, float64 */
  z.strictObject({
    kind: z.literal('evaluated'),
    printed: printed.optional(),
    /** the first one; with `zero`, the others of the batch were evaluated all the same */
    problem: problemSchema.nullable().optional(),
    failures: z.int().min(0).optional(),
  }),
  z.strictObject({
    kind: z.literal('called'),
    values: z.array(z.number().min(-MAX_REWARD).max(MAX_REWARD)).max(MAX_CALLS),
    reads: z.array(z.string().max(100)).max(100),
    printed,
    problem: problemSchema.nullable(),
    warnings,
    microseconds: z.number().min(0),
  }),
  z.strictObject({ kind: z.literal('failed'), problem: problemSchema }),
]);
export type Answer = z.infer<typeof answerSchema>;
