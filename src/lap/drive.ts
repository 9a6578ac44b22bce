/** Agents at the wheel: their world, drives that are recorded, and how they are evaluated. */
import { z } from 'zod';
import { slowestSpeed } from '../car/actions.ts';
import { CAR_SPECS } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import type { Agent } from '../policy/agent.ts';
import { type Drive, driveGreedily } from '../policy/driver.ts';
import type { Policy } from '../policy/policy.ts';
import { type Environment, type EnvironmentOptions, newEnvironment } from '../sim/environment.ts';
import { END, isClean, lapSeconds } from '../sim/episode.ts';
import { type ObjectGroup, objectGroupSchema } from '../sim/traffic.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { driveHash, newRecorder, type RecordedWorld, type Recording, recordedEnvironment, recordingOf } from './recording.ts';

/** The agent's car on the line of the track, no other car with it. */
export function agentEnvironment(
  { car, controlHz, policy }: Agent,
  track: Track,
  options: Pick<EnvironmentOptions, 'rules' | 'seed' | 'objects' | 'randomisation'>,
): Environment {
  const firstRow = policy.network.architecture.cropTop;
  return newEnvironment({ ...options, tracks: [track], cars: 1, start: 'line', spec: CAR_SPECS[car], controlHz, firstRow });
}

/** What was on the road when the agent was trained. @throws UserError when that cannot be read */
export function trainedObjects({ recipe }: Agent): readonly ObjectGroup[] {
  const trained = z.array(objectGroupSchema).default([]).safeParse(recipe.objects);
  if (trained.success) return trained.data;
  throw new UserError('agent.json', 'recipe.objects', 'cannot be read', 'name the objects on the road with --race');
}

/** A greedy drive of an environment's only car, and what a recording of it needs. @param onDecision before each one */
export function driveRecorded(
  policy: Policy,
  environment: Environment,
  onDecision?: (environment: Environment) => void,
): { readonly drive: Drive; readonly recorder: ReturnType<typeof newRecorder> } {
  const recorder = newRecorder(environment);
  const [drive] = driveGreedily(policy, environment, ([steeringDeg], [speed]) => {
    recorder.note(steeringDeg, speed);
    onDecision?.(environment);
  });
  return { drive, recorder };
}

/** How an agent drove. */
export interface DriveResult {
  readonly completed: boolean;
  /** of the lap under way at the end, % */
  readonly progress: number;
  readonly laps: readonly {
    readonly seconds: number;
    readonly clean: boolean;
    readonly offTracks: number;
    readonly crashes: number;
  }[];
  /** of the whole drive: equal hashes mean bit-identical drives */
  readonly hash: string;
}

/** An evaluation, and the drive itself to drive again. */
interface EvaluatedDrive {
  readonly result: DriveResult;
  readonly recording: Recording;
}

/** Lets an agent drive laps without exploring; the back end must be started. @throws UserError as newEnvironment does */
export function evaluateAgent(
  agent: Agent,
  track: Track,
  { laps, seed, objects }: { readonly laps: number; readonly seed: number; readonly objects: readonly ObjectGroup[] },
  onDecision?: (environment: Environment) => void,
): EvaluatedDrive {
  const { car, controlHz, policy } = agent;
  const { reversed } = track;
  const world: RecordedWorld = {
    track: reversed ? reverseTrack(track) : track,
    reversed,
    car,
    controlHz,
    seed,
    objects,
    laps,
    failure: 'penalty',
    maxSeconds: laps * lapSeconds(track, slowestSpeed(policy.actionSpace)),
    firstRow: policy.network.architecture.cropTop,
  };
  const environment = recordedEnvironment(world);
  const { drive, recorder } = driveRecorded(policy, environment, onDecision);
  const result: DriveResult = {
    completed: drive.end === END.lapComplete,
    progress: drive.progress,
    laps: drive.laps.map((lap) => ({
      seconds: lap.microseconds / 1e6,
      clean: isClean(lap),
      offTracks: lap.offTracks,
      crashes: lap.crashes,
    })),
    hash: driveHash(recorder, drive),
  };
  return { result, recording: recordingOf(world, recorder, environment) };
}

/** Laps in a row among which the best one is looked for: the first from a standing start, the others flying. */
const RECORDED_LAPS = 3;

/**
 * Records the policy's fastest lap on a track, whichever way round it is: a drive from the line that ends with that lap.
 * @returns undefined when no lap is finished in either direction
 */
export function recordBestLap(
  policy: Policy,
  track: Track,
  conditions: Pick<RecordedWorld, 'car' | 'controlHz' | 'seed' | 'objects'>,
): Recording | undefined {
  const { cropTop: firstRow } = policy.network.architecture;
  const record = (reversed: boolean, laps: number) => {
    const { car, controlHz, seed, objects } = conditions;
    const world: RecordedWorld = { track, reversed, car, controlHz, seed, objects, laps, firstRow };
    const environment = recordedEnvironment(world);
    const { drive, recorder } = driveRecorded(policy, environment);
    return { times: drive.laps.map(({ microseconds }) => microseconds), world, recorder, environment };
  };
  let best: { reversed: boolean; lap: number; microseconds: number } | undefined;
  for (const reversed of [false, true]) {
    record(reversed, RECORDED_LAPS).times.forEach((microseconds, lap) => {
      if (!best || microseconds < best.microseconds) best = { reversed, lap, microseconds };
    });
  }
  if (!best) return undefined;
  const { world, recorder, environment } = record(best.reversed, best.lap + 1);
  return recordingOf(world, recorder, environment);
}
