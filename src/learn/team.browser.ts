/** A team of workers in a page. Needs no shared memory and no secure context. */
import { type Track, trackToData } from '../track/track.ts';
import {
  dealShards,
  type MemberNotice,
  type MemberReport,
  newGathering,
  type RewardListener,
  type SandboxedReward,
} from './crew.ts';
import type { LearnerStart } from './learner.ts';
import type { MemberCall, ProbeCall, Speeds, WarmCall } from './member.worker.ts';
import type { Peer } from './port-exchange.ts';
import type { Recipe } from './recipe.ts';
import { type Team, TeamLost } from './team.ts';

export interface PageTeamOptions {
  readonly workers: number;
  readonly start: LearnerStart;
  /** where the recipe's reward is no built-in one */
  readonly reward: SandboxedReward | null;
  readonly listener: RewardListener;
  /** takes the other end of each member's port for sandboxes */
  readonly onDesk: (desk: MessagePort) => void;
  /** waiting members, started already; more are started as needed */
  readonly standby?: Worker[];
}

/** A member that gets ready and waits for its job. */
export function newMember(): Worker {
  return new Worker(new URL('./member.worker.ts', import.meta.url), { type: 'module' });
}

/** Such a one that has got used to learning. */
export function warmMember(): Worker {
  const member = newMember();
  member.postMessage({ warm: true } satisfies WarmCall);
  return member;
}

/** Starts workers. `next` fails with RewardFailed when the reward function does, and with TeamLost when a worker does. */
export function pageTeam(recipe: Recipe, tracks: readonly Track[], options: PageTeamOptions): Team {
  const { start, reward, listener, onDesk, standby = [] } = options;
  // A GPU has one master.
  const hands = dealShards(recipe, recipe.backend === 'webgl' ? 1 : options.workers);
  const gathering = newGathering(hands.length, start.state?.updates ?? 0, listener);
  const workers = hands.map(() => standby.pop() ?? newMember());
  const peers: Peer[][] = hands.map(() => []);
  for (let a = 0; a < hands.length; a++) {
    for (let b = a + 1; b < hands.length; b++) {
      const { port1, port2 } = new MessageChannel();
      peers[a].push({ port: port1, shards: hands[b] });
      peers[b].push({ port: port2, shards: hands[a] });
    }
  }
  let asked = 0;
  workers.forEach((worker, i) => {
    worker.onmessage = ({ data }: MessageEvent<MemberReport | MemberNotice>) => gathering.hear(data);
    worker.onerror = (event) => gathering.giveUp(new TeamLost(event.message || 'a worker of the training ended'));
    const { port1: desk, port2: theirs } = new MessageChannel();
    onDesk(desk);
    const job = { recipe, tracks: tracks.map(trackToData), shards: hands[i], start, reward, watched: true };
    const call: MemberCall = { job, peers: peers[i], desk: theirs };
    worker.postMessage(call, [theirs, ...peers[i].map(({ port }) => port)]);
  });
  return {
    next() {
      asked++;
      for (const worker of workers) worker.postMessage(asked);
      return gathering.next();
    },
    async stop() {
      for (const worker of workers) worker.terminate();
    },
  };
}

export interface BackendChoice {
  readonly backend: Recipe['backend'];
  /** measured, samples per second of all threads and of the GPU; null where that was not needed */
  readonly wasm: number | null;
  readonly webgl: number | null;
  /** its name, or why there is none */
  readonly gpu: string;
  readonly isSoftware: boolean;
}

/** Measures for less than a second which back end learns faster with the recipe's network. @param workers threads there are */
export async function chooseBackend(recipe: Recipe, workers: number): Promise<BackendChoice> {
  const member = newMember();
  try {
    const speeds = await new Promise<Speeds>((resolve, reject) => {
      member.onmessage = ({ data }: MessageEvent<Speeds>) => resolve(data);
      member.onerror = (event) => reject(new Error(event.message));
      member.postMessage({ probe: recipe } satisfies ProbeCall);
    });
    const { webgl, gpu, isSoftware } = speeds;
    if (webgl === null) return { backend: 'wasm', wasm: null, webgl: null, gpu, isSoftware };
    const wasm = speeds.wasm * Math.min(workers, recipe.hyperparameters.shards);
    return { backend: webgl > wasm ? 'webgl' : 'wasm', wasm, webgl, gpu, isSoftware };
  } finally {
    member.terminate();
  }
}
