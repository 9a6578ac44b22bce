/** A worker in a page: one member of a team. It gets its back end ready at once, and its job when there is one. */
import { portSandboxes } from '../reward/sandbox.worker.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { type MemberJob, WORK_AHEAD, workShards } from './crew.ts';
import { type Peer, portExchange } from './port-exchange.ts';

/** The first message to a member; after it only how many updates are asked for. */
export interface MemberCall {
  readonly job: MemberJob;
  readonly peers: readonly Peer[];
  /** to whoever may put up sandboxes: a worker has no frames */
  readonly desk: MessagePort;
}

const ready = startWasm();
// Whoever waits for it will hear of a failure.
ready.catch(() => {});
let asked = 0;
let wake: (() => void) | undefined;

addEventListener('message', ({ data }: MessageEvent<MemberCall | number>) => {
  if (typeof data === 'number') {
    asked = data;
    wake?.();
  } else void work(data);
});

async function work({ job, peers, desk }: MemberCall): Promise<void> {
  try {
    await workShards(job, {
      post: (message) => postMessage(message),
      sandboxes: portSandboxes(desk),
      startBackend: () => ready,
      exchange: (parameters) => portExchange(job.shards, peers, parameters),
      async mayBegin(update) {
        while (update > asked + WORK_AHEAD) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      },
    });
  } catch (error) {
    // Out of the promise, so that it reaches whoever made this worker.
    setTimeout(() => {
      throw error;
    });
  }
}
