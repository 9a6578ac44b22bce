/** A worker in a page: one member of a team. It gets its back end ready at once, and its job when there is one. */
import { messageOf } from '../math/error.ts';
import { portSandboxes } from '../reward/sandbox.worker.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { cpuParticipant, type MemberJob, WORK_AHEAD, workShards } from './crew.ts';
import { newLearner } from './learner.ts';
import { type Peer, portExchange } from './port-exchange.ts';
import type { Recipe } from './recipe.ts';
import { warmLearning } from './warm-up.ts';

/** The first message to a member; after it only how many updates are asked for. */
export interface MemberCall {
  readonly job: MemberJob;
  readonly peers: readonly Peer[];
  /** to whoever may put up sandboxes: a worker has no frames */
  readonly desk: MessagePort;
}

/** Or, instead: how fast would a recipe's network learn here? */
export interface ProbeCall {
  readonly probe: Recipe;
}

/** Or, before either: get used to learning. */
export interface WarmCall {
  readonly warm: true;
}

export interface Speeds {
  /** samples per second of one thread */
  readonly wasm: number;
  /** samples per second; null where there is no fit GPU */
  readonly webgl: number | null;
  /** the GPU's name, or why there is none */
  readonly gpu: string;
  readonly isSoftware: boolean;
}

const WASM_PROBE_MILLISECONDS = 150;
const WEBGL_PROBE_MILLISECONDS = 700;

const ready = startWasm();
// Whoever waits for it will hear of a failure.
ready.catch(() => {});
let asked = 0;
let wake: (() => void) | undefined;

addEventListener('message', ({ data }: MessageEvent<MemberCall | ProbeCall | WarmCall | number>) => {
  if (typeof data === 'number') {
    asked = data;
    wake?.();
  } else if ('probe' in data) void probe(data.probe).then((speeds) => postMessage(speeds), throwOut);
  else if ('warm' in data) void ready.then(warmLearning).catch(() => {});
  else void work(data).catch(throwOut);
});

/** Out of its promise, so that it reaches whoever made this worker. */
function throwOut(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

async function work({ job, peers, desk }: MemberCall): Promise<void> {
  await workShards(job, {
    post: (message) => postMessage(message),
    sandboxes: portSandboxes(desk),
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
    // The CPU playing a GPU is never faster than the CPU.
    if (gpu.isSoftware) return { wasm: 0, webgl: null, gpu: gpu.name, isSoftware: true };
    const wasm = probeSpeed(recipe, false, WASM_PROBE_MILLISECONDS, clock);
    await startWebgl(gpu);
    const webgl = probeSpeed(recipe, true, WEBGL_PROBE_MILLISECONDS, clock);
    return { wasm, webgl, gpu: gpu.name, isSoftware: false };
  } catch (error) {
    // A GPU that cannot do it is none.
    return { wasm: 0, webgl: null, gpu: messageOf(error), isSoftware: false };
  }
}
