/** DeepRacer's `model_metadata.json`: what a policy senses and may do. Every variant that its trainers and consoles wrote. */
import { z } from 'zod';
import {
  type ActionSpace,
  checkActionSpace,
  MAX_RANGE_SPEED,
  MAX_SPEED,
  MAX_STEERING_DEG,
  MIN_SPEED,
} from '../car/actions.ts';
import type { CarName } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import type { Policy } from '../policy/policy.ts';

export const METADATA_FILE = 'model_metadata.json';

const number = z.coerce.number();
const range = z.object({ low: number, high: number });
const metadataSchema = z.object({
  action_space: z.union([
    z.array(z.object({ steering_angle: number, speed: number })).min(1),
    z.object({ steering_angle: range, speed: range }),
  ]),
  sensor: z.array(z.string()).optional(),
  training_algorithm: z.string().optional(),
  version: z.union([z.string(), z.number()]).optional(),
});

interface ModelMetadata {
  readonly actionSpace: ActionSpace;
  /** the simulated car that it learned on */
  readonly car: CarName;
  /** what had to be changed to drive here */
  readonly notes: readonly string[];
}

/** The simulated cars by the version of DeepRacer's simulator, newest first: each from its version on. */
const CAR_VERSIONS: readonly { readonly from: number; readonly car: CarName }[] = [
  { from: 6, car: 'deepracer-v6' },
  { from: 5, car: 'deepracer-v5' },
  { from: 0, car: 'deepracer-v4' },
];
const FIX = 'take the model_metadata.json of a DeepRacer policy (PPO, one camera)';

/** @throws UserError for what is no such file, and for policies that cannot drive here, saying why */
export function parseMetadata(text: string, file: string): ModelMetadata {
  const { action_space: space, sensor, training_algorithm: algorithm, version } = readJson(text, metadataSchema, file, FIX);
  const sensors = (sensor ?? ['observation']).map((name) => name.toUpperCase());
  const refused = sensors.find((name) => /STEREO|LIDAR/.test(name));
  if (refused) {
    throw new UserError(file, 'sensor', `is ${refused}`, 'only one camera can come in: train with FRONT_FACING_CAMERA alone');
  }
  if (sensors.length !== 1) {
    throw new UserError(file, 'sensor', `names ${sensors.length} sensors`, 'one camera can come in: FRONT_FACING_CAMERA');
  }
  if (algorithm !== undefined && algorithm !== 'clipped_ppo') {
    throw new UserError(file, 'training_algorithm', `is "${algorithm}"`, 'only "clipped_ppo" can come in');
  }
  const notes: string[] = [];
  const actionSpace = Array.isArray(space)
    ? discreteSpace(space, notes)
    : continuousSpace(space.steering_angle, space.speed, notes);
  checkActionSpace(actionSpace, file, MAX_RANGE_SPEED);
  return { actionSpace, car: carOf(versionOf(version, sensor)), notes };
}

/** Old files have no version: then the sensor tells. */
function versionOf(version: string | number | undefined, sensor: unknown): number {
  const told = Number.parseFloat(String(version));
  if (Number.isFinite(told)) return told;
  return sensor === undefined ? 1 : 2;
}

function carOf(version: number): CarName {
  return CAR_VERSIONS.find(({ from }) => version >= from)?.car ?? 'deepracer-v4';
}

interface DeepRacerAction {
  readonly steering_angle: number;
  readonly speed: number;
}

function discreteSpace(list: readonly DeepRacerAction[], notes: string[]): ActionSpace {
  noteClipping(Math.max(...list.map(({ speed }) => speed)), notes);
  const actions = list.map(({ steering_angle, speed }) => ({
    steeringDeg: clampSteering(steering_angle),
    speed: clipSpeed(speed),
  }));
  return { kind: 'discrete', actions };
}

function continuousSpace(
  steering: { low: number; high: number },
  speed: { low: number; high: number },
  notes: string[],
): ActionSpace {
  noteClipping(speed.high, notes);
  return {
    kind: 'continuous',
    steeringDeg: { low: clampSteering(steering.low), high: clampSteering(steering.high) },
    speed: { low: Math.max(MIN_SPEED, speed.low), high: speed.high },
  };
}

/** Old consoles allowed more. DeepRacer's simulator clips the command, and so is it here. */
function clipSpeed(speed: number): number {
  return Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed));
}

function noteClipping(fastest: number, notes: string[]): void {
  if (fastest <= MAX_SPEED) return;
  notes.push(`Its fastest action is ${fastest} m/s; like DeepRacer's simulator, cars here clip commands at ${MAX_SPEED} m/s.`);
}

function clampSteering(degrees: number): number {
  return Math.min(MAX_STEERING_DEG, Math.max(-MAX_STEERING_DEG, degrees));
}

/** What `version` says of each car; of others, what DeepRacer for Cloud writes by default. */
const VERSION_NAMES: Readonly<Partial<Record<CarName, string>>> = {
  'deepracer-v6': '6',
  'deepracer-v5': '5',
  'deepracer-v4': '4',
};

/** As the car's software reads it: angles in degrees, speeds in m/s, actions in the order of the policy's outputs. */
export function formatMetadata({ network, actionSpace }: Policy, car: CarName): string {
  const metadata = {
    action_space:
      actionSpace.kind === 'discrete'
        ? actionSpace.actions.map(({ steeringDeg, speed }, index) => ({ steering_angle: steeringDeg, speed, index }))
        : { steering_angle: actionSpace.steeringDeg, speed: actionSpace.speed },
    sensor: ['FRONT_FACING_CAMERA'],
    neural_network: NETWORK_NAMES[network.architecture.name] ?? NETWORK_NAMES['deepracer-shallow'],
    training_algorithm: 'clipped_ppo',
    action_space_type: actionSpace.kind,
    version: VERSION_NAMES[car] ?? '5',
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

/** DeepRacer's names of networks. The car does not read them, so Lapzero's networks use the default's. */
const NETWORK_NAMES: Readonly<Record<string, string>> = {
  'deepracer-shallow': 'DEEP_CONVOLUTIONAL_NETWORK_SHALLOW',
  deepracer: 'DEEP_CONVOLUTIONAL_NETWORK',
  'deepracer-deep': 'DEEP_CONVOLUTIONAL_NETWORK_DEEP',
};
