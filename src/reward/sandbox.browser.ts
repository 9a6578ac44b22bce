/**
 * Sandboxes in a page: a worker in a frame of no origin. Without an origin there is no IndexedDB, no cookie and no API
 * of ours; the frame's policy forbids every connection; and removing the frame ends the worker, whatever it is doing.
 * Needs no secure context.
 */
import type { WorkerBoot } from './guest/guest.worker.ts';
import type { Connection, SandboxEvents, SandboxPlatform } from './sandbox.ts';
import type { RewardSource } from './source.ts';

/** What a page has fetched for its sandboxes. */
export interface SandboxAssets {
  /** guest/guest.worker.ts as one classic script: browsers start no module workers without an origin */
  readonly guest: string;
  /** what it is to load; asked once per sandbox */
  boot(language: 'python' | 'javascript'): Promise<WorkerBoot>;
  stripTypes(source: RewardSource): Promise<string>;
}

const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:";

/** The frame's only script: it starts the worker with what the page sends, and lets the two talk. */
const FRAME_SCRIPT = `
addEventListener('message', (event) => {
  if (event.source !== parent) return;
  const { guest, boot } = event.data;
  const worker = new Worker(URL.createObjectURL(new Blob([guest], { type: 'text/javascript' })));
  worker.onerror = (error) => parent.postMessage({ sandboxEnded: error.message || 'the worker did not start' }, '*');
  worker.postMessage(boot, [event.ports[0]]);
}, { once: true });
parent.postMessage('sandboxReady', '*');
`;

export function browserSandboxes(assets: SandboxAssets): SandboxPlatform {
  return {
    connect: (language, on) => connect(assets, language, on),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    stripTypes: assets.stripTypes,
  };
}

function connect(assets: SandboxAssets, language: 'python' | 'javascript', on: SandboxEvents): Connection {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script>${FRAME_SCRIPT}</script>`;
  const { port1: port, port2: theirs } = new MessageChannel();
  port.onmessage = ({ data }: MessageEvent<{ json: string; block: Uint8Array | null }>) => {
    // A stranger may have got hold of the other end.
    if (typeof data?.json !== 'string' || !(data.block === null || data.block instanceof Uint8Array))
      on.ended('it gave no answer');
    else on.answer(data.json, data.block);
  };
  const hear = (event: MessageEvent): void => {
    if (event.source !== frame.contentWindow) return;
    if (event.data === 'sandboxReady') void begin();
    else if (typeof event.data?.sandboxEnded === 'string') on.ended(event.data.sandboxEnded.slice(0, 500));
  };
  const begin = async (): Promise<void> => {
    try {
      const boot = await assets.boot(language);
      // To an opaque origin only '*' goes; what is sent is no secret.
      frame.contentWindow?.postMessage({ guest: assets.guest, boot }, '*', [theirs]);
    } catch (error) {
      on.ended(String(error));
    }
  };
  addEventListener('message', hear);
  document.body.append(frame);
  return {
    send: (json, block) => port.postMessage({ json, block }),
    kill() {
      removeEventListener('message', hear);
      port.close();
      frame.remove();
    },
  };
}
