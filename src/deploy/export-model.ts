/** A policy in files of other formats, each proven before it is handed out: read back, run, and compared frame by frame. */
import type { Policy } from '../policy/policy.ts';
import { archiveOutputs, carArchive } from './car-archive.ts';
import type { RecordedFrames } from './frames.ts';
import { graphEnds } from './from-graph.ts';
import { graphOfOnnx, ONNX_ENDS } from './from-onnx.ts';
import { formatOnnx } from './onnx.ts';
import { policyGraph } from './policy-graph.ts';
import { compareOutputs, type GraphOutputs, graphOutputs, type Proof } from './proof.ts';
import { formatTfjsModel, parseTfjsModel, TFJS_WEIGHTS } from './tfjs-model.ts';

/** `deepracer`: what the car's console takes. `onnx`, `tfjs`: for other machines. */
export const EXPORT_TARGETS = ['deepracer', 'onnx', 'tfjs'] as const;
export type ExportTarget = (typeof EXPORT_TARGETS)[number];

/** Frames of a proof. */
export const PROOF_FRAMES = 200;

export interface ExportedModel {
  /** by name */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly proof: Proof;
}

/**
 * @param name of the files, without an extension
 * @param recorded what the live policy answers to frames
 * @throws UserError when the target cannot have such a policy, or the file would not answer as the policy does
 */
export async function exportModel(
  policy: Policy,
  name: string,
  target: ExportTarget,
  recorded: RecordedFrames,
): Promise<ExportedModel> {
  const { files, outputs } = await written(policy, name, target);
  return { files, proof: compareOutputs(outputs(recorded.frames), recorded.outputs, recorded.units, name) };
}

async function written(
  policy: Policy,
  name: string,
  target: ExportTarget,
): Promise<{ files: ExportedModel['files']; outputs: GraphOutputs }> {
  if (target === 'deepracer') {
    const archive = await carArchive(policy);
    return { files: { [`${name}.tar.gz`]: archive }, outputs: await archiveOutputs(archive, name) };
  }
  if (target === 'onnx') {
    const model = formatOnnx(policy, name);
    const graph = graphOfOnnx(model, name);
    return { files: { [`${name}.onnx`]: model }, outputs: (frames) => graphOutputs(graph, ONNX_ENDS, frames, name) };
  }
  const model = formatTfjsModel(policyGraph(policy));
  const graph = parseTfjsModel(model, name);
  const ends = graphEnds(graph, name);
  const about = new TextEncoder().encode(`${JSON.stringify({ name, actionSpace: policy.actionSpace, ...ends }, null, 2)}\n`);
  return {
    files: { 'model.json': model['model.json'], [TFJS_WEIGHTS]: model[TFJS_WEIGHTS], 'about.json': about },
    outputs: (frames) => graphOutputs(graph, ends, frames, name),
  };
}
