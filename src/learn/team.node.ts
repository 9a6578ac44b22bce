/** A team of worker threads in Node. */
import { Worker } from 'node:worker_threads';
import { RewardFailed, type RewardProblem } from '../reward/problem.ts';
import type { PythonPackages } from '../reward/sandbox.node.ts';
import type { Limits, RewardWarning } from '../reward/sandbox.ts';
import type { RewardSource } from '../reward/source.ts';
import { type Track, type TrackData, trackToData } from '../track/track.ts';
import { Diverged, type LearnerStart, type ShardReport, type SharedState } from './learner.ts';
import type { Recipe } from './recipe.ts';
import type { ShardState } from './shard.ts';
import { newSharedExchange, releaseAll, type SharedExchange, TrainingOver } from './shared-exchange.ts';
import { allShards, blankNetwork, type Team, type TeamUpdate } from './team.ts';

/** Updates that workers may be ahead of what was asked for. */
const WORK_AHEAD = 3;

/** What a worker is started with. */
export interface WorkerJob {
  readonly recipe: Recipe;
  readonly courses: readonly TrackData[];
  readonly shards: readonly number[];
  readonly exchange: SharedExchange;
  readonly workAhead: number;
  readonly start: LearnerStart;
  readonly reward: SandboxedReward | null;
}

/** Somebody's own reward function, and how it is to run. */
export interface SandboxedReward {
  readonly source: RewardSource;
  /** calls that fail pay nothing */
  readonly zero: boolean;
  readonly limits: Limits;
  readonly packages?: PythonPackages | undefined;
}

/** What else a worker tells. */
export type WorkerNotice =
  /** of a sandbox that was started */
  | { readonly process: number }
  | { readonly printed: readonly (readonly [car: number, text: string])[] }
  | { readonly warnings: readonly RewardWarning[] }
  | { readonly zeroed: RewardProblem; readonly calls: number }
  /** instead of its next update */
  | { readonly rewardFailed: RewardProblem };

/** For whoever wants to know. */
export interface RewardListener {
  printed(lines: readonly (readonly [car: number, text: string])[]): void;
  warned(warnings: readonly RewardWarning[]): void;
  zeroed(problem: RewardProblem, calls: number): void;
}

interface WorkerUpdate {
  readonly update: number;
  readonly reports: readonly ShardReport[];
  /** of the worker's shards, where the update's state is kept */
  readonly states: readonly ShardState[] | null;
  /** from the worker that has shard 0, one or the other; everybody's are the same */
  readonly parameters: Float32Array | null;
  readonly shared: SharedState | null;
}

/** What a worker posts after each update, or instead of one that diverged: all workers find that at once. */
export type WorkerReport = WorkerUpdate | { readonly update: number; readonly diverged: string };

export interface WorkerTeamOptions {
  /** threads, at most one per shard; shards are dealt round */
  readonly workers: number;
  readonly start?: LearnerStart;
  /** where the recipe's reward is no built-in one */
  readonly reward?: SandboxedReward;
  readonly listener?: RewardListener;
}

/** Starts worker threads. `next` fails with RewardFailed when the reward function does. */
export function workerTeam(recipe: Recipe, courses: readonly Track[], options: WorkerTeamOptions): Team {
  const { workers, start = {}, reward = null, listener } = options;
  const { parameters } = blankNetwork(recipe);
  const count = Math.min(workers, recipe.hyperparameters.shards);
  const exchange = newSharedExchange(recipe.hyperparameters.shards, parameters.length, count);
  const waiting = new Map<number, WorkerReport[]>();
  const first = start.state?.updates ?? 0;
  let asked = 0;
  let answer: ((update: TeamUpdate) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  let failure: Error | undefined;

  const settle = (): void => {
    const reports = waiting.get(first + asked);
    if (!answer || reports?.length !== count) return;
    waiting.delete(first + asked);
    const diverged = reports.find((report) => 'diverged' in report);
    if (diverged) fail?.(new Diverged(diverged.diverged));
    else answer(together(reports as WorkerUpdate[]));
    answer = undefined;
  };
  const giveUp = (error: unknown): void => {
    failure ??= error as Error;
    releaseAll(exchange);
    fail?.(failure);
  };
  const sandboxes: number[] = [];
  const hear = (notice: WorkerNotice): void => {
    if ('process' in notice) sandboxes.push(notice.process);
    else if ('printed' in notice) listener?.printed(notice.printed);
    else if ('warnings' in notice) listener?.warned(notice.warnings);
    else if ('zeroed' in notice) listener?.zeroed(notice.zeroed, notice.calls);
    else giveUp(new RewardFailed(notice.rewardFailed));
  };
  const threads = Array.from({ length: count }, (_, index) => {
    const shards = allShards(recipe).filter((shard) => shard % count === index);
    const job: WorkerJob = {
      recipe,
      courses: courses.map(trackToData),
      shards,
      exchange,
      workAhead: WORK_AHEAD,
      start,
      reward,
    };
    const thread = new Worker(new URL('./worker.node.js', import.meta.url), { workerData: job });
    thread.on('message', (report: WorkerReport | WorkerNotice) => {
      if (!('update' in report)) return hear(report);
      const reports = waiting.get(report.update) ?? [];
      waiting.set(report.update, [...reports, report]);
      settle();
    });
    thread.on('error', giveUp);
    thread.on('exit', (code) => {
      if (code !== 0) giveUp(new Error(`a worker ended with exit code ${code}`));
    });
    return thread;
  });

  return {
    next() {
      asked++;
      Atomics.store(exchange.control, exchange.slots.asked, asked);
      Atomics.notify(exchange.control, exchange.slots.asked);
      return new Promise((resolve, reject) => {
        if (failure) reject(failure);
        answer = resolve;
        fail = reject;
        settle();
      });
    },
    async stop() {
      giveUp(new TrainingOver('the training was stopped'));
      await Promise.all(threads.map((thread) => thread.terminate()));
      // A thread that is ended does not end what it started.
      for (const id of sandboxes) endProcess(id);
    },
  };
}

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** All workers' reports of one update as one. */
function together(reports: readonly WorkerUpdate[]): TeamUpdate {
  const { update } = reports[0];
  const inOrder = reports.flatMap(({ reports }) => reports).sort((a, b) => a.shard - b.shard);
  const { parameters, shared } = reports.find((report) => report.parameters ?? report.shared) as WorkerUpdate;
  if (!shared) return { update, reports: inOrder, parameters: parameters as Float32Array, state: null };
  const shards = reports.flatMap(({ states }) => states ?? []).sort((a, b) => a.shard - b.shard);
  return { update, reports: inOrder, parameters: shared.parameters, state: { ...shared, shards } };
}
