/** Agents at the wheel, for the commands: their world, and drives that are recorded. */
import { z } from 'zod';
import { CAR_SPECS } from '../car/spec.ts';
import { newRecorder } from '../lap/recording.ts';
import { UserError } from '../math/error.ts';
import type { Agent } from '../policy/agent.ts';
import { type Drive, driveGreedily, type Policy } from '../policy/policy.ts';
import { type Environment, type EnvironmentOptions, newEnvironment } from '../sim/environment.ts';
import { type ObjectGroup, objectGroupSchema } from '../sim/traffic.ts';
import type { Track } from '../track/track.ts';

/** The agent's car on the line of the course, no other car with it. */
export function agentEnvironment(
  { car, controlHz, policy }: Agent,
  track: Track,
  options: Pick<EnvironmentOptions, 'rules' | 'seed' | 'objects' | 'randomisation'>,
): Environment {
  const firstRow = policy.network.architecture.cropTop;
  return newEnvironment({ ...options, tracks: [track], cars: 1, start: 'line', spec: CAR_SPECS[car], controlHz, firstRow });
}

/** What was on the road when the agent was trained. @throws UserError when that cannot be told */
export function trainedObjects({ recipe }: Agent): readonly ObjectGroup[] {
  const trained = z.array(objectGroupSchema).default([]).safeParse(recipe.objects);
  if (trained.success) return trained.data;
  throw new UserError('agent.json', 'recipe.objects', 'cannot be read', 'say by --race what shall be on the road');
}

/** A greedy drive of an environment's only car, and what a recording of it needs. */
export function driveRecorded(
  policy: Policy,
  environment: Environment,
): { readonly drive: Drive; readonly recorder: ReturnType<typeof newRecorder> } {
  const recorder = newRecorder(environment);
  const [drive] = driveGreedily(policy, environment, ([steeringDeg], [speed]) => recorder.note(steeringDeg, speed));
  return { drive, recorder };
}
