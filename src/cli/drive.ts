/** Agents at the wheel, for the commands: their world, and drives that are recorded. */
import { CAR_SPECS } from '../car/spec.ts';
import { newRecorder } from '../lap/recording.ts';
import { recipeSchema } from '../learn/recipe.ts';
import type { Agent } from '../policy/agent.ts';
import { type Drive, driveGreedily, type Policy } from '../policy/policy.ts';
import { type Environment, type EnvironmentOptions, newEnvironment } from '../sim/environment.ts';
import type { ObjectGroup } from '../sim/traffic.ts';
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

/** What was on the road when the agent was trained. */
export function trainedObjects({ recipe }: Agent): readonly ObjectGroup[] {
  return recipeSchema.safeParse(recipe).data?.objects ?? [];
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
