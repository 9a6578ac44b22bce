/** Training in Node, in one call. */
import { availableParallelism } from 'node:os';
import { DEFAULT_LIMITS } from '../reward/sandbox.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { type RunOptions, runTraining, type TrainedAgent } from './run.ts';
import { type WorkerTeamOptions, workerTeam } from './team.node.ts';

export interface TrainOptions extends RunOptions {
  /** threads (default: one per core); the result does not depend on it */
  readonly workers?: number;
  /** receives what a custom reward function prints, and warnings about it */
  readonly listener?: WorkerTeamOptions['listener'];
}

/**
 * Trains an agent in worker threads, on the wasm back end: the same recipe gives the same weights.
 * A custom reward function runs in a sandbox.
 * @throws UserError for a recipe that is not valid, RewardFailed when the reward function fails
 */
export function trainAgent(options: TrainOptions): Promise<TrainedAgent> {
  const { workers = availableParallelism(), listener, reward } = options;
  const custom = typeof reward === 'object' && { reward: { source: reward, zero: false, limits: DEFAULT_LIMITS } };
  const started = performance.now();
  return runTraining(options, {
    startBackend: startWasm,
    clock: () => (performance.now() - started) / 1000,
    newTeam: (recipe, tracks, start) =>
      workerTeam(recipe, tracks, { workers, start, ...custom, ...(listener && { listener }) }),
  });
}
