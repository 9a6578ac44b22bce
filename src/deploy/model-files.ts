/** A policy's files for other software: written, and read back as other software reads them. No back end is needed. */
import { archiveOutputs, carArchive, type DeployedAgent } from './car-archive.ts';
import { graphEnds } from './from-graph.ts';
import { graphOfOnnx, ONNX_ENDS } from './from-onnx.ts';
import { formatOnnx } from './onnx.ts';
import type { Packing } from './packing.ts';
import { policyGraph } from './policy-graph.ts';
import { type GraphOutputs, graphOutputs } from './proof.ts';
import { formatTfjsModel, parseTfjsModel, TFJS_WEIGHTS } from './tfjs-model.ts';

/** `deepracer`: what the car's console takes. `onnx`, `tfjs`: for other machines. */
export const EXPORT_TARGETS = ['deepracer', 'onnx', 'tfjs'] as const;
export type ExportTarget = (typeof EXPORT_TARGETS)[number];

/** By name. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>;

/** @throws UserError when the target cannot have such a policy */
export async function writeModel(
  agent: DeployedAgent,
  name: string,
  target: ExportTarget,
  packing: Packing,
): Promise<ModelFiles> {
  if (target === 'deepracer') return { [`${name}.tar.gz`]: await carArchive(agent, packing) };
  if (target === 'onnx') return { [`${name}.onnx`]: formatOnnx(agent.policy, name) };
  const graph = policyGraph(agent.policy);
  const about = { name, actionSpace: agent.policy.actionSpace, ...graphEnds(graph, name) };
  const { 'model.json': model, ...weights } = formatTfjsModel(graph);
  // The model last: half of it written is none.
  return { ...weights, 'about.json': new TextEncoder().encode(`${JSON.stringify(about, null, 2)}\n`), 'model.json': model };
}

/** What was written, as other software reads it. @throws UserError when it cannot be read */
export async function readModel(
  files: ModelFiles,
  name: string,
  target: ExportTarget,
  packing: Packing,
): Promise<GraphOutputs> {
  if (target === 'deepracer') return archiveOutputs(files[`${name}.tar.gz`], name, packing);
  if (target === 'onnx') {
    const graph = graphOfOnnx(files[`${name}.onnx`], name);
    return (frames) => graphOutputs(graph, ONNX_ENDS, frames, name);
  }
  const graph = parseTfjsModel({ 'model.json': files['model.json'], [TFJS_WEIGHTS]: files[TFJS_WEIGHTS] }, name);
  const ends = graphEnds(graph, name);
  return (frames) => graphOutputs(graph, ends, frames, name);
}
