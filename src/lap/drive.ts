/** Agents at the wheel: their world, drives that are recorded, and how they are evaluated. */
import { z } from 'zod';
import { slowestSpeed } from '../car/actions.ts';
import { UserError } from '../math/error.ts';
import { type Agent, agentWorld } from '../policy/agent.ts';
import { type Drive, driveGreedily } from '../policy/driver.ts';
import type { Policy } from '../policy/policy.ts';
import { type Environment, type EnvironmentOptions, newEnvironment } from '../sim/environment.ts';
import { END, isClean, lapSeconds } from '../sim/episode.ts';
import { type ObjectGroup, objectGroupSchema } from '../sim/traffic.ts';
import { directTrack, reverseTrack, type Track } from '../track/track.ts';
import { type Competition, checkEntry, type Score, scoreOf } from './competition.ts';
import { driveHash, newRecorder, type RecordedWorld, type Recording, recordedEnvironment, recordingOf } from './recording.ts';

/** The agent's car on the line of the track, no other car with it. */
export function agentEnvironment(
  agent: Agent,
  track: Track,
  options: Pick<EnvironmentOptions, 'rules' | 'seed' | 'objects' | 'randomisation'>,
): Environment {
  return newEnvironment({ ...options, ...agentWorld(agent), tracks: [track], cars: 1, start: 'line' });
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

/**
 * One drive of an agent under a competition's rules, without exploring; the back end must be started.
 * @param track one of the competition's, in its direction
 * @throws UserError as {@link checkEntry} and newEnvironment do
 */
export function evaluateAgent(
  agent: Agent,
  track: Track,
  competition: Competition,
  seed = competition.seeds[0],
  onDecision?: (environment: Environment) => void,
): EvaluatedDrive {
  checkEntry(competition, agent, agent.name);
  const { policy } = agent;
  const { reversed } = track;
  const { car, controlHz, laps, objects, penalties, maxSeconds } = competition;
  const world: RecordedWorld = {
    track: reversed ? reverseTrack(track) : track,
    reversed,
    car,
    controlHz,
    seed,
    objects,
    laps,
    failure: 'penalty',
    penalties,
    maxSeconds: maxSeconds ?? laps * lapSeconds(track, slowestSpeed(policy.actionSpace)),
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

/** All drives of an entry, and the score that they give it; null where it has none. */
export interface JudgedEntry {
  readonly drives: readonly EvaluatedDrive[];
  readonly score: Score | null;
}

/**
 * Drives all that a competition asks of an entry: every track, for each seed.
 * @param tracks the competition's, in its order and directions
 * @throws UserError as {@link evaluateAgent} does, and for a track that is another one
 */
export function judgeEntry(agent: Agent, tracks: readonly Track[], competition: Competition): JudgedEntry {
  const driven = competition.tracks.flatMap(({ name, hash, direction }, track) => {
    if (tracks[track]?.hash !== hash) throw new UserError(name, 'hash', 'is of another track', 'give the track of the rules');
    const way = directTrack(tracks[track], direction);
    return competition.seeds.map((seed) => ({ track, drive: evaluateAgent(agent, way, competition, seed) }));
  });
  const scored = driven.map(({ track, drive }) => ({ track, microseconds: drive.recording.lapMicroseconds }));
  return { drives: driven.map(({ drive }) => drive), score: scoreOf(competition, scored) };
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
