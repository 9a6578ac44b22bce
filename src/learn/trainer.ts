/**
 * Training from blank weights to a budget: a team's updates, greedy evaluations between them, metrics.
 *
 * An evaluation drives the policy greedily from the line, in both directions, on the same courses.
 * The policy has its *first lap* when it laps cleanly in the course's own direction, and the course is
 * *solved* when it drives three clean laps in a row in each direction. Evaluations run beside the team's
 * work, on the weights of a certain update, so they change nothing in it. Training that ends by one ends with
 * those weights; any other keeps the weights of the best evaluation so far.
 */

import { CAR_SPECS } from '../car/spec.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import { type Drive, driveGreedily, type Policy } from '../policy/policy.ts';
import { type Environment, newEnvironment, reseedEnvironment } from '../sim/environment.ts';
import { END, type EpisodeRules, TRAINING_RULES } from '../sim/episode.ts';
import { bothWays, type Track } from '../track/track.ts';
import { learningRateAt, stepsPerUpdate } from './hyperparameters.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { type Recipe, totalUpdates } from './recipe.ts';
import { blankNetwork, type Team } from './team.ts';

const LAPS_TO_SOLVE = 3;
/** Of many courses only the first are evaluated on: evaluations must not take longer than learning. */
const MAX_EVALUATED_COURSES = 12;

export interface Evaluation {
  readonly update: number;
  /** for each course in its own direction, and against it */
  readonly drives: readonly Drive[];
  /** the drives' paths: x, y of the bases, m, one after the other */
  readonly paths: readonly Float32Array[];
}

export interface TrainingProgress {
  readonly metrics: Metrics;
  readonly seconds: number;
  readonly steps: number;
  readonly firstLap: { readonly seconds: number; readonly steps: number } | null;
  /** of the best evaluation so far; in a result, of the weights that are kept */
  readonly bestLapSeconds: number | null;
  readonly evaluation: Evaluation | null;
}

export interface TrainingResult extends TrainingProgress {
  readonly policy: Policy;
  readonly updates: number;
  /** the budget was used up; otherwise somebody asked to stop */
  readonly finished: boolean;
}

export interface TrainingOptions {
  readonly recipe: Recipe;
  /** all of the recipe's, generated ones included */
  readonly courses: readonly Track[];
  readonly team: Team;
  /** seconds since the start of training */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
}

/** Trains until the recipe's budget is used up or the signal says stop. The caller stops the team. */
export async function train({ recipe, courses, team, clock, signal, onProgress }: TrainingOptions): Promise<TrainingResult> {
  const { hyperparameters, until } = recipe;
  const network = blankNetwork(recipe);
  const policy: Policy = { network, actionSpace: recipe.actionSpace };
  const evaluator = evaluationEnvironment(recipe, courses.slice(0, MAX_EVALUATED_COURSES));
  let firstLap: TrainingProgress['firstLap'] = null;
  let evaluation: Evaluation | null = null;
  let best: { readonly evaluation: Evaluation; readonly parameters: Float32Array } | null = null;

  for (;;) {
    const { update, reports, parameters } = await team.next();
    const steps = update * stepsPerUpdate(hyperparameters);
    if (update % recipe.evaluateEvery === 0) {
      network.parameters.set(parameters);
      evaluation = evaluate(policy, evaluator, recipe.seed, update);
      if (!firstLap && evaluation.drives[0].laps.length > 0) firstLap = { seconds: clock(), steps };
      if (!best || isBetter(evaluation, best.evaluation)) best = { evaluation, parameters };
    }
    const seconds = clock();
    const learningRate = learningRateAt(hyperparameters, update - 1, totalUpdates(recipe));
    const metrics = metricsOf(update, steps, seconds, learningRate, reports);
    const bestLapSeconds = best && bestLap(best.evaluation);
    const progress = { metrics, seconds, steps, firstLap, bestLapSeconds, evaluation };
    await onProgress?.(progress);
    const isOver = isUsedUp(until, update, progress);
    if (!isOver && !signal?.aborted) continue;
    // What ended training is kept; a first lap may be slower than the best lap the other way.
    const endedByEvaluation = isOver && typeof until === 'string' && evaluation;
    const kept = endedByEvaluation
      ? { evaluation: endedByEvaluation, parameters }
      : (best ?? { evaluation: null, parameters });
    network.parameters.set(kept.parameters);
    const keptLap = kept.evaluation && bestLap(kept.evaluation);
    return { ...progress, bestLapSeconds: keptLap, policy, updates: update, finished: isOver };
  }
}

/** More laps are better; with as many, faster ones when all were driven, else the longer way. */
function isBetter(a: Evaluation, b: Evaluation): boolean {
  const sum = ({ drives }: Evaluation, pick: (drive: Drive) => number) =>
    drives.reduce((total, drive) => total + pick(drive), 0);
  const laps = (evaluation: Evaluation) => sum(evaluation, (drive) => drive.laps.length);
  if (laps(a) !== laps(b)) return laps(a) > laps(b);
  const isWhole = a.drives.every(({ end }) => end === END.lapComplete);
  if (!isWhole) return sum(a, (drive) => drive.progress) > sum(b, (drive) => drive.progress);
  return sum(a, (drive) => drive.decisions) < sum(b, (drive) => drive.decisions);
}

/** The fastest lap of an evaluation, s; all its laps are clean. */
function bestLap({ drives }: Evaluation): number | null {
  const laps = drives.flatMap(({ laps }) => laps).map(({ microseconds }) => microseconds / 1e6);
  return laps.length > 0 ? Math.min(...laps) : null;
}

function isUsedUp(
  until: Recipe['until'],
  update: number,
  { steps, seconds, firstLap, evaluation }: TrainingProgress,
): boolean {
  if (until === 'lap') return firstLap !== null;
  if (until === 'solved') return evaluation !== null && evaluation.update === update && isSolved(evaluation);
  if ('updates' in until) return update >= until.updates;
  if ('steps' in until) return steps >= until.steps;
  return seconds >= 60 * until.minutes;
}

function isSolved({ drives }: Evaluation): boolean {
  return drives.every(({ laps }) => laps.length >= LAPS_TO_SOLVE);
}

/** On each course two cars on the line, one each way; leaving the road ends a drive, so every lap in it is clean. */
function evaluationEnvironment(recipe: Recipe, courses: readonly Track[]): Environment {
  // On many courses one lap on each tells as much as three on one, in less time.
  const laps = recipe.until === 'solved' || (courses.length === 1 && recipe.until !== 'lap') ? LAPS_TO_SOLVE : 1;
  const slowest = Math.min(...recipe.actionSpace.actions.map(({ speed }) => speed));
  const longest = Math.max(...courses.map(({ length }) => length));
  const lapSeconds = Math.max(TRAINING_RULES.maxSeconds, (2 * longest) / slowest);
  const rules: EpisodeRules = { ...TRAINING_RULES, laps, maxSeconds: laps * lapSeconds };
  return newEnvironment({
    tracks: bothWays(courses),
    cars: 2 * courses.length,
    seed: recipe.seed,
    start: 'line',
    rules,
    spec: CAR_SPECS[recipe.car],
    controlHz: recipe.controlHz,
    firstRow: ARCHITECTURES[recipe.architecture].cropTop,
  });
}

function evaluate(policy: Policy, environment: Environment, seed: number, update: number): Evaluation {
  // From the beginning, not from the next episode: that one would be on another course.
  reseedEnvironment(environment, seed);
  const paths: number[][] = environment.episodes.map(() => []);
  const drives = driveGreedily(policy, environment, () => {
    environment.episodes.forEach(({ car: { pose }, number }, i) => {
      // The car that is done first starts anew while the other goes on.
      if (number === 0) paths[i].push(pose.x, pose.y);
    });
  });
  return { update, drives, paths: paths.map((path) => Float32Array.from(path)) };
}
