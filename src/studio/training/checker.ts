/** Asks the checker about the reward function on the page, when typing pauses. */

import { signal } from '@preact/signals';
import { messageOf } from '../../math/error.ts';
import { SANDBOX_FRAME } from '../../reward/assets.browser.ts';
import { serveSandboxes } from '../../reward/sandbox.browser.ts';
import { type RewardSource, rewardSource } from '../../reward/source.ts';
import { type Track, trackToData } from '../../track/track.ts';
import type { CheckCall, CheckResult } from './checker.worker.ts';

export type Check =
  | { readonly state: 'none' | 'checking' }
  /** it could not even be tried */
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'done'; readonly result: CheckResult };

export const check = signal<Check>({ state: 'none' });

/** Typing pauses so long, ms. */
const PAUSE_MILLISECONDS = 400;

let worker: Worker | undefined;
let stopServing: (() => void) | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let last = 0;
let isBusy = false;
let waiting: CheckCall | undefined;

function open(): Worker {
  const made = new Worker(new URL('./checker.worker.ts', import.meta.url), { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  stopServing = serveSandboxes(port1, SANDBOX_FRAME, true);
  made.postMessage('sandboxPort', [port2]);
  made.onmessage = ({ data }: MessageEvent<{ number: number; result?: CheckResult; failed?: string }>) => {
    isBusy = false;
    if (waiting) send(waiting);
    else if (data.number === last) {
      check.value = data.result ? { state: 'done', result: data.result } : { state: 'refused', why: data.failed ?? '' };
    }
  };
  made.onerror = ({ message }) => {
    stopChecking();
    check.value = { state: 'refused', why: message };
  };
  return made;
}

function send(call: CheckCall): void {
  worker ??= open();
  waiting = undefined;
  isBusy = true;
  worker.postMessage(call);
}

/** The answer comes to {@link check}; only of the newest question. */
export function ask({ file, text }: RewardSource, track: Track, discount: number, pause = PAUSE_MILLISECONDS): void {
  clearTimeout(timer);
  const number = ++last;
  check.value = { state: 'checking' };
  timer = setTimeout(() => {
    try {
      const call = { number, source: rewardSource(file, text), track: trackToData(track), discount };
      if (isBusy) waiting = call;
      else send(call);
    } catch (error) {
      check.value = { state: 'refused', why: messageOf(error) };
    }
  }, pause);
}

/** Stops the check; its result is no longer needed. */
export function stopChecking(): void {
  clearTimeout(timer);
  last++;
  check.value = { state: 'none' };
  worker?.terminate();
  stopServing?.();
  worker = undefined;
  isBusy = false;
  waiting = undefined;
}
