/** Sandboxes for a page's workers: the page puts up the frame, the worker talks to the guest in it directly. */
import { problemSchema, RewardFailed } from './problem.ts';
import type { SandboxAnswer, SandboxRequest } from './sandbox.browser.ts';
import { type GuestMessage, receiveFromGuest, type SandboxEvents, type SandboxPlatform } from './sandbox.ts';

export function portSandboxes(sandboxPort: MessagePort): SandboxPlatform {
  const listeners = new Map<number, SandboxEvents>();
  const strips = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();
  let last = 0;
  const ask = (request: SandboxRequest, transfer: Transferable[] = []) => sandboxPort.postMessage(request, transfer);
  sandboxPort.onmessage = ({ data }: MessageEvent<SandboxAnswer>) => {
    if ('ended' in data) listeners.get(data.ended)?.ended(data.reason);
    else {
      const waiting = strips.get(data.stripped);
      strips.delete(data.stripped);
      if ('text' in data) waiting?.resolve(data.text);
      else waiting?.reject(failureOf(data.error));
    }
  };
  return {
    connect(language, on) {
      const id = ++last;
      const { port1: port, port2: theirs } = new MessageChannel();
      port.onmessage = ({ data }: MessageEvent<GuestMessage>) => receiveFromGuest(data, on);
      listeners.set(id, on);
      ask({ open: id, language, port: theirs }, [theirs]);
      return {
        send: (json, block) => port.postMessage({ json, block }),
        kill() {
          listeners.delete(id);
          port.close();
          ask({ close: id });
        },
      };
    },
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    stripTypes: (source) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        strips.set(id, { resolve, reject });
        ask({ strip: id, source });
      }),
  };
}

function failureOf(error: unknown): Error {
  const problem = problemSchema.safeParse(error);
  return problem.success ? new RewardFailed(problem.data) : new Error(String(error));
}
