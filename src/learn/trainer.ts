/**
 * The trainer: what the outside world sees of a training. It takes a team's updates as they come, lets the
 * policy of some of them drive greedily (an *evaluation*), and decides when training is over.
 *
 * An evaluation drives every track (of many, some) in both directions, on the evaluator's own
 * environment. The policy has its *first lap* when it laps cleanly in the track's own direction, and the track
 * is *solved* when it drives three clean laps in a row in each direction. Evaluations run beside the team's
 * work, on the weights of a certain update, so they change nothing in it. Training that ends by one ends with
 * those weights; any other keeps the weights of the best evaluation so far.
 *
 * A training that diverges goes back to the last saved state and continues from there with half the step size;
 * when it diverges again it is over.
 */
import { UserError } from '../math/error.ts';
import type { Policy, PolicyData } from '../policy/policy.ts';
import { RewardFailed, type RewardProblem } from '../reward/problem.ts';
import type { Track } from '../track/track.ts';
import { bestLap, type Evaluation, isBetter, isSolved, newEvaluator } from './evaluation.ts';
import { learningRateAt, stepsPerUpdate } from './hyperparameters.ts';
import { Diverged, type LearnerState } from './learner.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { type Recipe, totalUpdates } from './recipe.ts';
import type { DrivenSamples } from './rollout.ts';
import { blankNetwork, type NewTeam, type Team, TeamLost } from './team.ts';
import { averageWeights } from './weight-average.ts';

export interface TrainingProgress {
  readonly metrics: Metrics;
  readonly seconds: number;
  readonly steps: number;
  readonly firstLap: { readonly seconds: number; readonly steps: number } | null;
  /** of the best evaluation so far; in a result, of the returned weights */
  readonly bestLapSeconds: number | null;
  readonly evaluation: Evaluation | null;
  /** the network's after this update, or the mean that the recipe asks for */
  readonly parameters: Float32Array;
  /** what the update's cars did, where the team watches them */
  readonly driven: readonly DrivenSamples[];
}

/** `diverged`: for the second time; the best weights from before are returned. */
export type Outcome = 'finished' | 'plateau' | 'stopped' | 'diverged';

export interface TrainingResult extends Omit<TrainingProgress, 'metrics' | 'parameters' | 'driven'> {
  readonly policy: Policy;
  readonly updates: number;
  readonly outcome: Outcome;
}

/** A trainer's state in addition to its team's state. */
export interface TrainerState {
  readonly seconds: number;
  readonly firstLap: TrainingProgress['firstLap'];
  readonly best: Best | null;
  /** evaluations since the best one */
  readonly stale: number;
  /** 1, or less after the training has diverged */
  readonly learningRateScale: number;
  /** of the weights, as the recipe's `averaging` says; null without it */
  readonly average: Float32Array | null;
}

export interface Best {
  readonly evaluation: Evaluation;
  readonly parameters: Float32Array;
}

/** The state from which a training can be resumed bit-identically. */
export interface Checkpoint {
  readonly recipe: Recipe;
  readonly learner: LearnerState;
  readonly trainer: TrainerState;
}

export interface TrainingOptions {
  readonly recipe: Recipe;
  /** all of the recipe's, generated ones included */
  readonly tracks: readonly Track[];
  readonly newTeam: NewTeam;
  /** starts the back end that evaluations run on; begun beside the team's own start */
  readonly startBackend: () => Promise<void>;
  /** seconds since the start of training; a resumed one continues from the checkpoint's seconds */
  readonly clock: () => number;
  /** weights to begin with instead of blank ones */
  readonly parameters?: Float32Array;
  /** the agents that the recipe names as opponents, in its order */
  readonly opponents?: readonly PolicyData[];
  readonly resumeFrom?: Checkpoint;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** after every evaluation: the state to resume from, and whether it was the best */
  readonly onCheckpoint?: (checkpoint: Checkpoint, isBest: boolean) => void;
  /** the training diverged, and continues from after update `update` (0 = from the beginning) */
  readonly onRollback?: (problem: string, update: number) => void;
  /**
   * The reward function failed; all is as after update `update` (0 = as at the beginning). With a fixed recipe training
   * continues from there, with null it is over.
   */
  readonly onRewardFailed?: (problem: RewardProblem, update: number) => Promise<Recipe | null>;
  /** the team was lost; another one continues from after update `update` */
  readonly onTeamLost?: (problem: string, update: number) => void;
}

/** No healthy update moves the policy so far, in nats: its ratios are beyond all meaning. */
const MAX_APPROX_KL = 10;
/** Teams that may be lost one after the other without an update in between. */
const MAX_LOST = 3;

/**
 * Trains until the recipe's budget is used up or the signal says stop.
 * @throws RewardFailed when the reward function fails before the first update is saved, and no fixed one is given
 */
export async function train(options: TrainingOptions): Promise<TrainingResult> {
  const { tracks, newTeam, clock, parameters: initial, resumeFrom, signal } = options;
  let { recipe } = options;
  const { hyperparameters } = recipe;
  const network = blankNetwork(recipe);
  const policy: Policy = { network, actionSpace: recipe.actionSpace };
  let { firstLap, best, stale, learningRateScale } = resumeFrom?.trainer ?? BEGINNING;
  let lastState = resumeFrom?.learner;
  let average = resumeFrom?.trainer.average ?? null;
  let lastAverage = average;
  let evaluation = best?.evaluation ?? null;
  let wasBest = false;
  let lost = 0;
  let steps = (lastState?.updates ?? 0) * stepsPerUpdate(hyperparameters);
  const begin = (): Team => {
    average = lastAverage;
    return newTeam({
      learningRateScale,
      ...(lastState && { state: lastState }),
      ...(initial && { parameters: initial }),
      ...(options.opponents && { opponents: options.opponents }),
    });
  };
  // The team's threads start while this one gets ready.
  let team = begin();
  await options.startBackend();
  const evaluate = newEvaluator(recipe, tracks);

  const result = (update: number, outcome: Outcome, parameters: Float32Array): TrainingResult => {
    // The weights that ended training are returned; a first lap may be slower than the best lap the other way.
    const isEnding = outcome === 'finished' && typeof recipe.until === 'string' && evaluation;
    const chosen = isEnding ? { evaluation: isEnding, parameters } : (best ?? { evaluation: null, parameters });
    network.parameters.set(chosen.parameters);
    const bestLapSeconds = chosen.evaluation && bestLap(chosen.evaluation);
    return { seconds: clock(), steps, firstLap, bestLapSeconds, evaluation, policy, updates: update, outcome };
  };

  try {
    if (lastState) {
      // It may have been stopped between its last update and its end.
      const { updates } = lastState;
      const parameters = average ?? lastState.parameters;
      network.parameters.set(parameters);
      evaluation = evaluate(policy, updates);
      if (isUsedUp(recipe.until, updates, true, { steps, seconds: clock(), firstLap, evaluation })) {
        return result(updates, 'finished', parameters);
      }
      if (recipe.plateau !== null && stale >= recipe.plateau) return result(updates, 'plateau', parameters);
    }
    for (;;) {
      const next = await nextUpdate(team, recipe, clock, learningRateScale);
      if ('rewardFailed' in next) {
        const { rewardFailed } = next;
        await team.stop();
        const fixed = await options.onRewardFailed?.(rewardFailed.problem, lastState?.updates ?? 0);
        if (!fixed && lastState) return result(lastState.updates, 'stopped', lastAverage ?? lastState.parameters);
        if (!fixed) throw rewardFailed;
        recipe = fixed;
        team = begin();
        continue;
      }
      if ('lost' in next) {
        if (++lost > MAX_LOST) throw next.lost;
        await team.stop();
        options.onTeamLost?.(next.lost.message, lastState?.updates ?? 0);
        team = begin();
        continue;
      }
      if ('problem' in next) {
        const back = lastState?.updates ?? 0;
        if (learningRateScale < 1 && lastState) return result(back, 'diverged', lastAverage ?? lastState.parameters);
        if (learningRateScale < 1) {
          throw new UserError('training', next.problem, 'twice', 'use another seed or a smaller learning rate');
        }
        learningRateScale /= 2;
        await team.stop();
        options.onRollback?.(next.problem, back);
        team = begin();
        continue;
      }
      lost = 0;
      const { update, state, driven, metrics } = next;
      steps = metrics.global_step;
      if (recipe.averaging !== undefined) average = averageWeights(average, next.parameters, update, recipe.averaging);
      const parameters = average ?? next.parameters;
      if (state) {
        lastState = state;
        lastAverage = average;
      }
      const isEvaluated = state !== null && update % recipe.evaluateEvery === 0;
      if (isEvaluated) {
        network.parameters.set(parameters);
        evaluation = evaluate(policy, update);
        if (!firstLap && evaluation.drives[0].laps.length > 0) firstLap = { seconds: clock(), steps };
        const isBest = !best || isBetter(evaluation, best.evaluation);
        if (isBest) best = { evaluation, parameters };
        stale = isBest ? 0 : stale + 1;
        wasBest = isBest;
      }
      const seconds = clock();
      const bestLapSeconds = best && bestLap(best.evaluation);
      const progress = { metrics, seconds, steps, firstLap, bestLapSeconds, evaluation, parameters, driven };
      await options.onProgress?.(progress);
      // After the progress: a resumed training must find all logs up to its checkpoint.
      const trainer = { seconds, firstLap, best, stale, learningRateScale, average };
      if (isEvaluated) options.onCheckpoint?.({ recipe, learner: state, trainer }, wasBest);
      if (isUsedUp(recipe.until, update, isEvaluated, progress)) return result(update, 'finished', parameters);
      if (recipe.plateau !== null && stale >= recipe.plateau) return result(update, 'plateau', parameters);
      if (signal?.aborted) return result(update, 'stopped', parameters);
    }
  } finally {
    await team.stop();
  }
}

const BEGINNING: Omit<TrainerState, 'seconds' | 'average'> = { firstLap: null, best: null, stale: 0, learningRateScale: 1 };

/** The team's next update with its metrics, or what is wrong with it. */
async function nextUpdate(team: Team, { hyperparameters, until }: Recipe, clock: () => number, scale: number) {
  try {
    const next = await team.next();
    const { update, reports } = next;
    const learningRate = scale * learningRateAt(hyperparameters, update - 1, totalUpdates({ hyperparameters, until }));
    const metrics = metricsOf(update, update * stepsPerUpdate(hyperparameters), clock(), learningRate, reports);
    const divergence = metrics['losses/approx_kl'];
    if (divergence < MAX_APPROX_KL) return { ...next, metrics };
    return { problem: `update ${update} moved the policy by ${divergence.toPrecision(3)} nats` };
  } catch (error) {
    if (error instanceof Diverged) return { problem: error.message };
    if (error instanceof RewardFailed) return { rewardFailed: error };
    if (error instanceof TeamLost) return { lost: error };
    throw error;
  }
}

function isUsedUp(
  until: Recipe['until'],
  update: number,
  isEvaluated: boolean,
  { steps, seconds, firstLap, evaluation }: Pick<TrainingProgress, 'steps' | 'seconds' | 'firstLap' | 'evaluation'>,
): boolean {
  if (until === 'lap') return firstLap !== null;
  if (until === 'solved') return isEvaluated && evaluation !== null && isSolved(evaluation);
  if ('updates' in until) return update >= until.updates;
  if ('steps' in until) return steps >= until.steps;
  return seconds >= 60 * until.minutes;
}
