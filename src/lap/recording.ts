/**
 * A drive, recorded so that anyone can drive it again: what was commanded and when, and the state hash
 * once a second. The motion follows from these, bit-identical in every engine.
 */
import { z } from 'zod';
import { MIN_SPEED } from '../car/actions.ts';
import { CAR_NAMES } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { sha256Hex } from '../math/sha256.ts';
import { checkVersion, RACE_VERSION, SIM_VERSION } from '../math/versions.ts';
import type { Drive } from '../policy/driver.ts';
import { advance, type Environment, newEnvironment, type Painter } from '../sim/environment.ts';
import { END, type EpisodeRules, lapSeconds, TICKS_PER_SECOND } from '../sim/episode.ts';
import { stateHash } from '../sim/hash.ts';
import { PENALTIES } from '../sim/setback.ts';
import { type ObjectGroup, objectGroupSchema } from '../sim/traffic.ts';
import { worldOf } from '../sim/world-options.ts';
import { reverseTrack, type Track } from '../track/track.ts';

const HASH_EVERY_TICKS = TICKS_PER_SECOND;
const MAX_ACTIONS = 500_000;

const recordingSchema = z.strictObject({
  simVersion: z.int(),
  /** of the rules that laps and penalties are judged by; 1 where it is missing */
  raceVersion: z.int().optional(),
  /** the hash of its track, under the name that the format has had from the start */
  courseHash: z.string(),
  reversed: z.boolean(),
  car: z.enum(CAR_NAMES),
  controlHz: z.union([z.literal(15), z.literal(30), z.literal(60)]),
  seed: z.int().min(0),
  /** what else was on the road */
  objects: z.array(objectGroupSchema).max(10),
  laps: z.int().min(1),
  /** what leaving the road or a crash did: it ended the drive, as where this is missing, or cost time */
  failure: z.enum(['end', 'penalty']).optional(),
  /** what that costs, s, where it is not {@link PENALTIES} */
  penalties: z.strictObject({ offTrackSeconds: z.number().min(0), crashSeconds: z.number().min(0) }).optional(),
  /** simulated time it was given; without one, what the laps take at the slowest */
  maxSeconds: z.number().positive().max(1e6).optional(),
  /** tick, commanded steering in degrees, commanded speed in m/s */
  actions: z.array(z.tuple([z.int().min(0), z.number().min(-30).max(30), z.number().min(0).max(4)])).max(MAX_ACTIONS),
  /** tick, state hash */
  hashes: z.array(z.tuple([z.int().min(0), z.string().length(64)])),
  /** from the line to the line, whole microseconds */
  lapMicroseconds: z.array(z.int().min(1)),
});

export type Recording = z.infer<typeof recordingSchema>;

function areUsual({ offTrackSeconds, crashSeconds }: typeof PENALTIES): boolean {
  return offTrackSeconds === PENALTIES.offTrackSeconds && crashSeconds === PENALTIES.crashSeconds;
}

/** Reads a recording's JSON text. @throws UserError naming `file` */
export function parseRecording(text: string, file: string): Recording {
  return readJson(text, recordingSchema, file, 'record the lap again');
}

/** The world of a recorded drive: one car on the line; where nothing else is said, leaving the road ends it. */
export interface RecordedWorld {
  readonly track: Track;
  readonly reversed: boolean;
  readonly car: Recording['car'];
  readonly controlHz: 15 | 30 | 60;
  readonly seed: number;
  readonly objects: readonly ObjectGroup[];
  readonly laps: number;
  readonly failure?: 'end' | 'penalty' | undefined;
  readonly penalties?: typeof PENALTIES | undefined;
  readonly maxSeconds?: number | undefined;
  readonly firstRow?: number;
}

/** @param painter draws what the car sees; without one the CPU does */
export function recordedEnvironment(world: RecordedWorld, painter?: Painter): Environment {
  const { track, reversed, seed, laps, failure, penalties = PENALTIES, maxSeconds, firstRow = 0 } = world;
  const rules: EpisodeRules = {
    laps,
    failure: failure === 'penalty' ? penalties : 'end',
    maxSeconds: maxSeconds ?? laps * lapSeconds(track, MIN_SPEED),
  };
  const tracks = [reversed ? reverseTrack(track) : track];
  return newEnvironment({
    tracks,
    cars: 1,
    seed,
    ...worldOf(world),
    start: 'line',
    rules,
    firstRow,
    ...(painter && { painter }),
  });
}

/** The world for replaying a recording: without a camera, because the commands are known. */
export function replayEnvironment(recording: Recording, track: Track): Environment {
  return recordedEnvironment({ track, ...recording }, () => {});
}

/** Collects what a recording needs; call `note` before each decision of the environment's car. */
export function newRecorder(environment: Environment): {
  readonly note: (steeringDeg: number, speed: number) => void;
  readonly actions: Recording['actions'];
  readonly hashes: Recording['hashes'];
} {
  const actions: Recording['actions'] = [];
  const hashes: Recording['hashes'] = [];
  return {
    actions,
    hashes,
    note(steeringDeg, speed) {
      const tick = actions.length * environment.controlTicks;
      if (tick % HASH_EVERY_TICKS === 0) hashes.push([tick, stateHash(environment)]);
      actions.push([tick, steeringDeg, speed]);
    },
  };
}

/** One hash for a whole drive: its commands, its state once a second, how it ended. */
export function driveHash({ actions, hashes }: Pick<Recording, 'actions' | 'hashes'>, drive: Drive): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify([actions, hashes, drive.end, drive.progress, drive.laps])));
}

export function recordingOf(
  world: RecordedWorld,
  recorder: ReturnType<typeof newRecorder>,
  environment: Environment,
): Recording {
  const { actions, hashes } = recorder;
  const { track, reversed, car, controlHz, seed, objects, laps, failure, penalties, maxSeconds } = world;
  const lapMicroseconds = environment.finishedLaps[0].map(({ microseconds }) => microseconds);
  return {
    simVersion: SIM_VERSION,
    raceVersion: RACE_VERSION,
    courseHash: track.hash,
    reversed,
    car,
    controlHz,
    seed,
    objects: [...objects],
    laps,
    ...(failure && { failure }),
    ...(penalties && !areUsual(penalties) && { penalties }),
    ...(maxSeconds !== undefined && { maxSeconds }),
    actions,
    hashes,
    lapMicroseconds,
  };
}

/**
 * Drives a recording again and compares every hash and lap time.
 * @param watch called after each decision, whose reward inputs are then there
 * @returns undefined when all agree, else where they first differ
 * @throws UserError when the recording was made on another track or under other rules
 */
export function findDifference(
  recording: Recording,
  track: Track,
  file: string,
  watch?: (environment: Environment) => void,
): string | undefined {
  const { simVersion, raceVersion = 1 } = recording;
  checkVersion('sim', simVersion, file);
  checkVersion('race', raceVersion, file);
  if (recording.courseHash !== track.hash) {
    throw new UserError(file, 'courseHash', `is of another track than "${track.name}"`, 'give the track it was driven on');
  }
  const environment = replayEnvironment(recording, track);
  const recorder = newRecorder(environment);
  for (const [tick, steeringDeg, speed] of recording.actions) {
    if (environment.ends[0] !== END.none) return 'the drive ends before its actions do';
    if (tick !== recorder.actions.length * environment.controlTicks) return `tick ${tick} is not when a decision is made`;
    recorder.note(steeringDeg, speed);
    advance(environment, [steeringDeg], [speed]);
    watch?.(environment);
  }
  if (environment.ends[0] === END.none) return 'the actions end before the drive does';
  if (recording.hashes.length !== recorder.hashes.length) return 'states are missing';
  const different = recording.hashes.findIndex(
    ([tick, hash], i) => recorder.hashes[i]?.[0] !== tick || recorder.hashes[i][1] !== hash,
  );
  if (different >= 0) return `the state at tick ${recording.hashes[different][0]} differs`;
  const laps = environment.finishedLaps[0].map(({ microseconds }) => microseconds);
  return laps.join() === recording.lapMicroseconds.join() ? undefined : 'the lap times differ';
}
