/**
 * The row: one decision's numbers on their way into a sandbox. Its layout follows from the contract's list of inputs, and
 * the host (wire.ts), QuickJS (guest/prelude.ts) and Python (python/engine.py) all take it from here.
 *
 * A row is little-endian: a float64 for each input that is a number, an int32 for {@link ROW_INTS} and two for each pair, a
 * byte for each flag, zeros up to a multiple of eight bytes. Then seven float64 per object, {@link OBJECT_FIELDS}.
 */
import { REWARD_INPUTS, type RewardInput } from './contract.ts';

/** These say the same in every decision on a track: they are sent once. */
const OF_TRACK = ['track_length', 'waypoints'];

const named = (type: RewardInput['type']): readonly string[] =>
  REWARD_INPUTS.filter((input) => input.type === type && !OF_TRACK.includes(input.name)).map(({ name }) => name);

export const ROW_FLOATS = named('number');
/** The car's number in the sandbox, the number its track was sent under, and how many objects there are. */
export const ROW_INTS = ['car', 'track', 'objects'] as const;
export const ROW_PAIRS = named('pair');
export const ROW_FLAGS = named('flag');
/** Of each object, as sim/inputs.ts has them; the inputs of these names are lists of them. */
export const OBJECT_FIELDS = [
  'object_x',
  'object_y',
  'objects_speed',
  'objects_heading',
  'objects_distance_from_center',
  'objects_distance',
  'objects_left_of_center',
] as const;

const INTS = ROW_INTS.length + 2 * ROW_PAIRS.length;
/** Places in a row: of the first int32, counted in int32, and of the first flag, in bytes. */
export const FIRST_INT = 2 * ROW_FLOATS.length;
export const FIRST_FLAG = 4 * (FIRST_INT + INTS);
export const ROW_BYTES = 8 * Math.ceil((FIRST_FLAG + ROW_FLAGS.length) / 8);
export const OBJECT_BYTES = 8 * OBJECT_FIELDS.length;

/** Numbers of a row as QuickJS gets them: all of them as float64, in the same order. */
export const ROW_NUMBERS = ROW_FLOATS.length + INTS + ROW_FLAGS.length;

/** Where a number is among a row's {@link ROW_NUMBERS}; of a pair, its first. @throws RangeError for what no row has */
export function numberOf(name: string): number {
  const firstInt = ROW_FLOATS.length;
  const firstPair = firstInt + ROW_INTS.length;
  const firstFlag = firstInt + INTS;
  const places = [
    ...ROW_FLOATS.map((each, k) => [each, k] as const),
    ...ROW_INTS.map((each, k) => [each, firstInt + k] as const),
    ...ROW_PAIRS.map((each, k) => [each, firstPair + 2 * k] as const),
    ...ROW_FLAGS.map((each, k) => [each, firstFlag + k] as const),
  ];
  const found = places.find(([each]) => each === name);
  if (!found) throw new RangeError(`a row has no ${name}`);
  return found[1];
}

/** A row as numbers of one kind. @param out takes {@link ROW_NUMBERS} from `to` on @param at of the row, in bytes */
export function readRow(
  bytes: Uint8Array,
  floats: Float64Array,
  ints: Int32Array,
  at: number,
  out: Float64Array,
  to: number,
): void {
  for (let i = 0; i < ROW_FLOATS.length; i++) out[to + i] = floats[at / 8 + i];
  for (let i = 0; i < INTS; i++) out[to + ROW_FLOATS.length + i] = ints[at / 4 + FIRST_INT + i];
  for (let i = 0; i < ROW_FLAGS.length; i++) out[to + ROW_FLOATS.length + INTS + i] = bytes[at + FIRST_FLAG + i];
}

/** What Python unpacks rows and objects by. */
export const PYTHON_LAYOUT = {
  row: `<${ROW_FLOATS.length}d${INTS}i${ROW_FLAGS.length}?`,
  rowBytes: ROW_BYTES,
  floats: ROW_FLOATS,
  pairs: ROW_PAIRS,
  flags: ROW_FLAGS,
  object: `<${OBJECT_FIELDS.length}d`,
  objectBytes: OBJECT_BYTES,
  objectFields: OBJECT_FIELDS,
};
