/**
 * The rules of a competition as one value: what is driven, with what, how drives become a score, and who may not enter.
 * Evaluations of agents, in the terminal and in the Garage, drive by it; entries are driven and scored by it.
 */
import { z } from 'zod';
import { fastestSpeed } from '../car/actions.ts';
import { canonicalJson } from '../math/canonical-json.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { sha256Hex } from '../math/sha256.ts';
import type { Agent } from '../policy/agent.ts';
import { PENALTIES } from '../sim/setback.ts';
import { worldFields } from '../sim/world-options.ts';
import type { Track } from '../track/track.ts';

const penaltySeconds = z.number().min(0).max(60);
const { car, controlHz, objects } = worldFields;

export const competitionSchema = z.strictObject({
  version: z.literal(1),
  tracks: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        direction: z.enum(['ccw', 'cw']),
      }),
    )
    .min(1)
    .max(20),
  /** entries must be made for this car, camera and control rate */
  car,
  camera: z.literal('deepracer'),
  controlHz,
  /** m/s that no action of an entry may exceed; null = no limit but the car's */
  speedCap: z.number().positive().max(10).nullable(),
  /** what else is on the road */
  objects,
  /** several cars at once; null = each entry drives alone */
  race: z.strictObject({ entrants: z.int().min(2).max(12), contact: z.boolean() }).nullable(),
  /** per drive */
  laps: z.int().min(1).max(1000),
  /** simulated seconds that a drive may take; null = as long as its laps take at an entry's slowest speed */
  maxSeconds: z.number().positive().max(100_000).nullable(),
  penalties: z.strictObject({ offTrackSeconds: penaltySeconds, crashSeconds: penaltySeconds }),
  /**
   * - `best-lap`: the fastest lap
   * - `best-average`: the mean of the fastest `laps` laps in a row
   * - `total-time`: all laps of all drives
   * - `most-laps`: laps in the time, then the time they took
   */
  ranking: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('best-lap') }),
    z.strictObject({ by: z.literal('best-average'), laps: z.int().min(2).max(100) }),
    z.strictObject({ by: z.literal('total-time') }),
    z.strictObject({ by: z.literal('most-laps') }),
  ]),
  /** a drive on every track for each of them */
  seeds: z.array(z.int().min(0).max(0xffff_ffff)).min(1).max(100),
});

export type Competition = z.infer<typeof competitionSchema>;

/** Reads a competition's JSON text. @throws UserError naming `file` and the field */
export function parseCompetition(text: string, file: string): Competition {
  const competition = readJson(text, competitionSchema, file, 'correct it');
  const { ranking, laps } = competition;
  if (ranking.by === 'best-average' && ranking.laps > laps) {
    throw new UserError(file, 'ranking.laps', `is ${ranking.laps}, but a drive has ${laps} laps`, 'make it at most laps');
  }
  return competition;
}

/** SHA-256 of the rules: two competitions with equal hashes are driven and scored alike. */
export function competitionHash(competition: Competition): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(competition)));
}

/** A time trial on one track with DeepRacer's penalties, for the car and control rate that an agent is made for. */
export function timeTrial(
  agent: Pick<Agent, 'car' | 'controlHz'>,
  track: Track,
  rules: Partial<Omit<Competition, 'version' | 'tracks' | 'car' | 'controlHz' | 'camera'>> = {},
): Competition {
  return {
    version: 1,
    tracks: [{ name: track.name, hash: track.hash, direction: track.isCcw ? 'ccw' : 'cw' }],
    car: agent.car,
    camera: 'deepracer',
    controlHz: agent.controlHz,
    speedCap: null,
    objects: [],
    race: null,
    laps: 3,
    maxSeconds: null,
    penalties: PENALTIES,
    ranking: { by: 'best-lap' },
    seeds: [1],
    ...rules,
  };
}

/** @throws UserError naming `file` for an agent that is made for another car, control rate or speed */
export function checkEntry({ car, controlHz, speedCap }: Competition, agent: Agent, file: string): void {
  const fix = (what: string) => `enter an agent trained with ${what}`;
  if (agent.car !== car) throw new UserError(file, 'car', `is ${agent.car}, but the competition is for ${car}`, fix(car));
  if (agent.controlHz !== controlHz) {
    throw new UserError(
      file,
      'controlHz',
      `is ${agent.controlHz}, but the competition's is ${controlHz}`,
      fix(`${controlHz} Hz`),
    );
  }
  const fastest = fastestSpeed(agent.policy.actionSpace);
  if (speedCap !== null && fastest > speedCap) {
    const problem = `goes up to ${fastest} m/s, but the competition allows ${speedCap}`;
    throw new UserError(file, 'actionSpace', problem, fix(`at most ${speedCap} m/s`));
  }
}

/** What is scored of a drive: its laps, in the order driven, penalties included. */
export interface ScoredDrive {
  /** place among the competition's tracks */
  readonly track: number;
  readonly microseconds: readonly number[];
}

export interface Score {
  /** that of `most-laps`; otherwise the laps that count */
  readonly laps: number;
  /** whole microseconds, as the ranking has it: a lap, the mean of some, or the sum of all */
  readonly microseconds: number;
}

/** The score of an entry's drives; null when it has none: a lap that the ranking needs was not finished. */
export function scoreOf({ tracks, ranking, laps, seeds }: Competition, drives: readonly ScoredDrive[]): Score | null {
  let total: Score = { laps: 0, microseconds: 0 };
  for (let track = 0; track < tracks.length; track++) {
    const here = drives.filter((drive) => drive.track === track).map(({ microseconds }) => microseconds);
    const score = scoreOfTrack(ranking, laps, seeds.length, here);
    if (!score) return null;
    total = { laps: total.laps + score.laps, microseconds: total.microseconds + score.microseconds };
  }
  return total;
}

function scoreOfTrack(
  ranking: Competition['ranking'],
  lapsPerDrive: number,
  drives: number,
  driven: readonly (readonly number[])[],
): Score | null {
  const all = driven.flat();
  const sum = (laps: readonly number[]) => laps.reduce((total, each) => total + each, 0);
  switch (ranking.by) {
    case 'best-lap':
      return all.length > 0 ? { laps: 1, microseconds: Math.min(...all) } : null;
    case 'best-average': {
      const { laps } = ranking;
      const sums = driven.flatMap((drive) =>
        drive.slice(laps - 1).map((_, from) => Math.round(sum(drive.slice(from, from + laps)) / laps)),
      );
      return sums.length > 0 ? { laps, microseconds: Math.min(...sums) } : null;
    }
    case 'total-time':
      return all.length === lapsPerDrive * drives ? { laps: all.length, microseconds: sum(all) } : null;
    case 'most-laps':
      return all.length > 0 ? { laps: all.length, microseconds: sum(all) } : null;
  }
}

/** For sorting: negative when `a` is the better score of the competition. */
export function compareScores({ ranking }: Competition, a: Score, b: Score): number {
  if (ranking.by === 'most-laps' && a.laps !== b.laps) return b.laps - a.laps;
  return a.microseconds - b.microseconds;
}
