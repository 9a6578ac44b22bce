/** A worker thread: trains its shards until it is sent home. */
import { parentPort, workerData } from 'node:worker_threads';
import { startWasm } from '../tensor/backend.node.ts';
import { trackFromData } from '../track/track.ts';
import { Diverged, sharedState, update } from './learner.ts';
import { shardState } from './shard.ts';
import { joinExchange, TrainingOver, waitUntilAsked } from './shared-exchange.ts';
import type { WorkerJob, WorkerReport } from './team.node.ts';
import { learnerOf } from './team.ts';

const { recipe, courses, shards, exchange, workAhead, start } = workerData as WorkerJob;
await startWasm();
const learner = learnerOf(recipe, courses.map(trackFromData), shards, start);
const meetings = joinExchange(exchange);
const isFirst = shards.includes(0);
const first = learner.updates;
try {
  for (;;) {
    waitUntilAsked(exchange, learner.updates + 1 - first, workAhead);
    const reports = await update(learner, meetings);
    const isKept = learner.updates % recipe.evaluateEvery === 0;
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
  } else if (!(error instanceof TrainingOver)) throw error;
}
