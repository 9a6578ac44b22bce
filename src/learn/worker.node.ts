/** A worker thread: trains its shards until it is sent home. */
import { parentPort, workerData } from 'node:worker_threads';
import { startWasm } from '../tensor/backend.node.ts';
import { trackFromData } from '../track/track.ts';
import { update } from './learner.ts';
import { joinExchange, TrainingOver, waitUntilAsked } from './shared-exchange.ts';
import type { WorkerJob, WorkerReport } from './team.node.ts';
import { learnerOf } from './team.ts';

const { recipe, courses, shards, exchange, workAhead } = workerData as WorkerJob;
await startWasm();
const learner = learnerOf(recipe, courses.map(trackFromData), shards);
const meetings = joinExchange(exchange);
try {
  for (;;) {
    waitUntilAsked(exchange, learner.updates + 1, workAhead);
    const reports = await update(learner, meetings);
    const report: WorkerReport = { update: learner.updates, reports };
    const isFirst = shards.includes(0);
    parentPort?.postMessage(isFirst ? { ...report, parameters: learner.network.parameters.slice() } : report);
  }
} catch (error) {
  if (!(error instanceof TrainingOver)) throw error;
}
