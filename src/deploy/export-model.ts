/** A policy in files of other formats, proven before they are handed out: read back, run, and compared frame by frame. */
import type { Policy } from '../policy/policy.ts';
import type { DeployedAgent } from './car-archive.ts';
import { liveOutputs } from './live.ts';
import { type ExportTarget, type ModelFiles, readModel, writeModel } from './model-files.ts';
import { WEB_PACKING } from './packing.ts';
import { compareOutputs, type Proof } from './proof.ts';

interface ExportedModel {
  readonly files: ModelFiles;
  readonly proof: Proof;
}

/**
 * All of it at once: writes, reads back, and compares. The back end must be started.
 * @param name of the files, without an extension
 * @param frames to compare on
 * @throws UserError when the target cannot have such a policy, or the file would not answer as the policy does
 */
export async function exportModel(
  agent: DeployedAgent,
  name: string,
  target: ExportTarget,
  frames: Uint8Array,
): Promise<ExportedModel> {
  const { policy } = agent;
  const files = await writeModel(agent, name, target, WEB_PACKING);
  const answers = await readModel(files, name, target, WEB_PACKING);
  return { files, proof: proveModel(policy, answers(frames), liveOutputs(policy, frames), name) };
}

/** @throws UserError when the file's answers are not the live policy's */
export function proveModel({ network }: Policy, answers: ArrayLike<number>, live: ArrayLike<number>, name: string): Proof {
  return compareOutputs(answers, live, network.policy.head.outputs, name);
}
