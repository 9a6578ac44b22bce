/**
 * The agent file: who drives, in files. `agent.json` says which network from the closed list, what it may do,
 * and how it was trained; `weights.bin` is its parameters, float32, little-endian, nothing else;
 * `lap.json` is laps it drove. No topology and no code is ever taken from an agent.
 */
import { z } from 'zod';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { actionSpaceSchema, checkActionSpace, MAX_RANGE_SPEED } from '../car/actions.ts';
import { CAR_NAMES, CAR_SPECS } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { sha256Hex } from '../math/sha256.ts';
import type { EnvironmentOptions } from '../sim/environment.ts';
import { ARCHITECTURE_NAMES, ARCHITECTURES } from './architecture.ts';
import { distributionOf } from './distributions.ts';
import { emptyNetwork, type Network, type NetworkLayout, networkLayout } from './network.ts';
import type { Policy } from './policy.ts';

const FORMAT = 1;
/** No trained weight comes near it. */
const MAX_WEIGHT = 1e4;
const MAX_JSON_CHARACTERS = 1 << 20;

export function isAgentName(name: string): boolean {
  return /^\w[\w .-]{0,63}$/.test(name);
}

const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string().refine(isAgentName, 'must be 1 to 64 letters, digits, blanks, dots, dashes'),
  architecture: z.enum(ARCHITECTURE_NAMES),
  actionSpace: actionSpaceSchema,
  sensor: z.literal('FRONT_FACING_CAMERA'),
  camera: z.literal('deepracer'),
  car: z.enum(CAR_NAMES),
  controlHz: z.union([z.literal(15), z.literal(30)]),
  /** how it was trained: what learn/recipe.ts has the schema of, which driving does not need */
  recipe: z.record(z.string(), z.json()),
  summary: z.strictObject({
    updates: z.int().min(0),
    steps: z.int().min(0),
    seconds: z.number().min(0),
    firstLap: z.strictObject({ seconds: z.number(), steps: z.int() }).nullable(),
    bestLapSeconds: z.number().nullable(),
    /** of what the training's bits depend on; missing where it was trained elsewhere, or before versions were recorded */
    versions: z.strictObject({ sim: z.int(), learn: z.int() }).optional(),
  }),
  /** of `weights.bin` */
  weightsHash: z.string().regex(/^[0-9a-f]{64}$/),
});

type Manifest = z.infer<typeof manifestSchema>;

export interface Agent extends Pick<Manifest, 'name' | 'car' | 'controlHz' | 'recipe' | 'summary'> {
  readonly policy: Policy;
}

/** The options of the environment that an agent is made for: its car, its decisions a second, the rows that it sees. */
export function agentWorld({ car, controlHz, policy }: Agent): Pick<EnvironmentOptions, 'spec' | 'controlHz' | 'firstRow'> {
  return { spec: CAR_SPECS[car], controlHz, firstRow: policy.network.architecture.cropTop };
}

export interface AgentFiles {
  readonly 'agent.json': Uint8Array;
  readonly 'weights.bin': Uint8Array;
}

/** SHA-256 of the network's parameters as they are stored: what "the same weights" means. */
export function weightsHash({ parameters }: Network): string {
  return sha256Hex(weightBytes(parameters));
}

/** SHA-256 in hexadecimal digits: a platform's own is many times faster on large networks. */
export type Hasher = (bytes: Uint8Array) => string;

export function formatAgent({ policy, name, car, controlHz, recipe, summary }: Agent, hashOf: Hasher = sha256Hex): AgentFiles {
  const { network, actionSpace } = policy;
  const weights = weightBytes(network.parameters);
  const manifest: Manifest = {
    format: FORMAT,
    name,
    architecture: network.architecture.name,
    actionSpace,
    sensor: 'FRONT_FACING_CAMERA',
    camera: 'deepracer',
    car,
    controlHz,
    recipe,
    summary,
    weightsHash: hashOf(weights),
  };
  return {
    'agent.json': new TextEncoder().encode(`${JSON.stringify(manifestSchema.parse(manifest), null, 2)}\n`),
    'weights.bin': weights,
  };
}

/**
 * Reads an agent.
 * @param place named in errors, with the file
 * @throws UserError for anything but an agent: unknown keys, another format, weights of the wrong length, that
 *   are not finite, out of bounds or not those that agent.json speaks of
 */
export function parseAgent(files: AgentFiles, place: string, hashOf: Hasher = sha256Hex): Agent {
  const file = `${place}/agent.json`;
  const manifest = parseManifest(files['agent.json'], file);
  checkActionSpace(manifest.actionSpace, file, MAX_RANGE_SPEED);
  const { actionSpace, architecture, weightsHash: hash, name, car, controlHz, recipe, summary } = manifest;
  const parts = [ARCHITECTURES[architecture], DEEPRACER_CAMERA, distributionOf(actionSpace)] as const;
  // Before there is room for them: a few bytes may speak of the largest network.
  checkLength(files['weights.bin'], networkLayout(...parts), `${place}/weights.bin`);
  const network = emptyNetwork(...parts);
  readWeights(files['weights.bin'], network.parameters, `${place}/weights.bin`);
  if (hashOf(files['weights.bin']) !== hash) {
    throw new UserError(`${place}/weights.bin`, 'content', 'is not what agent.json was written with', FIX);
  }
  return { policy: { network, actionSpace }, name, car, controlHz, recipe, summary };
}

function parseManifest(bytes: Uint8Array, file: string): Manifest {
  const fix = 'train the agent again or copy it again';
  if (bytes.length > MAX_JSON_CHARACTERS) throw new UserError(file, 'size', 'is over 1 MiB', fix);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(file, 'text', 'is not UTF-8', fix);
  }
  return readJson(text, manifestSchema, file, fix);
}

/** Parameters as files hold them: float32, little-endian. */
export function weightBytes(parameters: Float32Array): Uint8Array {
  // Little-endian, as all machines are that run this.
  return new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength).slice();
}

const FIX = 'copy the whole agent again';

function checkLength({ length }: Uint8Array, { logStdAt, logStds }: NetworkLayout, file: string): void {
  const expected = 4 * (logStdAt + logStds);
  if (length !== expected) throw new UserError(file, 'length', `is ${length} bytes, not ${expected}`, FIX);
}

function readWeights(bytes: Uint8Array, parameters: Float32Array, file: string): void {
  // Little-endian, as all machines are that run this.
  new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength).set(bytes);
  for (let i = 0; i < parameters.length; i++) {
    const weight = parameters[i];
    if (!(Math.abs(weight) <= MAX_WEIGHT)) throw new UserError(file, `weight ${i}`, `is ${weight}`, FIX);
  }
}
