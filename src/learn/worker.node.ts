/** A worker thread: trains its shards until it is sent home. */
import { parentPort, workerData } from 'node:worker_threads';
import { RewardFailed } from '../reward/problem.ts';
import { nodeSandboxes } from '../reward/sandbox.node.ts';
import { newSandbox, type Sandbox } from '../reward/sandbox.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { trackFromData } from '../track/track.ts';
import { Diverged, sharedState, update } from './learner.ts';
import { shardState } from './shard.ts';
import { joinExchange, TrainingOver, waitUntilAsked } from './shared-exchange.ts';
import type { WorkerJob, WorkerNotice, WorkerReport } from './team.node.ts';
import { learnerOf } from './team.ts';

const { recipe, courses, shards, exchange, workAhead, start, reward } = workerData as WorkerJob;
const { carsPerShard } = recipe.hyperparameters;
const notify = (notice: WorkerNotice): void => parentPort?.postMessage(notice);

/** One for all cars of this thread, started before anything else: its engine takes a while. */
function startSandbox({ source, zero, limits, packages }: NonNullable<WorkerJob['reward']>): Sandbox {
  const sandbox = newSandbox({
    source,
    zero,
    limits,
    platform: nodeSandboxes({ packages, onProcess: (id) => notify({ process: id }) }),
    seed: recipe.seed,
    carNumbers: shards.flatMap((shard) => Array.from({ length: carsPerShard }, (_, i) => shard * carsPerShard + i)),
    onPrinted: (lines) => notify({ printed: lines.map(([car, text]) => [carNumber(car), text]) }),
    onZeroed: (problem, calls) => notify({ zeroed: problem, calls }),
  });
  const isFirst = shards.includes(0);
  if (isFirst)
    void sandbox.loaded().then(
      (warnings) => notify({ warnings: [...warnings] }),
      () => {},
    );
  return sandbox;
}

function carNumber(car: number): number {
  return shards[Math.floor(car / carsPerShard)] * carsPerShard + (car % carsPerShard);
}

const sandbox = reward ? startSandbox(reward) : undefined;
await startWasm();
const rewardOf = sandbox && ((shard: number) => sandbox.reward(shards.indexOf(shard) * carsPerShard));
const learner = learnerOf(recipe, courses.map(trackFromData), shards, start, rewardOf);
const meetings = joinExchange(exchange);
const isFirst = shards.includes(0);
const first = learner.updates;
try {
  for (;;) {
    waitUntilAsked(exchange, learner.updates + 1 - first, workAhead);
    const reports = await update(learner, meetings);
    // A reward function of somebody's own may fail at any time: training then goes on from its last update.
    const isKept = sandbox !== undefined || learner.updates % recipe.evaluateEvery === 0;
    const report: WorkerReport = {
      update: learner.updates,
      reports,
      states: isKept ? learner.shards.map(shardState) : null,
      parameters: isFirst && !isKept ? learner.network.parameters.slice() : null,
      shared: isFirst && isKept ? sharedState(learner) : null,
    };
    parentPort?.postMessage(report);
  }
} catch (error) {
  if (error instanceof Diverged) {
    const report: WorkerReport = { update: learner.updates + 1, diverged: error.message };
    parentPort?.postMessage(report);
  } else if (error instanceof RewardFailed) notify({ rewardFailed: error.problem });
  else if (!(error instanceof TrainingOver)) throw error;
}
sandbox?.close();
