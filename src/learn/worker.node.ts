/** A worker thread in Node: trains its shards until the training is over. */
import { parentPort, workerData } from 'node:worker_threads';
import { nodeSandboxes } from '../reward/sandbox.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { newLearner } from './learner.ts';
import { joinExchange, TrainingOver, waitUntilAsked } from './shared-exchange.ts';
import type { ThreadJob, ThreadMessage } from './team.node.ts';
import { cpuParticipant, workShards } from './team-protocol.ts';

const job = workerData as ThreadJob;
const post = (message: ThreadMessage): void => parentPort?.postMessage(message);

try {
  await workShards(job, {
    post,
    sandboxes: nodeSandboxes({ packages: job.packages ?? undefined, onProcess: (id) => post({ process: id }) }),
    async newParticipant(options, start) {
      await startWasm();
      return cpuParticipant(newLearner(options, start), joinExchange(job.exchange));
    },
    mayBegin: (update) => waitUntilAsked(job.exchange, update, job.workAhead),
  });
} catch (error) {
  if (!(error instanceof TrainingOver)) throw error;
}
