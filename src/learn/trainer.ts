/**
 * Training from blank weights to a budget: a team's updates, greedy evaluations between them, metrics.
 *
 * An evaluation drives the policy greedily from the line, in both directions, on the same course.
 * The policy has its *first lap* when it laps cleanly in the course's own direction, and the course is
 * *solved* when it drives three clean laps in a row in each direction. Evaluations run beside the team's
 * work, on the weights of a certain update, so they change nothing in it; training that ends by one ends with those weights.
 */

import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { CAR_SPECS } from '../car/spec.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import { emptyNetwork } from '../policy/network.ts';
import { type Drive, driveGreedily, type Policy } from '../policy/policy.ts';
import { type Environment, newEnvironment, resetEnvironment } from '../sim/environment.ts';
import { type EpisodeRules, TRAINING_RULES } from '../sim/episode.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { stepsPerUpdate } from './learner.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import type { Recipe } from './recipe.ts';
import type { Team } from './team.ts';

const LAPS_TO_SOLVE = 3;

export interface Evaluation {
  readonly update: number;
  /** in the course's own direction, and against it */
  readonly drives: readonly Drive[];
  /** the drives' paths: x, y of the bases, m, one after the other */
  readonly paths: readonly Float32Array[];
}

export interface TrainingProgress {
  readonly metrics: Metrics;
  readonly seconds: number;
  readonly steps: number;
  readonly firstLap: { readonly seconds: number; readonly steps: number } | null;
  /** of all clean laps in evaluations so far */
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
  readonly track: Track;
  readonly team: Team;
  /** seconds since the start of training */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
}

/** Trains until the recipe's budget is used up or the signal says stop. The caller stops the team. */
export async function train({ recipe, track, team, clock, signal, onProgress }: TrainingOptions): Promise<TrainingResult> {
  const { hyperparameters, until } = recipe;
  const network = emptyNetwork(ARCHITECTURES[recipe.architecture], DEEPRACER_CAMERA, recipe.actionSpace.actions.length);
  const policy: Policy = { network, actionSpace: recipe.actionSpace };
  const evaluator = evaluationEnvironment(recipe, track);
  let firstLap: TrainingProgress['firstLap'] = null;
  let bestLapSeconds: number | null = null;
  let evaluation: Evaluation | null = null;

  for (;;) {
    const { update, reports, parameters } = await team.next();
    network.parameters.set(parameters);
    const steps = update * stepsPerUpdate(hyperparameters);
    if (update % recipe.evaluateEvery === 0) {
      evaluation = evaluate(policy, evaluator, update);
      if (!firstLap && evaluation.drives[0].laps.length > 0) firstLap = { seconds: clock(), steps };
      for (const { microseconds } of evaluation.drives.flatMap(({ laps }) => laps)) {
        bestLapSeconds = Math.min(bestLapSeconds ?? Number.POSITIVE_INFINITY, microseconds / 1e6);
      }
    }
    const seconds = clock();
    const metrics = metricsOf(update, steps, seconds, hyperparameters.learningRate, reports);
    const progress = { metrics, seconds, steps, firstLap, bestLapSeconds, evaluation };
    await onProgress?.(progress);
    const isOver = isUsedUp(until, update, progress);
    if (isOver || signal?.aborted) return { ...progress, policy, updates: update, finished: isOver };
  }
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

/** Two cars on the line, one each way; leaving the road ends the drive, so every lap in it is clean. */
function evaluationEnvironment(recipe: Recipe, track: Track): Environment {
  const laps = recipe.until === 'solved' ? LAPS_TO_SOLVE : 1;
  const rules: EpisodeRules = { ...TRAINING_RULES, laps };
  return newEnvironment({
    tracks: [track, reverseTrack(track)],
    cars: 2,
    seed: recipe.seed,
    start: 'line',
    rules,
    spec: CAR_SPECS[recipe.car],
    controlHz: recipe.controlHz,
    firstRow: ARCHITECTURES[recipe.architecture].cropTop,
  });
}

function evaluate(policy: Policy, environment: Environment, update: number): Evaluation {
  resetEnvironment(environment);
  const first = environment.episodes.map(({ number }) => number);
  const paths: number[][] = environment.episodes.map(() => []);
  const drives = driveGreedily(policy, environment, () => {
    environment.episodes.forEach(({ car: { pose }, number }, i) => {
      // The car that is done first starts anew while the other goes on.
      if (number === first[i]) paths[i].push(pose.x, pose.y);
    });
  });
  return { update, drives, paths: paths.map((path) => Float32Array.from(path)) };
}
