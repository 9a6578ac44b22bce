/** A team of worker threads in Node. */
import { Worker } from 'node:worker_threads';
import { messageOf } from '../math/error.ts';
import type { PythonPackages } from '../reward/sandbox.node.ts';
import { type Track, trackToData } from '../track/track.ts';
import {
  dealShards,
  type MemberJob,
  type MemberNotice,
  type MemberReport,
  newGathering,
  type RewardListener,
  type SandboxedReward,
  WORK_AHEAD,
} from './crew.ts';
import type { LearnerStart } from './learner.ts';
import type { Recipe } from './recipe.ts';
import { newSharedExchange, releaseAll, type SharedExchange, TrainingOver } from './shared-exchange.ts';
import { blankNetwork, type Team, TeamLost } from './team.ts';

/** What a thread is started with. */
export interface ThreadJob extends MemberJob {
  readonly exchange: SharedExchange;
  readonly workAhead: number;
  readonly packages: PythonPackages | null;
}

/** What a thread posts: as every member, and the process of each sandbox that it starts. */
export type ThreadMessage = MemberReport | MemberNotice | { readonly process: number };

/** A reward function, and in Python the packages it imports. */
export interface NodeReward extends SandboxedReward {
  readonly packages?: PythonPackages | undefined;
}

export interface WorkerTeamOptions {
  /** threads, at most one per shard; shards are dealt round */
  readonly workers: number;
  readonly start?: LearnerStart;
  /** where the recipe's reward is no built-in one */
  readonly reward?: NodeReward;
  readonly listener?: RewardListener;
  /** whether updates tell what was driven in them */
  readonly watched?: boolean;
}

/** Starts worker threads. `next` fails with RewardFailed when the reward function does, and with TeamLost when a thread does. */
export function workerTeam(recipe: Recipe, tracks: readonly Track[], options: WorkerTeamOptions): Team {
  const { workers, start = {}, reward, listener, watched = false } = options;
  const { parameters } = blankNetwork(recipe);
  const hands = dealShards(recipe, workers);
  const exchange = newSharedExchange(recipe.hyperparameters.shards, parameters.length, hands.length);
  const gathering = newGathering(hands.length, start.state?.updates ?? 0, listener);
  let asked = 0;
  const giveUp = (error: unknown): void => {
    releaseAll(exchange);
    gathering.giveUp(error as Error);
  };
  const sandboxes: number[] = [];
  const threads = hands.map((shards) => {
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
      else gathering.hear(message);
      if ('rewardFailed' in message) releaseAll(exchange);
    });
    thread.on('error', (error) => giveUp(new TeamLost(messageOf(error))));
    thread.on('exit', (code) => {
      if (code !== 0) giveUp(new TeamLost(`a worker ended with exit code ${code}`));
    });
    return thread;
  });

  return {
    next() {
      asked++;
      Atomics.store(exchange.control, exchange.slots.asked, asked);
      Atomics.notify(exchange.control, exchange.slots.asked);
      return gathering.next();
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
