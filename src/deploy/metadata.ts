/** DeepRacer's `model_metadata.json`: what a policy senses and may do. Every variant that its trainers and consoles wrote. */
import { z } from 'zod';
import { type ActionSpace, checkActionSpace, MAX_SPEED, MAX_STEERING_DEG, MIN_SPEED } from '../car/actions.ts';
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

export interface ModelMetadata {
  readonly actionSpace: ActionSpace;
  /** the simulated car that it learned on */
  readonly car: CarName;
  /** what had to be changed to drive here */
  readonly notes: readonly string[];
}

/** From this version of DeepRacer's simulator on the car's wheels are driven by speed, not by torque. */
const KINEMATIC_VERSION = 5;
const MEND = 'take the model_metadata.json of a DeepRacer policy (PPO, one camera)';

/** @throws UserError for what is no such file, and for policies that cannot drive here, saying why */
export function parseMetadata(text: string, file: string): ModelMetadata {
  const { action_space: space, sensor, training_algorithm: algorithm, version } = readJson(text, metadataSchema, file, MEND);
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
  checkActionSpace(actionSpace, file);
  return { actionSpace, car: versionOf(version, sensor) >= KINEMATIC_VERSION ? 'deepracer-v6' : 'deepracer-v4', notes };
}

/** Old files have no version: then the sensor tells. */
function versionOf(version: string | number | undefined, sensor: unknown): number {
  const told = Number.parseFloat(String(version));
  if (Number.isFinite(told)) return told;
  return sensor === undefined ? 1 : 2;
}

interface DeepRacerAction {
  readonly steering_angle: number;
  readonly speed: number;
}

function discreteSpace(list: readonly DeepRacerAction[], notes: string[]): ActionSpace {
  const fastest = Math.max(...list.map(({ speed }) => speed));
  const scale = speedScale(fastest, notes);
  const actions = list.map(({ steering_angle, speed }) => ({
    steeringDeg: clampSteering(steering_angle),
    speed: Math.max(MIN_SPEED, speed * scale),
  }));
  return { kind: 'discrete', actions };
}

function continuousSpace(
  steering: { low: number; high: number },
  speed: { low: number; high: number },
  notes: string[],
): ActionSpace {
  const scale = speedScale(speed.high, notes);
  return {
    kind: 'continuous',
    steeringDeg: { low: clampSteering(steering.low), high: clampSteering(steering.high) },
    speed: { low: Math.max(MIN_SPEED, speed.low * scale), high: speed.high * scale },
  };
}

/** Old consoles allowed more: what counts is how the speeds stand to each other. */
function speedScale(fastest: number, notes: string[]): number {
  if (fastest <= MAX_SPEED) return 1;
  notes.push(`Its fastest action is ${fastest} m/s; cars here go up to ${MAX_SPEED}, so all its speeds are scaled.`);
  return MAX_SPEED / fastest;
}

function clampSteering(degrees: number): number {
  return Math.min(MAX_STEERING_DEG, Math.max(-MAX_STEERING_DEG, degrees));
}

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
    version: car === 'deepracer-v4' ? '4' : '5',
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

/** DeepRacer's names of networks. The car does not look at them, so ours go by the default's. */
const NETWORK_NAMES: Readonly<Record<string, string>> = {
  'deepracer-shallow': 'DEEP_CONVOLUTIONAL_NETWORK_SHALLOW',
  deepracer: 'DEEP_CONVOLUTIONAL_NETWORK',
  'deepracer-deep': 'DEEP_CONVOLUTIONAL_NETWORK_DEEP',
};
