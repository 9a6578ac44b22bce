/**
 * The messages between a training and its workers (threads in team.node.ts, a page's workers in team.browser.ts), what
 * a worker does with them, and how the workers' reports become updates.
 */
import { RewardFailed, type RewardProblem } from '../reward/problem.ts';
import type { Limits, RewardWarning, Sandbox, SandboxPlatform } from '../reward/sandbox.ts';
import { newSandbox } from '../reward/sandbox.ts';
import type { RewardSource } from '../reward/source.ts';
import { type TrackData, trackFromData } from '../track/track.ts';
import {
  Diverged,
  type Exchange,
  type Learner,
  type LearnerOptions,
  type LearnerStart,
  type ShardReport,
  type SharedState,
  sharedState,
  update,
} from './learner.ts';
import type { Recipe } from './recipe.ts';
import { type DrivenSamples, drivenSamples } from './rollout.ts';
import { type Shard, type ShardState, shardState } from './shard.ts';
import { learnerOptions, type TeamUpdate } from './team.ts';

/** Updates that workers may compute before they are asked for. */
export const WORK_AHEAD = 3;

/** The message that starts a worker. */
export interface WorkerJob {
  readonly recipe: Recipe;
  readonly tracks: readonly TrackData[];
  readonly shards: readonly number[];
  readonly start: LearnerStart;
  readonly reward: Pick<SandboxedReward, 'source' | 'zero' | 'limits'> | null;
  /** whether the places and rewards of the cars are sent, too */
  readonly watched: boolean;
}

/** A custom reward function, and how it runs. */
export interface SandboxedReward {
  readonly source: RewardSource;
  /** calls that fail count as 0 */
  readonly zero: boolean;
  readonly limits: Limits;
}

/** What a worker sends in addition to its updates. */
export type WorkerNotice =
  | { readonly printed: readonly (readonly [car: number, text: string])[] }
  | { readonly warnings: readonly RewardWarning[] }
  | { readonly zeroed: RewardProblem; readonly calls: number }
  /** instead of its next update */
  | { readonly rewardFailed: RewardProblem };

/** Receives the messages of reward functions. */
export interface RewardListener {
  printed(lines: readonly (readonly [car: number, text: string])[]): void;
  warned(warnings: readonly RewardWarning[]): void;
  zeroed(problem: RewardProblem, calls: number): void;
}

interface WorkerUpdate {
  readonly update: number;
  readonly reports: readonly ShardReport[];
  /** of the worker's shards; null when the update's state is not saved */
  readonly states: readonly ShardState[] | null;
  /** from the worker with shard 0, one or the other; they are the same in all workers */
  readonly parameters: Float32Array | null;
  readonly shared: SharedState | null;
  readonly driven: readonly DrivenSamples[];
}

/** What a worker sends after each update, or instead of one that diverged: all workers detect that at the same update. */
export type WorkerReport = WorkerUpdate | { readonly update: number; readonly diverged: string };

export interface UpdateCollector {
  receive(message: WorkerReport | WorkerNotice): void;
  /** The next update, as soon as all workers have reported it. */
  next(): Promise<TeamUpdate>;
  /** Rejects `next`, now and later, with this error. */
  abort(error: Error): void;
}

/** Combines the reports of `count` workers. @param first updates that were done before */
export function newUpdateCollector(count: number, first: number, listener?: RewardListener): UpdateCollector {
  const waiting = new Map<number, WorkerReport[]>();
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
    else answer(combined(reports as WorkerUpdate[]));
    answer = undefined;
  };
  const abort = (error: Error): void => {
    failure ??= error;
    fail?.(failure);
  };
  return {
    abort,
    receive(message) {
      if ('printed' in message) listener?.printed(message.printed);
      else if ('warnings' in message) listener?.warned(message.warnings);
      else if ('zeroed' in message) listener?.zeroed(message.zeroed, message.calls);
      else if ('rewardFailed' in message) abort(new RewardFailed(message.rewardFailed));
      else {
        waiting.set(message.update, [...(waiting.get(message.update) ?? []), message]);
        settle();
      }
    },
    next() {
      asked++;
      return new Promise((resolve, reject) => {
        if (failure) reject(failure);
        answer = resolve;
        fail = reject;
        settle();
      });
    },
  };
}

/** Combines all workers' reports of one update. */
function combined(reports: readonly WorkerUpdate[]): TeamUpdate {
  const { update } = reports[0];
  const inOrder = reports.flatMap(({ reports }) => reports).sort((a, b) => a.shard - b.shard);
  const driven = reports.flatMap(({ driven }) => driven).sort((a, b) => a.shard - b.shard);
  const { parameters, shared } = reports.find((report) => report.parameters ?? report.shared) as WorkerUpdate;
  if (!shared) return { update, reports: inOrder, parameters: parameters as Float32Array, state: null, driven };
  const shards = reports.flatMap(({ states }) => states ?? []).sort((a, b) => a.shard - b.shard);
  return { update, reports: inOrder, parameters: shared.parameters, state: { ...shared, shards }, driven };
}

/** How a worker sends messages, and what it needs from its platform. */
export interface WorkerLinks {
  post(message: WorkerReport | WorkerNotice): void;
  /** for a custom reward function; null without one */
  readonly sandboxes: SandboxPlatform | null;
  /** Starts the back end and builds the participant on it. */
  newParticipant(options: LearnerOptions, start: LearnerStart): Promise<Participant>;
  /** Returns, or resolves, when update `update` (1 = the worker's first) may begin. */
  mayBegin(update: number): void | Promise<void>;
}

/** Computes shards, on the CPU or on a GPU. */
export interface Participant {
  readonly shards: readonly Shard[];
  /** updates done so far */
  updates(): number;
  /** @throws Diverged */
  update(): Promise<ShardReport[]>;
  /** copies */
  parameters(): Float32Array;
  state(): SharedState;
}

/** A participant whose numbers are in this thread's memory. */
export function cpuParticipant(learner: Learner, exchange: Exchange): Participant {
  return {
    shards: learner.shards,
    updates: () => learner.updates,
    update: () => update(learner, exchange),
    parameters: () => learner.network.parameters.slice(),
    state: () => sharedState(learner),
  };
}

/** A worker's main loop: trains its shards until a link throws. Reports a divergence and a failed reward function. */
export async function workShards(job: WorkerJob, links: WorkerLinks): Promise<void> {
  const { recipe, tracks, shards, start, watched } = job;
  const { sandboxes: platform } = links;
  const sandboxes =
    job.reward && platform ? new Map(shards.map((shard) => [shard, startSandbox(job, shard, links, platform)])) : undefined;
  const rewardOf = sandboxes && ((shard: number) => (sandboxes.get(shard) as Sandbox).reward(0));
  const options = learnerOptions(recipe, tracks.map(trackFromData), shards, rewardOf);
  const participant = await links.newParticipant(options, start);
  const isFirst = shards.includes(0);
  const first = participant.updates();
  try {
    for (;;) {
      await links.mayBegin(participant.updates() + 1 - first);
      const reports = await participant.update();
      const updates = participant.updates();
      // A custom reward function may fail at any time: training then continues from its last update.
      const isKept = sandboxes !== undefined || updates % recipe.evaluateEvery === 0;
      links.post({
        update: updates,
        reports,
        states: isKept ? participant.shards.map(shardState) : null,
        parameters: isFirst && !isKept ? participant.parameters() : null,
        shared: isFirst && isKept ? participant.state() : null,
        driven: watched ? participant.shards.map(({ index, driver, rollout }) => drivenSamples(index, driver, rollout)) : [],
      });
    }
  } catch (error) {
    if (error instanceof Diverged) links.post({ update: participant.updates() + 1, diverged: error.message });
    else if (error instanceof RewardFailed) links.post({ rewardFailed: error.problem });
    else throw error;
  } finally {
    for (const sandbox of sandboxes?.values() ?? []) sandbox.close();
  }
}

/**
 * Starts a shard's sandbox. It is started before anything else because its engine takes a while. Cars of one interpreter
 * can share state, through modules for instance, so each shard has its own: the same cars share on any number of workers.
 */
function startSandbox({ recipe, reward }: WorkerJob, shard: number, links: WorkerLinks, platform: SandboxPlatform): Sandbox {
  const { carsPerShard } = recipe.hyperparameters;
  const firstCar = shard * carsPerShard;
  const sandbox = newSandbox({
    ...(reward as NonNullable<WorkerJob['reward']>),
    platform,
    seed: recipe.seed,
    carNumbers: Array.from({ length: carsPerShard }, (_, i) => firstCar + i),
    onPrinted: (lines) => links.post({ printed: lines.map(([car, text]) => [firstCar + car, text]) }),
    onZeroed: (problem, calls) => links.post({ zeroed: problem, calls }),
  });
  if (shard === 0) {
    void sandbox.loaded().then(
      (warnings) => links.post({ warnings: [...warnings] }),
      () => {},
    );
  }
  return sandbox;
}

/** The shards of each of `count` workers: shard i goes to worker i modulo `count`. */
export function assignShards({ hyperparameters }: Recipe, count: number): number[][] {
  const assigned: number[][] = Array.from({ length: Math.min(count, hyperparameters.shards) }, () => []);
  for (let shard = 0; shard < hyperparameters.shards; shard++) assigned[shard % assigned.length].push(shard);
  return assigned;
}
