/** A team of worker threads in Node. */
import { Worker } from 'node:worker_threads';
import { messageOf } from '../math/error.ts';
import type { PythonPackages } from '../reward/sandbox.node.ts';
import { type Track, trackToData } from '../track/track.ts';
import type { LearnerStart } from './learner.ts';
import type { Recipe } from './recipe.ts';
import { newSharedExchange, releaseAll, type SharedExchange, TrainingOver } from './shared-exchange.ts';
import { blankNetwork, type Team, TeamLost } from './team.ts';
import {
  assignShards,
  newUpdateCollector,
  type RewardListener,
  type SandboxedReward,
  WORK_AHEAD,
  type WorkerJob,
  type WorkerNotice,
  type WorkerReport,
} from './team-protocol.ts';

/** What a thread is started with. */
export interface ThreadJob extends WorkerJob {
  readonly exchange: SharedExchange;
  readonly workAhead: number;
  readonly packages: PythonPackages | null;
}

/** What a thread sends: the messages of every worker, and the process of each sandbox that it starts. */
export type ThreadMessage = WorkerReport | WorkerNotice | { readonly process: number };

/** A reward function, and in Python the packages it imports. */
export interface NodeReward extends SandboxedReward {
  readonly packages?: PythonPackages | undefined;
}

export interface WorkerTeamOptions {
  /** threads, at most one per shard */
  readonly workers: number;
  readonly start?: LearnerStart;
  /** where the recipe's reward is no built-in one */
  readonly reward?: NodeReward;
  readonly listener?: RewardListener;
  /** whether updates contain what was driven in them */
  readonly watched?: boolean;
}

/** Starts worker threads. `next` fails with RewardFailed when the reward function does, and with TeamLost when a thread does. */
export function workerTeam(recipe: Recipe, tracks: readonly Track[], options: WorkerTeamOptions): Team {
  const { workers, start = {}, reward, listener, watched = false } = options;
  const { parameters } = blankNetwork(recipe);
  const assigned = assignShards(recipe, workers);
  const exchange = newSharedExchange(recipe.hyperparameters.shards, parameters.length, assigned.length);
  const collector = newUpdateCollector(assigned.length, start.state?.updates ?? 0, listener);
  let asked = 0;
  const abort = (error: unknown): void => {
    releaseAll(exchange);
    collector.abort(error as Error);
  };
  const sandboxes: number[] = [];
  const threads = assigned.map((shards) => {
    const job: ThreadJob = {
      recipe,
      tracks: tracks.map(trackToData),
      shards,
      exchange,
      workAhead: WORK_AHEAD,
      start,
      reward: reward ? { source: reward.source, zero: reward.zero, limits: reward.limits } : null,
      packages: reward?.packages ?? null,
      watched,
    };
    const thread = new Worker(new URL('./worker.node.js', import.meta.url), { workerData: job });
    thread.on('message', (message: ThreadMessage) => {
      if ('process' in message) sandboxes.push(message.process);
      else collector.receive(message);
      if ('rewardFailed' in message) releaseAll(exchange);
    });
    thread.on('error', (error) => abort(new TeamLost(messageOf(error))));
    thread.on('exit', (code) => {
      if (code !== 0) abort(new TeamLost(`a worker ended with exit code ${code}`));
    });
    return thread;
  });

  return {
    next() {
      asked++;
      Atomics.store(exchange.control, exchange.slots.asked, asked);
      Atomics.notify(exchange.control, exchange.slots.asked);
      return collector.next();
    },
    async stop() {
      abort(new TrainingOver('the training was stopped'));
      await Promise.all(threads.map((thread) => thread.terminate()));
      // Ending a thread does not end the processes that it started.
      for (const id of sandboxes) endProcess(id);
    },
  };
}

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}
