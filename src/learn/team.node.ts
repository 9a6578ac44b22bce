/** A team of worker threads in Node. */
import { Worker } from 'node:worker_threads';
import { type Track, type TrackData, trackToData } from '../track/track.ts';
import type { ShardReport } from './learner.ts';
import type { Recipe } from './recipe.ts';
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
}

/** What a worker posts after each update. */
export interface WorkerReport {
  readonly update: number;
  readonly reports: readonly ShardReport[];
  /** from the worker that has shard 0; the others' are the same */
  readonly parameters?: Float32Array;
}

/** Starts `workers` threads (at most one per shard), shards dealt round. */
export function workerTeam(recipe: Recipe, courses: readonly Track[], workers: number): Team {
  const { parameters } = blankNetwork(recipe);
  const count = Math.min(workers, recipe.hyperparameters.shards);
  const exchange = newSharedExchange(recipe.hyperparameters.shards, parameters.length, count);
  const waiting = new Map<number, WorkerReport[]>();
  let asked = 0;
  let answer: ((update: TeamUpdate) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  let failure: Error | undefined;

  const settle = (): void => {
    const reports = waiting.get(asked);
    if (!answer || reports?.length !== count) return;
    waiting.delete(asked);
    const parameters = reports.find((report) => report.parameters)?.parameters as Float32Array;
    const inOrder = reports.flatMap(({ reports }) => reports).sort((a, b) => a.shard - b.shard);
    answer({ update: asked, reports: inOrder, parameters });
    answer = undefined;
  };
  const giveUp = (error: unknown): void => {
    failure ??= error as Error;
    releaseAll(exchange);
    fail?.(failure);
  };
  const threads = Array.from({ length: count }, (_, index) => {
    const shards = allShards(recipe).filter((shard) => shard % count === index);
    const job: WorkerJob = { recipe, courses: courses.map(trackToData), shards, exchange, workAhead: WORK_AHEAD };
    const thread = new Worker(new URL('./worker.node.js', import.meta.url), { workerData: job });
    thread.on('message', (report: WorkerReport) => {
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
    },
  };
}
