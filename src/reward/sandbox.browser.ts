/**
 * Sandboxes in a page: workers in a frame of no origin. Without an origin there is no IndexedDB, no cookie and no API of
 * Lapzero; the frame's policy forbids every connection; and a worker that is terminated ends, whatever it is doing. One frame
 * has them all: browsers share what they compiled, and go on improving it, only among the workers of one frame.
 * Needs no secure context. Workers of the page have no frames: they ask the page over a port (sandbox.worker.ts).
 */
import type { WorkerBoot } from './guest/guest.worker.ts';
import { type GuestMessage, receiveFromGuest, type SandboxPlatform } from './sandbox.ts';
import type { RewardSource } from './source.ts';

/** Where a page gets what its sandboxes need. */
interface SandboxAssets {
  /** the frame's own document (public/sandbox.html): it must not be under the page's policy, which lets nothing be started */
  readonly frameUrl: string;
  /** guest/guest.worker.ts as one classic script: browsers start no module workers without an origin */
  guest(): Promise<string>;
  /** what a worker is to load; asked once per frame and language */
  boot(language: GuestLanguage): Promise<UncompiledBoot>;
  stripTypes(source: RewardSource): Promise<string>;
}

export type GuestLanguage = 'python' | 'javascript';

/** The frame compiles it. */
export type UncompiledBoot = Uncompiled<WorkerBoot>;
type Uncompiled<Boot> = Boot extends WorkerBoot ? Omit<Boot, 'wasm'> & { readonly wasm: ArrayBuffer } : never;

/** A page's frame of sandboxes. */
export interface SandboxFrame {
  /** Its engine starts at once. */
  start(language: GuestLanguage): StartedSandbox;
  readonly stripTypes: SandboxAssets['stripTypes'];
}

interface StartedSandbox {
  /** @param port whom the guest talks to */
  connect(port: MessagePort, onEnded: (reason: string) => void): void;
  /** Ends it, whatever it is doing. */
  end(): void;
  /** It ended without being asked to. */
  hasEnded(): boolean;
}

/** The frame only passes messages on: one that is silent for so long is gone, with all that is in it. */
const SILENT_MILLISECONDS = 30_000;

/** A frame is put up with the first sandbox, and again when one has crashed. */
export function newSandboxFrame(assets: SandboxAssets, silentMilliseconds = SILENT_MILLISECONDS): SandboxFrame {
  let frame: LiveFrame | undefined;
  const put = (): LiveFrame => {
    const made = openFrame(assets, silentMilliseconds, () => {
      if (frame === made) frame = undefined;
    });
    return made;
  };
  return {
    start(language) {
      frame ??= put();
      return frame.start(language);
    },
    stripTypes: assets.stripTypes,
  };
}

type FrameNews = 'ready' | { readonly started: number } | { readonly ended: number; readonly reason: string };
type LiveFrame = Pick<SandboxFrame, 'start'>;

function openFrame(assets: SandboxAssets, silentMilliseconds: number, onGone: () => void): LiveFrame {
  const listeners = new Map<number, (reason: string) => void>();
  const watches = new Map<number, ReturnType<typeof setTimeout>>();
  const loading = new Map<GuestLanguage, Promise<void>>();
  let last = 0;

  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'Sandboxes of reward functions';
  frame.hidden = true;
  frame.src = assets.frameUrl;
  // To an opaque origin only '*' goes; what is sent is no secret.
  const send = (message: unknown, ports: MessagePort[] = []) => frame.contentWindow?.postMessage(message, '*', ports);
  const noteStarted = (id: number): void => {
    clearTimeout(watches.get(id));
    watches.delete(id);
  };
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  /** Until the frame says that it is there. */
  const loadingWatch = setTimeout(() => abandon(), silentMilliseconds);
  const receive = ({ source, data }: MessageEvent<FrameNews>): void => {
    if (source !== frame.contentWindow) return;
    if (data === 'ready') {
      clearTimeout(loadingWatch);
      isReady();
    } else if ('started' in data) noteStarted(data.started);
    else listeners.get(data.ended)?.(String(data.reason).slice(0, 500));
  };
  const abandon = (): void => {
    removeEventListener('message', receive);
    frame.remove();
    onGone();
    clearTimeout(loadingWatch);
    for (const id of watches.keys()) noteStarted(id);
    for (const ended of listeners.values()) ended('its frame does not answer');
    listeners.clear();
  };
  addEventListener('message', receive);
  document.body.append(frame);

  const load = (language: GuestLanguage): Promise<void> => {
    const known = loading.get(language);
    if (known) return known;
    const loaded = Promise.all([assets.guest(), assets.boot(language), ready]).then(([guest, boot]) => {
      send({ load: language, guest, boot });
    });
    loading.set(language, loaded);
    loaded.catch(() => loading.delete(language));
    return loaded;
  };

  return {
    start(language) {
      const id = ++last;
      let failure: string | undefined;
      listeners.set(id, (reason) => {
        failure = reason;
      });
      const started = load(language).then(
        () => {
          if (!listeners.has(id)) return;
          watches.set(id, setTimeout(abandon, silentMilliseconds));
          send({ start: id, language });
        },
        (error) => listeners.get(id)?.(String(error)),
      );
      return {
        connect(port, onEnded) {
          if (failure !== undefined) return onEnded(failure);
          listeners.set(id, onEnded);
          void started.then(() => send({ connect: id }, [port]));
        },
        hasEnded: () => failure !== undefined,
        // Whether the frame answers is watched all the same.
        end() {
          listeners.delete(id);
          send({ end: id });
        },
      };
    },
  };
}

/** For sandboxes whose user is the page itself. */
export function browserSandboxes(frame: SandboxFrame): SandboxPlatform {
  return {
    connect(language, on) {
      const { port1: port, port2: theirs } = new MessageChannel();
      const sandbox = frame.start(language);
      sandbox.connect(theirs, on.ended);
      port.onmessage = ({ data }: MessageEvent<GuestMessage>) => receiveFromGuest(data, on);
      return {
        send: (json, block) => port.postMessage({ json, block }),
        kill() {
          port.close();
          sandbox.end();
        },
      };
    },
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    stripTypes: frame.stripTypes,
  };
}

/** What a worker asks for. */
export type SandboxRequest =
  | { readonly open: number; readonly language: GuestLanguage; readonly port: MessagePort }
  | { readonly close: number }
  | { readonly strip: number; readonly source: RewardSource };

export type SandboxAnswer =
  | { readonly ended: number; readonly reason: string }
  | { readonly stripped: number; readonly text: string }
  | { readonly stripped: number; readonly error: unknown };

/**
 * Starts sandboxes for a worker at the other end of `sandboxPort`.
 * @param keepsSpare for a worker that wants one after the other: the next one starts when the last one is closed
 * @returns how to end all of them
 */
export function serveSandboxes(sandboxPort: MessagePort, frame: SandboxFrame, keepsSpare = false): () => void {
  const open = new Map<number, { readonly sandbox: StartedSandbox; readonly language: GuestLanguage }>();
  const spares = new Map<GuestLanguage, StartedSandbox>();
  const answer = (message: SandboxAnswer) => sandboxPort.postMessage(message);
  const take = (language: GuestLanguage): StartedSandbox => {
    const spare = spares.get(language);
    spares.delete(language);
    if (spare && !spare.hasEnded()) return spare;
    spare?.end();
    return frame.start(language);
  };
  sandboxPort.onmessage = ({ data }: MessageEvent<SandboxRequest>) => {
    if ('open' in data) {
      const { language } = data;
      const sandbox = take(language);
      open.set(data.open, { sandbox, language });
      sandbox.connect(data.port, (reason) => answer({ ended: data.open, reason }));
    } else if ('close' in data) {
      const closed = open.get(data.close);
      closed?.sandbox.end();
      open.delete(data.close);
      // Not before: the one in use wants the cores.
      if (keepsSpare && closed && !spares.has(closed.language)) spares.set(closed.language, frame.start(closed.language));
    } else {
      frame.stripTypes(data.source).then(
        (text) => answer({ stripped: data.strip, text }),
        (error) => answer({ stripped: data.strip, error: error?.problem ?? String(error) }),
      );
    }
  };
  return () => {
    sandboxPort.close();
    for (const { sandbox } of open.values()) sandbox.end();
    for (const spare of spares.values()) spare.end();
    open.clear();
    spares.clear();
  };
}
