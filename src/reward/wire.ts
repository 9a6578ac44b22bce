/** The host's side of the wire: it writes rows and reads answers. A sandbox is never believed. */
import { z } from 'zod';
import { OBJECT_SIZE, type RewardInputs } from '../sim/inputs.ts';
import { MAX_REWARD } from './contract.ts';
import { problemSchema } from './problem.ts';
import { FIRST_FLAG, FIRST_INT, OBJECT_BYTES, ROW_BYTES, ROW_FLAGS, ROW_FLOATS, ROW_PAIRS } from './row.ts';

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
  const byte = row * stride;
  const columns = inputs as unknown as Readonly<Record<string, ArrayLike<number>>>;
  for (let k = 0; k < ROW_FLOATS.length; k++) floats[byte / 8 + k] = columns[ROW_FLOATS[k]][i];
  const count = inputs.object_count[i];
  let int = byte / 4 + FIRST_INT;
  ints[int++] = car;
  ints[int++] = track;
  ints[int++] = count;
  for (const name of ROW_PAIRS) {
    ints[int++] = columns[name][2 * i];
    ints[int++] = columns[name][2 * i + 1];
  }
  for (let k = 0; k < ROW_FLAGS.length; k++) bytes[byte + FIRST_FLAG + k] = columns[ROW_FLAGS[k]][i];
  const from = i * inputs.object_capacity * OBJECT_SIZE;
  const to = (byte + ROW_BYTES) / 8;
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
