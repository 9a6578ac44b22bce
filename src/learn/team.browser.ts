/** A team of workers in a page. Needs no shared memory and no secure context. */
import { type Track, trackToData } from '../track/track.ts';
import type { LearnerStart } from './learner.ts';
import type { Peer } from './port-exchange.ts';
import type { Recipe } from './recipe.ts';
import { type Team, TeamLost } from './team.ts';
import {
  assignShards,
  newUpdateCollector,
  type RewardListener,
  type SandboxedReward,
  type WorkerNotice,
  type WorkerReport,
} from './team-protocol.ts';
import type { ProbeCall, Speeds, WarmCall, WorkerCall } from './worker.browser.ts';

export interface PageTeamOptions {
  readonly workers: number;
  readonly start: LearnerStart;
  /** where the recipe's reward is no built-in one */
  readonly reward: SandboxedReward | null;
  readonly listener: RewardListener;
  /** takes the other end of each worker's port for sandboxes */
  readonly onSandboxPort: (sandboxPort: MessagePort) => void;
  /** waiting workers, started already; more are started as needed */
  readonly standby?: Worker[];
}

/** Starts a worker that loads its back end and waits for its job. */
export function newTrainingWorker(): Worker {
  return new Worker(new URL('./worker.browser.ts', import.meta.url), { type: 'module' });
}

/** Starts a worker that also runs some updates, so that its code is compiled before its job. */
export function warmTrainingWorker(): Worker {
  const worker = newTrainingWorker();
  worker.postMessage({ warm: true } satisfies WarmCall);
  return worker;
}

/** Starts workers. `next` fails with RewardFailed when the reward function does, and with TeamLost when a worker does. */
export function pageTeam(recipe: Recipe, tracks: readonly Track[], options: PageTeamOptions): Team {
  const { start, reward, listener, onSandboxPort, standby = [] } = options;
  // A GPU is used by one worker.
  const assigned = assignShards(recipe, recipe.backend === 'webgl' ? 1 : options.workers);
  const collector = newUpdateCollector(assigned.length, start.state?.updates ?? 0, listener);
  const workers = assigned.map(() => standby.pop() ?? newTrainingWorker());
  const peers: Peer[][] = assigned.map(() => []);
  for (let a = 0; a < assigned.length; a++) {
    for (let b = a + 1; b < assigned.length; b++) {
      const { port1, port2 } = new MessageChannel();
      peers[a].push({ port: port1, shards: assigned[b] });
      peers[b].push({ port: port2, shards: assigned[a] });
    }
  }
  let asked = 0;
  workers.forEach((worker, i) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerReport | WorkerNotice>) => collector.receive(data);
    worker.onerror = (event) => collector.abort(new TeamLost(event.message || 'a worker of the training ended'));
    const { port1: sandboxPort, port2: theirs } = new MessageChannel();
    onSandboxPort(sandboxPort);
    const job = { recipe, tracks: tracks.map(trackToData), shards: assigned[i], start, reward, watched: true };
    const call: WorkerCall = { job, peers: peers[i], sandboxPort: theirs };
    worker.postMessage(call, [theirs, ...peers[i].map(({ port }) => port)]);
  });
  return {
    next() {
      asked++;
      for (const worker of workers) worker.postMessage(asked);
      return collector.next();
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
  /** the GPU's name, or why there is none */
  readonly gpu: string;
  readonly isSoftware: boolean;
}

/** Measures for less than a second which back end learns faster with the recipe's network. @param workers threads there are */
export async function chooseBackend(recipe: Recipe, workers: number): Promise<BackendChoice> {
  const worker = newTrainingWorker();
  try {
    const speeds = await new Promise<Speeds>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Speeds>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ probe: recipe } satisfies ProbeCall);
    });
    const { webgl, gpu, isSoftware } = speeds;
    if (webgl === null) return { backend: 'wasm', wasm: null, webgl: null, gpu, isSoftware };
    const wasm = speeds.wasm * Math.min(workers, recipe.hyperparameters.shards);
    return { backend: webgl > wasm ? 'webgl' : 'wasm', wasm, webgl, gpu, isSoftware };
  } finally {
    worker.terminate();
  }
}
