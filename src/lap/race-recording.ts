/**
 * A race, recorded so that anyone can run it again: its rules, and what every driver commanded, or a person pressed. The
 * motion follows from these, bit-identical in every engine; the race's state hash is kept once a second.
 */
import { z } from 'zod';
import { CAR_NAMES, CAR_SPECS } from '../car/spec.ts';
import { canonicalJson } from '../math/canonical-json.ts';
import { UserError } from '../math/error.ts';
import { randomStream } from '../math/random.ts';
import { readJson } from '../math/read-json.ts';
import { sha256Hex } from '../math/sha256.ts';
import { checkVersion, RACE_VERSION, SIM_VERSION } from '../math/versions.ts';
import { MAX_ENTRANTS } from '../sim/grid.ts';
import { raceHash } from '../sim/hash.ts';
import type { RoadObject } from '../sim/objects.ts';
import { AXIS_STEPS, HELPS, NO_INPUT, type PersonInput, personDriver } from '../sim/person-input.ts';
import { type Entrant, newRace, order, type Race } from '../sim/race.ts';
import { advanceRace, type RaceDriver } from '../sim/race-drivers.ts';
import { newTraffic, objectGroupSchema, placeTraffic } from '../sim/traffic.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { raceResults } from './race-results.ts';

const HASH_EVERY_TICKS = 120;
const MAX_DECISIONS = 200_000;
const FIX = 'record the race again';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seconds = z.number().min(0).max(100_000);

/** Of one entrant. A policy's commands are those of its decisions, in their order; a person's input is what changed, by tick. */
const entrantSchema = z.strictObject({
  name: z.string().min(1).max(64),
  car: z.enum(CAR_NAMES),
  controlTicks: z.union([z.literal(2), z.literal(4), z.literal(8)]),
  isGhost: z.boolean().exactOptional(),
  /** of the agent that drove */
  weightsHash: hash.exactOptional(),
  drove: z.union([
    z.strictObject({
      steeringDeg: z.array(z.number().min(-90).max(90)).max(MAX_DECISIONS),
      speed: z.array(z.number().min(0).max(20)).max(MAX_DECISIONS),
    }),
    z.strictObject({
      helps: z.array(z.enum(HELPS)).max(HELPS.length),
      input: z
        .array(
          z.tuple([
            z.int().min(0),
            z.int().min(0).max(15),
            z.int().min(-AXIS_STEPS).max(AXIS_STEPS),
            z.int().min(-AXIS_STEPS).max(AXIS_STEPS),
          ]),
        )
        .max(MAX_DECISIONS),
    }),
  ]),
});

const recordingSchema = z.strictObject({
  version: z.literal(2),
  simVersion: z.int(),
  raceVersion: z.int(),
  track: z.strictObject({ name: z.string().max(64), hash, reversed: z.boolean() }),
  rules: z.strictObject({
    laps: z.int().min(1).max(1000),
    maxSeconds: seconds.max(10_000),
    offTrackSeconds: seconds.max(60),
    crashSeconds: seconds.max(60),
    contact: z.boolean(),
    seed: z.int().min(0).max(0xffff_ffff).nullable(),
  }),
  objects: z.array(objectGroupSchema).max(10),
  entrants: z.array(entrantSchema).min(1).max(MAX_ENTRANTS),
  /** tick, state hash */
  hashes: z.array(z.tuple([z.int().min(0), hash])).max(20_000),
  /** by entrant: from the line to the line, whole microseconds */
  lapMicroseconds: z.array(z.array(z.int().min(1))),
  /** of everything else here: a changed byte is found without running it */
  hash,
});

export type RaceRecording = z.infer<typeof recordingSchema>;
export type RecordedEntrant = RaceRecording['entrants'][number];
type Drove = RecordedEntrant['drove'];

/** Whether a text is a race's recording, rather than one car's drive. */
export function isRaceRecording(text: string): boolean {
  return /^\s*\{\s*"version"\s*:/.test(text.slice(0, 200));
}

/** Reads a race's recording. @throws UserError naming `file` for anything but a whole one of these versions */
export function parseRaceRecording(text: string, file: string): RaceRecording {
  const recording = readJson(text, recordingSchema, file, FIX);
  if (recording.hash !== contentHash(recording)) {
    throw new UserError(file, 'hash', 'does not fit the rest: the file was changed', FIX);
  }
  checkVersion('sim', recording.simVersion, file);
  checkVersion('race', recording.raceVersion, file);
  recording.entrants.forEach(({ drove }, i) => {
    if ('speed' in drove && drove.speed.length !== drove.steeringDeg.length) {
      throw new UserError(file, `entrants.${i}.drove.speed`, 'has another length than steeringDeg', FIX);
    }
  });
  return recording;
}

function contentHash({ hash: _, ...content }: RaceRecording): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(content)));
}

/** Who is entered, before the race. */
export type RaceEntry = Omit<RecordedEntrant, 'drove'>;

/** A race about to start, as recordings describe it. */
export type RaceSetup = Pick<RaceRecording, 'rules' | 'objects'> & {
  /** in its file's direction */
  readonly track: Track;
  readonly reversed: boolean;
  readonly entrants: readonly RaceEntry[];
};

/** Puts the cars and boxes of a race where they start. */
export function raceOf({ track, reversed, rules, objects, entrants }: RaceSetup): Race {
  const driven = reversed ? reverseTrack(track) : track;
  const options = entrants.map(({ car, controlTicks, isGhost = false }) => ({ spec: CAR_SPECS[car], controlTicks, isGhost }));
  return newRace(driven, options, rules, boxesOf(objects, driven, rules.seed ?? 0));
}

function boxesOf(groups: RaceRecording['objects'], track: Track, seed: number): readonly RoadObject[] {
  const traffic = newTraffic(groups, track);
  placeTraffic(traffic, track, randomStream(seed, 'objects'));
  return traffic.objects;
}

/** Notes what a race's drivers order, to be run again. */
export interface RaceRecorder {
  /** to be called after each tick */
  note(): void;
  /** the drivers, recorded */
  readonly drivers: readonly RaceDriver[];
  /** The recording so far. */
  finish(): RaceRecording;
}

/** @param drivers of the race's entrants that are no people @param people who is, by entrant, with what they press now */
export function recordRace(
  setup: RaceSetup,
  race: Race,
  drivers: readonly RaceDriver[],
  people: ReadonlyMap<number, PersonAtWheel> = new Map(),
): RaceRecorder {
  const hashes: RaceRecording['hashes'] = [[0, raceHash(race)]];
  const drove: Drove[] = setup.entrants.map((_, i) => {
    const person = people.get(i);
    return person ? { helps: [...person.helps], input: [] } : { steeringDeg: [], speed: [] };
  });
  const noted = (driver: RaceDriver): RaceDriver => ({
    entrants: driver.entrants,
    drive(race, due) {
      driver.drive(race, due);
      for (const entrant of due) noteCommand(drove[entrant.index], entrant);
    },
  });
  const atWheel = [...people].map(([index, person]) =>
    personAtWheel(race, setup.entrants[index], index, person, drove[index]),
  );
  return {
    drivers: [...drivers.map(noted), ...atWheel],
    note() {
      if (race.ticks % HASH_EVERY_TICKS === 0 || race.isOver) hashes.push([race.ticks, raceHash(race)]);
    },
    finish() {
      const { track, reversed, rules, objects, entrants } = setup;
      const content = {
        version: 2 as const,
        simVersion: SIM_VERSION,
        raceVersion: RACE_VERSION,
        track: { name: track.name, hash: track.hash, reversed },
        rules,
        objects,
        entrants: entrants.map((entrant, i) => ({ ...entrant, drove: drove[i] })),
        hashes,
        lapMicroseconds: race.entrants.map(({ laps }) => laps.map(({ microseconds }) => microseconds)),
      };
      return { ...content, hash: contentHash({ ...content, hash: '' }) };
    },
  };
}

function noteCommand(drove: Drove, { nextSteeringDeg, nextSpeed }: Entrant): void {
  if (!('speed' in drove)) return;
  drove.steeringDeg.push(nextSteeringDeg + 0);
  drove.speed.push(nextSpeed + 0);
}

/** A person in a race: their helps, and what they press at this moment. */
export interface PersonAtWheel {
  readonly helps: Extract<Drove, { helps: unknown }>['helps'];
  input(): PersonInput;
}

/** Reads the person's input at each decision, notes it where it has changed, and orders what follows from it. */
function personAtWheel(race: Race, { car }: RaceEntry, index: number, person: PersonAtWheel, drove: Drove): RaceDriver {
  const driver = personDriver(race.track, CAR_SPECS[car], person.helps);
  let last = NO_INPUT;
  return {
    entrants: [index],
    drive({ ticks }, [entrant]) {
      const input = person.input();
      if ('input' in drove && (input.keys !== last.keys || input.steer !== last.steer || input.pedal !== last.pedal)) {
        drove.input.push([ticks, input.keys, input.steer, input.pedal]);
      }
      last = input;
      order(entrant, ...driver.command(input, entrant));
    },
  };
}

/** What a recording's entrants commanded, again. */
function recordedDrivers(recording: RaceRecording, race: Race): RaceDriver[] {
  return recording.entrants.map(({ drove, car }, index) => {
    if ('speed' in drove) return commandsAgain(index, drove.steeringDeg, drove.speed);
    let next = 0;
    let input = NO_INPUT;
    const driver = personDriver(race.track, CAR_SPECS[car], drove.helps);
    return {
      entrants: [index],
      drive({ ticks }, [entrant]) {
        while (next < drove.input.length && drove.input[next][0] <= ticks) {
          const [, keys, steer, pedal] = drove.input[next++];
          input = { keys, steer, pedal };
        }
        order(entrant, ...driver.command(input, entrant));
      },
    };
  });
}

function commandsAgain(index: number, steeringDeg: readonly number[], speed: readonly number[]): RaceDriver {
  let next = 0;
  return {
    entrants: [index],
    drive(_, [entrant]) {
      // Where commands are missing the race differs, which its hashes tell.
      if (next < speed.length) order(entrant, steeringDeg[next], speed[next]);
      next++;
    },
  };
}

/** A recorded race, to be run again: `step` for a tick. */
export interface RaceReplay {
  readonly race: Race;
  step(): void;
}

/** @throws UserError where it was driven on another track */
export function replayRace(recording: RaceRecording, track: Track, file: string): RaceReplay {
  if (recording.track.hash !== track.hash) {
    throw new UserError(file, 'track.hash', `is of another track than "${track.name}"`, 'give the track it was driven on');
  }
  const race = raceOf({ ...recording, track, reversed: recording.track.reversed });
  const drivers = recordedDrivers(recording, race);
  return { race, step: () => advanceRace(race, drivers) };
}

/**
 * Runs a recorded race again and compares every hash and lap time.
 * @param watch called after each tick
 * @returns undefined when all agree, else where they first differ
 * @throws UserError as {@link replayRace} does
 */
export function findRaceDifference(
  recording: RaceRecording,
  track: Track,
  file: string,
  watch?: (race: Race) => void,
): string | undefined {
  const { race, step } = replayRace(recording, track, file);
  const { hashes } = recording;
  let at = 0;
  const differs = () => {
    if (at >= hashes.length || hashes[at][0] !== race.ticks) return 'states are missing';
    return hashes[at++][1] === raceHash(race) ? undefined : `the state at tick ${race.ticks} differs`;
  };
  let difference = differs();
  while (!race.isOver && difference === undefined) {
    step();
    watch?.(race);
    if (race.ticks % HASH_EVERY_TICKS === 0 || race.isOver) difference = differs();
  }
  if (difference !== undefined) return difference;
  if (at !== hashes.length) return 'the race is over before its recording is';
  const laps = raceResults(race);
  const isSame = laps.every(({ entrant, laps }) => {
    return laps.map(({ microseconds }) => microseconds).join() === recording.lapMicroseconds[entrant]?.join();
  });
  return isSame ? undefined : 'the lap times differ';
}
