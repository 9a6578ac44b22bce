/** Training in a page, in one call. */
import { UserError } from '../math/error.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { type RunOptions, runTraining, type TrainedAgent } from './run.ts';
import { pageTeam } from './team.browser.ts';

export interface TrainOptions extends RunOptions {
  /** workers (default: one per core); the result does not depend on it */
  readonly workers?: number;
}

const NOBODY = { printed() {}, warned() {}, zeroed() {} };

/**
 * Trains an agent in workers of this page, on the wasm back end: the same recipe gives the same weights as in Node.
 * Evaluations run on the thread that calls, so call it in a worker where the page must stay responsive.
 * @throws UserError for a recipe that is not valid, and for a custom reward function, which needs the studio's sandbox
 */
export async function trainAgent(options: TrainOptions): Promise<TrainedAgent> {
  const { workers = navigator.hardwareConcurrency, reward } = options;
  if (typeof reward === 'object') {
    throw new UserError(reward.file, 'reward', 'is custom, which this page entry cannot run', 'use a built-in one, or Node');
  }
  const started = performance.now();
  return runTraining(options, {
    startBackend: startWasm,
    clock: () => (performance.now() - started) / 1000,
    newTeam: (recipe, tracks, start) =>
      pageTeam(recipe, tracks, { workers, start, reward: null, listener: NOBODY, onSandboxPort: (port) => port.close() }),
  });
}
