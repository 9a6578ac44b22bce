/**
 * A checkpoint as bytes: everything that a training's future depends on. Layout: 8 bytes of magic, the length of the
 * header (uint32), the header (JSON in UTF-8: the checkpoint with a description in place of each array), the
 * arrays, little-endian, each from a multiple of 8 bytes on, and the SHA-256 of all that comes before it.
 */
import { z } from 'zod';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { sha256 } from '../math/sha256.ts';
import { checkVersion, LEARN_VERSION, SIM_VERSION } from '../math/versions.ts';
import { isCriticState } from './critic.ts';
import { recipeSchema, trackCount } from './recipe.ts';
import { blankNetwork } from './team.ts';
import type { Checkpoint } from './trainer.ts';

const MAGIC = 'LAPZERO1';
const HASH_BYTES = 32;
const MAX_HEADER_BYTES = 16 << 20;
const FIX = 'resume from another checkpoint, or train again';

const ARRAYS = { f4: Float32Array, f8: Float64Array, i4: Int32Array, u4: Uint32Array } as const;
type ArrayKind = keyof typeof ARRAYS;
type NumberArray = InstanceType<(typeof ARRAYS)[ArrayKind]>;

/** Stands for an array in the header. */
const placeSchema = z.strictObject({ array: z.enum(['f4', 'f8', 'i4', 'u4']), at: z.int().min(0), length: z.int().min(0) });

const f4 = z.instanceof(Float32Array);
const f8 = z.instanceof(Float64Array);
const u4 = z.instanceof(Uint32Array);
const count = z.int().min(0);
const checkpointSchema = z.strictObject({
  simVersion: count,
  learnVersion: count,
  recipe: recipeSchema,
  learner: z.strictObject({
    updates: count,
    parameters: f4,
    adamMean: f4,
    adamVariance: f4,
    adamProducts: f8,
    copies: z.array(f4).max(16).exactOptional(),
    shards: z.array(
      z.strictObject({
        shard: count,
        cars: z.array(f8),
        returns: f8,
        scaledReturns: f8,
        rewardScale: f8,
        actionStream: u4,
        shuffleStream: u4,
        order: z.instanceof(Int32Array),
        critic: z
          .strictObject({
            parameters: f4,
            adamMean: f4,
            adamVariance: f4,
            adamProducts: f8,
            features: f4,
            targets: f4,
            counts: f8,
            stream: u4,
          })
          .exactOptional(),
      }),
    ),
  }),
  trainer: z.strictObject({
    seconds: z.number().min(0),
    firstLap: z.strictObject({ seconds: z.number(), steps: count }).nullable(),
    best: z
      .strictObject({
        evaluation: z.strictObject({
          update: count,
          drives: z.array(
            z.strictObject({
              end: z.literal([0, 1, 2, 3, 4, 5, 6]),
              progress: z.number(),
              laps: z.array(z.strictObject({ microseconds: count, offTracks: count, crashes: count })),
              decisions: count,
            }),
          ),
          paths: z.array(f4),
        }),
        parameters: f4,
      })
      .nullable(),
    stale: count,
    learningRateScale: z.number().positive(),
    average: f4.nullable(),
  }),
});

export function formatCheckpoint({ recipe, learner, trainer }: Checkpoint): Uint8Array {
  const { best } = trainer;
  const slimmed = best && { ...best, evaluation: { ...best.evaluation, paths: [] } };
  const arrays: NumberArray[] = [];
  let at = 0;
  const header = JSON.stringify(
    { simVersion: SIM_VERSION, learnVersion: LEARN_VERSION, recipe, learner, trainer: { ...trainer, best: slimmed } },
    (_, value) => {
      const kind = (Object.keys(ARRAYS) as ArrayKind[]).find((name) => value instanceof ARRAYS[name]);
      if (!kind) return value;
      const place = { array: kind, at, length: value.length };
      arrays.push(value);
      at += 8 * Math.ceil(value.byteLength / 8);
      return place;
    },
  );
  const headerBytes = new TextEncoder().encode(header);
  const arraysAt = startOfArrays(headerBytes.length);
  const bytes = new Uint8Array(arraysAt + at + HASH_BYTES);
  bytes.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(bytes.buffer);
  view.setUint32(MAGIC.length, headerBytes.length, true);
  bytes.set(headerBytes, MAGIC.length + 4);
  let to = arraysAt;
  for (const array of arrays) {
    // Typed arrays are little-endian on every machine that JavaScript runs on today.
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), to);
    to += 8 * Math.ceil(array.byteLength / 8);
  }
  bytes.set(sha256(bytes.subarray(0, -HASH_BYTES)), bytes.length - HASH_BYTES);
  return bytes;
}

function startOfArrays(headerLength: number): number {
  return 8 * Math.ceil((MAGIC.length + 4 + headerLength) / 8);
}

/** Reads a checkpoint. @throws UserError naming `file` for anything but a whole one of this version */
export function parseCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const decoder = new TextDecoder();
  if (bytes.length < MAGIC.length + 4 + HASH_BYTES || decoder.decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new UserError(file, 'the file', 'is not a checkpoint of this version of Lapzero', FIX);
  }
  const hash = sha256(bytes.subarray(0, -HASH_BYTES));
  if (hash.some((byte, i) => byte !== bytes[bytes.length - HASH_BYTES + i])) {
    throw new UserError(file, 'the file', 'is damaged or cut short', FIX);
  }
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const arrays = Uint8Array.from(bytes.subarray(startOfArrays(headerLength), -HASH_BYTES));
  if (headerLength > Math.min(MAX_HEADER_BYTES, bytes.length)) throw new UserError(file, 'the header', 'is too long', FIX);
  const header = decoder.decode(bytes.subarray(MAGIC.length + 4, MAGIC.length + 4 + headerLength));
  const placed = readJson(header, z.json(), file, FIX);
  checkVersions(placed, file);
  const checked = checkpointSchema.safeParse(withArrays(placed, arrays.buffer, file));
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new UserError(file, issue.path.join('.') || 'the header', issue.message, FIX);
  }
  const { simVersion: _, learnVersion: __, ...checkpoint } = checked.data;
  checkSizes(checkpoint, file);
  return checkpoint;
}

/** Of a version that had no number of its own, the first. */
const versionsSchema = z.looseObject({ simVersion: count, learnVersion: count.default(1) });

function checkVersions(header: unknown, file: string): void {
  const made = versionsSchema.safeParse(header);
  if (!made.success) return;
  checkVersion('sim', made.data.simVersion, file);
  checkVersion('learn', made.data.learnVersion, file);
}

/** The value with arrays where their places are described. */
function withArrays(value: unknown, buffer: ArrayBuffer, file: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withArrays(item, buffer, file));
  if (typeof value !== 'object' || value === null) return value;
  if (!('array' in value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withArrays(item, buffer, file)]));
  }
  const place = placeSchema.safeParse(value).data;
  const ArrayType = place && ARRAYS[place.array];
  if (
    !place ||
    !ArrayType ||
    place.at % 8 !== 0 ||
    place.at + place.length * ArrayType.BYTES_PER_ELEMENT > buffer.byteLength
  ) {
    throw new UserError(file, 'an array', 'lies outside the file', FIX);
  }
  return new ArrayType(buffer, place.at, place.length).slice();
}

/** Arrays as long as the recipe makes them, numbers that are numbers. */
function checkSizes({ recipe, learner, trainer }: Checkpoint, file: string): void {
  const { length } = blankNetwork(recipe).parameters;
  const { shards, carsPerShard, rolloutSteps } = recipe.hyperparameters;
  const wrong = (field: string): never => {
    throw new UserError(file, field, 'does not fit the recipe', FIX);
  };
  const parameters = [
    learner.parameters,
    learner.adamMean,
    learner.adamVariance,
    trainer.best?.parameters ?? learner.parameters,
    trainer.average ?? learner.parameters,
  ];
  if ((recipe.opponents?.drivers === 'self') !== (learner.copies !== undefined)) wrong('learner.copies');
  for (const array of [...parameters, ...(learner.copies ?? [])]) {
    if (array.length !== length || !array.every(Number.isFinite)) wrong('learner');
  }
  if ((recipe.averaging === undefined) !== (trainer.average === null)) wrong('trainer.average');
  if (learner.adamProducts.length !== 2) wrong('learner.adamProducts');
  if (learner.shards.length !== shards) wrong('learner.shards');
  learner.shards.forEach((state, i) => {
    const { cars, returns, scaledReturns, rewardScale, actionStream, shuffleStream, order, critic } = state;
    const lengths = [cars, returns, scaledReturns, rewardScale, actionStream, shuffleStream, order].map((list) => list.length);
    const expected = [carsPerShard, carsPerShard, carsPerShard, 3, 4, 4, carsPerShard * rolloutSteps];
    if (state.shard !== i || lengths.join() !== expected.join()) wrong(`learner.shards.${i}`);
    if ((recipe.critic === 'state') !== (critic !== undefined)) wrong(`learner.shards.${i}.critic`);
    if (critic && !isCriticState(critic, 2 * trackCount(recipe))) wrong(`learner.shards.${i}.critic`);
  });
}
