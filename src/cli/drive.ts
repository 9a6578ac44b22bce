/** Agents at the wheel, for the commands: their world, and drives that are recorded. */
import { CAR_SPECS } from '../car/spec.ts';
import { newRecorder } from '../lap/recording.ts';
import type { Agent } from '../policy/agent.ts';
import { type Drive, driveGreedily, type Policy } from '../policy/policy.ts';
import { type Environment, newEnvironment } from '../sim/environment.ts';
import type { EpisodeRules } from '../sim/episode.ts';
import type { Track } from '../track/track.ts';

/** The agent's car, alone on the line of the course. */
export function agentEnvironment(
  { car, controlHz, policy }: Agent,
  track: Track,
  rules: EpisodeRules,
  seed: number,
): Environment {
  const firstRow = policy.network.architecture.cropTop;
  return newEnvironment({ tracks: [track], cars: 1, seed, start: 'line', rules, spec: CAR_SPECS[car], controlHz, firstRow });
}

/** A greedy drive of an environment's only car, and what a recording of it needs. */
export function driveRecorded(
  policy: Policy,
  environment: Environment,
): { readonly drive: Drive; readonly recorder: ReturnType<typeof newRecorder> } {
  const recorder = newRecorder(environment);
  const { actions } = policy.actionSpace;
  const [drive] = driveGreedily(policy, environment, ([action]) => {
    recorder.note(actions[action].steeringDeg, actions[action].speed);
  });
  return { drive, recorder };
}
