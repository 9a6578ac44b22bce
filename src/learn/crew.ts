/**
 * A team whose members work elsewhere: in threads (team.node.ts) or in a page's workers (team.worker.ts). What
 * travels between the members and whoever asked for them, and how their parts become the team's updates.
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

/** Updates that members may be ahead of what was asked for. */
export const WORK_AHEAD = 3;

/** What a member is started with. */
export interface MemberJob {
  readonly recipe: Recipe;
  readonly tracks: readonly TrackData[];
  readonly shards: readonly number[];
  readonly start: LearnerStart;
  readonly reward: Pick<SandboxedReward, 'source' | 'zero' | 'limits'> | null;
  /** whether the places and rewards of the cars are sent, too */
  readonly watched: boolean;
}

/** Somebody's own reward function, and how it is to run. */
export interface SandboxedReward {
  readonly source: RewardSource;
  /** calls that fail count as 0 */
  readonly zero: boolean;
  readonly limits: Limits;
}

/** What else a member tells. */
export type MemberNotice =
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

interface MemberUpdate {
  readonly update: number;
  readonly reports: readonly ShardReport[];
  /** of the member's shards, where the update's state is kept */
  readonly states: readonly ShardState[] | null;
  /** from the member that has shard 0, one or the other; everybody's are the same */
  readonly parameters: Float32Array | null;
  readonly shared: SharedState | null;
  readonly driven: readonly DrivenSamples[];
}

/** What a member posts after each update, or instead of one that diverged: all members find that at once. */
export type MemberReport = MemberUpdate | { readonly update: number; readonly diverged: string };

export interface Gathering {
  hear(message: MemberReport | MemberNotice): void;
  /** The next update, as soon as everybody's part of it is there. */
  next(): Promise<TeamUpdate>;
  /** Whoever waits, now or later, gets this error. */
  giveUp(error: Error): void;
}

/** Puts together what `count` members report. @param first updates that were there before */
export function newGathering(count: number, first: number, listener?: RewardListener): Gathering {
  const waiting = new Map<number, MemberReport[]>();
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
    else answer(together(reports as MemberUpdate[]));
    answer = undefined;
  };
  const giveUp = (error: Error): void => {
    failure ??= error;
    fail?.(failure);
  };
  return {
    giveUp,
    hear(message) {
      if ('printed' in message) listener?.printed(message.printed);
      else if ('warnings' in message) listener?.warned(message.warnings);
      else if ('zeroed' in message) listener?.zeroed(message.zeroed, message.calls);
      else if ('rewardFailed' in message) giveUp(new RewardFailed(message.rewardFailed));
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

/** All members' reports of one update as one. */
function together(reports: readonly MemberUpdate[]): TeamUpdate {
  const { update } = reports[0];
  const inOrder = reports.flatMap(({ reports }) => reports).sort((a, b) => a.shard - b.shard);
  const driven = reports.flatMap(({ driven }) => driven).sort((a, b) => a.shard - b.shard);
  const { parameters, shared } = reports.find((report) => report.parameters ?? report.shared) as MemberUpdate;
  if (!shared) return { update, reports: inOrder, parameters: parameters as Float32Array, state: null, driven };
  const shards = reports.flatMap(({ states }) => states ?? []).sort((a, b) => a.shard - b.shard);
  return { update, reports: inOrder, parameters: shared.parameters, state: { ...shared, shards }, driven };
}

/** How a member reaches the others. */
export interface MemberLinks {
  post(message: MemberReport | MemberNotice): void;
  /** for its own reward function, where there is one */
  readonly sandboxes: SandboxPlatform | null;
  /** Starts its back end, and what it trains there. */
  newParticipant(options: LearnerOptions, start: LearnerStart): Promise<Participant>;
  /** Returns, or resolves, when update `update` (1 = the first from here) may begin. */
  mayBegin(update: number): void | Promise<void>;
}

/** One who computes shards, on the CPU or on a GPU. */
export interface Participant {
  readonly shards: readonly Shard[];
  /** so far */
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

/** A member's whole work: trains its shards until a link throws. A divergence and a failed reward are reported. */
export async function workShards(job: MemberJob, links: MemberLinks): Promise<void> {
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
 * One for each shard, started before anything else: its engine takes a while. Cars of one interpreter can share state,
 * through modules for instance. So it must always be the same cars that do, on any number of workers.
 */
function startSandbox({ recipe, reward }: MemberJob, shard: number, links: MemberLinks, platform: SandboxPlatform): Sandbox {
  const { carsPerShard } = recipe.hyperparameters;
  const firstCar = shard * carsPerShard;
  const sandbox = newSandbox({
    ...(reward as NonNullable<MemberJob['reward']>),
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

/** Which shards each of `count` members computes: they are dealt round. */
export function dealShards({ hyperparameters }: Recipe, count: number): number[][] {
  const hands: number[][] = Array.from({ length: Math.min(count, hyperparameters.shards) }, () => []);
  for (let shard = 0; shard < hyperparameters.shards; shard++) hands[shard % hands.length].push(shard);
  return hands;
}
