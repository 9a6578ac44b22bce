/** Greedy evaluations during training: how far does the policy get, without exploring? */

import { slowestSpeed } from '../car/actions.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import { type Drive, driveGreedily } from '../policy/driver.ts';
import type { Policy } from '../policy/policy.ts';
import { newEnvironment, reseedEnvironment } from '../sim/environment.ts';
import { END, type EpisodeRules, lapSeconds, TRAINING_RULES } from '../sim/episode.ts';
import { worldOf } from '../sim/world-options.ts';
import { bothWays, type Track } from '../track/track.ts';
import type { Recipe } from './recipe.ts';

const LAPS_TO_SOLVE = 3;
/** Of many tracks only some are evaluated on, spread over all: evaluations must not take longer than learning. */
const MAX_EVALUATED_TRACKS = 24;
/** Where chance places the objects, so many cars each way meet other places, a lap each. */
const CARS_BY_CHANCE = 24;

export interface Evaluation {
  readonly update: number;
  /** for each track in its own direction, and against it */
  readonly drives: readonly Drive[];
  /** the drives' paths: x, y of the bases, m, one after the other; empty in a checkpoint's */
  readonly paths: readonly Float32Array[];
}

/** Evaluates the policy as it is now. */
type Evaluator = (policy: Policy, update: number) => Evaluation;

function areObjectsByChance({ objects }: Pick<Recipe, 'objects'>): boolean {
  return objects.some(({ placement, laneChanges }) => placement === 'random' || laneChanges);
}

/** Laps that each drive of an evaluation is asked for. */
export function lapsPerDrive(recipe: Pick<Recipe, 'objects' | 'until'>, tracks: number): number {
  // On many tracks, or among other objects each time, one lap measures as much as three on one, in less time.
  const isOneOfAKind = tracks === 1 && !areObjectsByChance(recipe) && recipe.until !== 'lap';
  return recipe.until === 'solved' || isOneOfAKind ? LAPS_TO_SOLVE : 1;
}

/** On each track two cars on the line, one each way; leaving the road ends a drive, so every lap in it is clean. */
export function newEvaluator(recipe: Recipe, allTracks: readonly Track[]): Evaluator {
  const count = Math.min(allTracks.length, MAX_EVALUATED_TRACKS);
  const tracks = Array.from({ length: count }, (_, i) => allTracks[Math.floor((i * allTracks.length) / count)]);
  const isByChance = areObjectsByChance(recipe);
  const laps = lapsPerDrive(recipe, tracks.length);
  const slowest = slowestSpeed(recipe.actionSpace);
  const longest = Math.max(...tracks.map((track) => lapSeconds(track, slowest)));
  const rules: EpisodeRules = { ...TRAINING_RULES, laps, maxSeconds: laps * longest };
  const environment = newEnvironment({
    tracks: bothWays(tracks),
    cars: 2 * tracks.length * (isByChance && tracks.length === 1 ? CARS_BY_CHANCE : 1),
    seed: recipe.seed,
    start: 'line',
    rules,
    ...worldOf(recipe),
    randomisation: null,
    firstRow: ARCHITECTURES[recipe.architecture].cropTop,
  });
  return (policy, update) => {
    // From the beginning, not from the next episode: that one would be on another track.
    reseedEnvironment(environment, recipe.seed);
    const paths: number[][] = environment.episodes.map(() => []);
    const drives = driveGreedily(policy, environment, () => {
      environment.episodes.forEach(({ car: { pose }, number }, i) => {
        // The car that is done first starts again while the other continues.
        if (number === 0) paths[i].push(pose.x, pose.y);
      });
    });
    return { update, drives, paths: paths.map((path) => Float32Array.from(path)) };
  };
}

/** More laps are better; with as many, faster ones when all were driven, else the longer way. */
export function isBetter(a: Evaluation, b: Evaluation): boolean {
  const sum = ({ drives }: Evaluation, pick: (drive: Drive) => number) =>
    drives.reduce((total, drive) => total + pick(drive), 0);
  const laps = (evaluation: Evaluation) => sum(evaluation, (drive) => drive.laps.length);
  if (laps(a) !== laps(b)) return laps(a) > laps(b);
  const isWhole = a.drives.every(({ end }) => end === END.lapComplete);
  if (!isWhole) return sum(a, (drive) => drive.progress) > sum(b, (drive) => drive.progress);
  return sum(a, (drive) => drive.decisions) < sum(b, (drive) => drive.decisions);
}

/** The fastest lap of an evaluation, s; all its laps are clean. */
export function bestLap({ drives }: Evaluation): number | null {
  const laps = drives.flatMap(({ laps }) => laps).map(({ microseconds }) => microseconds / 1e6);
  return laps.length > 0 ? Math.min(...laps) : null;
}

export function isSolved({ drives }: Evaluation): boolean {
  return drives.every(({ laps }) => laps.length >= LAPS_TO_SOLVE);
}
