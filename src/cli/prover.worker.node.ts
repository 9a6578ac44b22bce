/** A thread that reads a written model back and runs it, while the policy itself answers on another. */
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { type ExportTarget, type ModelFiles, readModel } from '../deploy/model-files.ts';
import { NODE_PACKING } from '../store/packing.node.ts';

/** The first message; the frames are the second. */
export interface ProofJob {
  readonly files: ModelFiles;
  readonly name: string;
  readonly target: ExportTarget;
}

/** Its answers, or why there are none. */
export type ProofAnswer = { readonly outputs: Float64Array } | { readonly failed: Error };

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const [{ files, name, target }] = (await once(port, 'message')) as [ProofJob];
  const model = readModel(files, name, target, NODE_PACKING);
  // A failure is reported to those who await it.
  model.catch(() => {});
  const [frames] = (await once(port, 'message')) as [Uint8Array];
  const answer: ProofAnswer = await model.then(
    (answers) => ({ outputs: answers(frames) }),
    (failed: Error) => ({ failed }),
  );
  port.postMessage(answer);
}

if (parentPort) void work(parentPort);
