/** A training worker in a page. It loads its back end when it starts, and its job when that is sent. */
import { messageOf } from '../math/error.ts';
import { portSandboxes } from '../reward/sandbox.worker.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { newLearner } from './learner.ts';
import { type Peer, portExchange } from './port-exchange.ts';
import type { Recipe } from './recipe.ts';
import { cpuParticipant, WORK_AHEAD, type WorkerJob, workShards } from './team-protocol.ts';
import { warmLearning } from './warm-up.ts';

/** The first message to a worker; all later ones are numbers: how many updates are asked for. */
export interface WorkerCall {
  readonly job: WorkerJob;
  readonly peers: readonly Peer[];
  /** to the page, which starts sandboxes for the worker: a worker has no frames */
  readonly sandboxPort: MessagePort;
}

/** Sent instead of a job: measure how fast a recipe's network learns here. */
export interface ProbeCall {
  readonly probe: Recipe;
}

/** Sent before a job: run some updates, so that the code is compiled. */
export interface WarmCall {
  readonly warm: true;
}

export interface Speeds {
  /** samples per second of one thread */
  readonly wasm: number;
  /** samples per second; null without a suitable GPU */
  readonly webgl: number | null;
  /** the GPU's name, or why there is none */
  readonly gpu: string;
  readonly isSoftware: boolean;
}

const WASM_PROBE_MILLISECONDS = 150;
const WEBGL_PROBE_MILLISECONDS = 700;

const ready = startWasm();
// A failure is reported to those who await it.
ready.catch(() => {});
let asked = 0;
let wake: (() => void) | undefined;

addEventListener('message', ({ data }: MessageEvent<WorkerCall | ProbeCall | WarmCall | number>) => {
  if (typeof data === 'number') {
    asked = data;
    wake?.();
  } else if ('probe' in data) void probe(data.probe).then((speeds) => postMessage(speeds), throwOut);
  else if ('warm' in data) void ready.then(warmLearning).catch(() => {});
  else void work(data).catch(throwOut);
});

/** Throws outside of any promise, so that the page's `onerror` receives it. */
function throwOut(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

async function work({ job, peers, sandboxPort }: WorkerCall): Promise<void> {
  await workShards(job, {
    post: (message) => postMessage(message),
    sandboxes: portSandboxes(sandboxPort),
    async newParticipant(options, start) {
      if (job.recipe.backend === 'webgl') {
        const { gpuParticipant } = await import('./gpu.webgl.ts');
        return gpuParticipant(options, start);
      }
      await ready;
      const learner = newLearner(options, start);
      return cpuParticipant(learner, portExchange(job.shards, peers, learner.network.parameters.length));
    },
    async mayBegin(update) {
      while (update > asked + WORK_AHEAD) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  });
}

async function probe(recipe: Recipe): Promise<Speeds> {
  const { openGpu, startWebgl } = await import('../tensor/backend.webgl.ts');
  const { probeSpeed } = await import('./probe.ts');
  const clock = () => performance.now();
  await ready;
  try {
    const gpu = openGpu();
    // A GPU emulated in software is never faster than the CPU.
    if (gpu.isSoftware) return { wasm: 0, webgl: null, gpu: gpu.name, isSoftware: true };
    const wasm = probeSpeed(recipe, false, WASM_PROBE_MILLISECONDS, clock);
    await startWebgl(gpu);
    const webgl = probeSpeed(recipe, true, WEBGL_PROBE_MILLISECONDS, clock);
    return { wasm, webgl, gpu: gpu.name, isSoftware: false };
  } catch (error) {
    // A GPU that fails counts as none.
    return { wasm: 0, webgl: null, gpu: messageOf(error), isSoftware: false };
  }
}
