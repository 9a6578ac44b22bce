/** Asks the worker that brings models in and out. */
import type { DisturbedDrives } from '../lap/robust.ts';
import type { DeployAnswer, DeployCall } from './deploy.worker.ts';

type LastAnswer = Exclude<DeployAnswer, { drives: unknown } | { failed: unknown }>;

/**
 * @param signal ends it @param onDrives is called after each disturbance
 * @throws Error with what to say to people
 */
export function deploy(
  call: DeployCall,
  signal?: AbortSignal,
  onDrives?: (drives: DisturbedDrives) => void,
): Promise<LastAnswer> {
  const worker = new Worker(new URL('./deploy.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<LastAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DeployAnswer>) => {
      if ('drives' in data) onDrives?.(data.drives);
      else if ('failed' in data) reject(new Error(data.failed));
      else resolve(data);
    };
    signal?.addEventListener('abort', () => reject(new DOMException('it was left', 'AbortError')), { once: true });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(call);
  }).finally(() => worker.terminate());
}
