/** Asks the worker that brings models in and out. */
import { type AskOptions, askOnce } from '../ui/ask-once.ts';
import type { DeployAnswer, DeployCall } from './deploy.worker.ts';

/** @throws Error with what to say to people */
export function deploy(call: DeployCall, options: Pick<AskOptions<DeployAnswer>, 'onProgress' | 'signal'> = {}) {
  const worker = new Worker(new URL('./deploy.worker.ts', import.meta.url), { type: 'module' });
  return askOnce<DeployAnswer>(worker, call, options);
}
