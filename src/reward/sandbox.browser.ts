/**
 * Sandboxes in a page: a worker in a frame of no origin. Without an origin there is no IndexedDB, no cookie and no API
 * of ours; the frame's policy forbids every connection; and removing the frame ends the worker, whatever it is doing.
 * Needs no secure context. Workers of the page have no frames: they ask at a desk (sandbox.worker.ts).
 */
import type { WorkerBoot } from './guest/guest.worker.ts';
import { type GuestMessage, hearGuest, type SandboxPlatform } from './sandbox.ts';
import type { RewardSource } from './source.ts';

/** Where a page gets what its sandboxes need. */
export interface SandboxAssets {
  /** the frame's own document (public/sandbox.html): it must not be under the page's policy, which lets nothing be started */
  readonly frameUrl: string;
  /** guest/guest.worker.ts as one classic script: browsers start no module workers without an origin */
  guest(): Promise<string>;
  /** what it is to load; asked once per sandbox */
  boot(language: GuestLanguage): Promise<WorkerBoot>;
  stripTypes(source: RewardSource): Promise<string>;
}

export type GuestLanguage = 'python' | 'javascript';

/** What a worker asks for. */
export type DeskRequest =
  | { readonly open: number; readonly language: GuestLanguage; readonly port: MessagePort }
  | { readonly close: number }
  | { readonly strip: number; readonly source: RewardSource };

export type DeskAnswer =
  | { readonly ended: number; readonly reason: string }
  | { readonly stripped: number; readonly text: string }
  | { readonly stripped: number; readonly error: unknown };

/** For sandboxes whose user is the page itself. */
export function browserSandboxes(assets: SandboxAssets): SandboxPlatform {
  return {
    connect(language, on) {
      const { port1: port, port2: theirs } = new MessageChannel();
      const close = openFrame(assets, language, theirs, on.ended);
      port.onmessage = ({ data }: MessageEvent<GuestMessage>) => hearGuest(data, on);
      return {
        send: (json, block) => port.postMessage({ json, block }),
        kill() {
          port.close();
          close();
        },
      };
    },
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    stripTypes: assets.stripTypes,
  };
}

/** Puts up sandboxes for a worker at the other end of `desk`. @returns how to end all of them */
export function serveDesk(desk: MessagePort, assets: SandboxAssets): () => void {
  const open = new Map<number, () => void>();
  const answer = (message: DeskAnswer) => desk.postMessage(message);
  desk.onmessage = ({ data }: MessageEvent<DeskRequest>) => {
    if ('open' in data) {
      const ended = (reason: string) => answer({ ended: data.open, reason });
      open.set(data.open, openFrame(assets, data.language, data.port, ended));
    } else if ('close' in data) {
      open.get(data.close)?.();
      open.delete(data.close);
    } else {
      assets.stripTypes(data.source).then(
        (text) => answer({ stripped: data.strip, text }),
        (error) => answer({ stripped: data.strip, error: error?.problem ?? String(error) }),
      );
    }
  };
  return () => {
    desk.close();
    for (const close of open.values()) close();
    open.clear();
  };
}

/** @param port whom the guest talks to @returns how to end it */
function openFrame(
  assets: SandboxAssets,
  language: GuestLanguage,
  port: MessagePort,
  onEnded: (reason: string) => void,
): () => void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'Sandbox of a reward function';
  frame.hidden = true;
  frame.src = assets.frameUrl;
  const hear = (event: MessageEvent): void => {
    if (event.source !== frame.contentWindow) return;
    if (event.data === 'sandboxReady') void begin();
    else if (typeof event.data?.sandboxEnded === 'string') onEnded(event.data.sandboxEnded.slice(0, 500));
  };
  const begin = async (): Promise<void> => {
    try {
      const [guest, boot] = await Promise.all([assets.guest(), assets.boot(language)]);
      // To an opaque origin only '*' goes; what is sent is no secret.
      frame.contentWindow?.postMessage({ guest, boot }, '*', [port]);
    } catch (error) {
      onEnded(String(error));
    }
  };
  addEventListener('message', hear);
  document.body.append(frame);
  return () => {
    removeEventListener('message', hear);
    frame.remove();
  };
}
