/** Trainings without a view, one after the other, for comparisons. */

import { inheritedParameters } from '../../learn/inherit.ts';
import { SANDBOX_FRAME } from '../../reward/assets.browser.ts';
import { headline } from '../../reward/problem.ts';
import { serveSandboxes } from '../../reward/sandbox.browser.ts';
import { trackToData } from '../../track/track.ts';
import type { TrainingNews, TrainingOrder } from '../training/protocol.ts';
import { type Setup, sandboxed } from '../training/setup.ts';

export interface Trial {
  readonly seed: number;
  /** null where it never lapped */
  readonly firstLapSeconds: number | null;
  readonly firstLapSteps: number | null;
  readonly bestLapSeconds: number | null;
}

/**
 * Trains a setup to its end on the CPU: there the same seed gives the same learning everywhere.
 * @param most steps after which it ends in any case
 * @throws Error when it fails; when it is stopped, what is reached by then counts
 */
export async function trainOnce({ recipe, track, reward, from }: Setup, most: number, signal: AbortSignal): Promise<Trial> {
  const worker = new Worker(new URL('../training/training.worker.ts', import.meta.url), { type: 'module' });
  let stopServing: (() => void)[] = [];
  const closeAll = () => {
    for (const close of stopServing) close();
    stopServing = [];
  };
  const send = (order: TrainingOrder) => worker.postMessage(order);
  try {
    return await new Promise<Trial>((resolve, reject) => {
      signal.addEventListener('abort', () => send({ stop: true }), { once: true });
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data: news, ports }: MessageEvent<TrainingNews>) => {
        if ('sandboxPort' in news) stopServing.push(serveSandboxes(ports[0], SANDBOX_FRAME));
        else if ('progress' in news && news.progress.steps >= most) send({ stop: true });
        else if ('rolledBack' in news || 'teamLost' in news) closeAll();
        else if ('rewardFailed' in news) reject(new Error(headline(news.rewardFailed)));
        else if ('failed' in news) reject(new Error(news.failed));
        else if ('done' in news) {
          const { firstLap, bestLapSeconds } = news.done;
          resolve({
            seed: recipe.seed,
            firstLapSeconds: firstLap?.seconds ?? null,
            firstLapSteps: firstLap?.steps ?? null,
            bestLapSeconds,
          });
        }
      };
      send({
        job: {
          name: 'trial',
          recipe: { ...recipe, backend: 'wasm' },
          tracks: [trackToData(track)],
          workers: Math.max(1, navigator.hardwareConcurrency),
          reward: sandboxed({ recipe, reward }),
          parameters: from && inheritedParameters(from.policy, from.name, recipe),
          checkpoint: null,
          log: null,
          checkpointSeconds: Number.POSITIVE_INFINITY,
        },
      });
    });
  } finally {
    worker.terminate();
    closeAll();
  }
}
