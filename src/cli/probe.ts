/** `lapzero probe`: what a policy answers to given frames, to compare with what a car computes. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { ActionSpace } from '../car/actions.ts';
import { parseFrames } from '../deploy/frame-files.ts';
import { graphEnds } from '../deploy/from-graph.ts';
import { parseGraph } from '../deploy/graphdef.ts';
import { liveOutputs } from '../deploy/live.ts';
import { METADATA_FILE, parseMetadata } from '../deploy/metadata.ts';
import { graphOutputs } from '../deploy/proof.ts';
import { UserError } from '../math/error.ts';
import { distributionOf } from '../policy/distributions.ts';
import { readAgent } from '../store/agents.node.ts';
import { readBytes } from '../store/files.node.ts';
import { givenFrom } from '../store/given.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import { printJson, say } from './output.ts';

interface ProbeOptions {
  readonly frames: readonly string[];
  readonly json?: boolean;
}

/** A policy's outputs, however they were computed. */
interface Answers {
  readonly outputs: ArrayLike<number>;
  readonly units: number;
  /** null where nothing says what outputs mean */
  readonly actionSpace: ActionSpace | null;
}

export function probeCommand(): Command {
  return new Command('probe')
    .description('what a policy answers to given frames')
    .argument('<policy>', "an agent's folder or .zip, a car's .tar.gz, or a model.pb")
    .requiredOption('--frames <file...>', 'an .npy of N×120×160 uint8 greys, or PNGs of 160×120 or 640×480')
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Standard output gets {outputs: [[…]], action: […]} (always when it is not a terminal): a row for each frame; the action is
its index, or steering in degrees and speed in m/s where actions are continuous. An agent is run as it drives; a model.pb
by Lapzero's interpreter.

Examples:
  lapzero probe agents/classic-gold --frames frames.npy
  lapzero probe classic-gold.tar.gz --frames shot-1.png shot-2.png`,
    )
    .action(runProbe);
}

async function runProbe(path: string, { frames: files, json }: ProbeOptions): Promise<void> {
  const images = files.map((file) => parseFrames(readBytes(file), file));
  const frames = new Uint8Array(images.reduce((sum, { length }) => sum + length, 0));
  images.reduce((at, image) => {
    frames.set(image, at);
    return at + image.length;
  }, 0);
  const { outputs, units, actionSpace } = isAgent(path) ? await agentAnswers(path, frames) : await graphAnswers(path, frames);
  const count = outputs.length / units;
  const rows = Array.from({ length: count }, (_, i) => Array.from({ length: units }, (_, k) => outputs[i * units + k]));
  const action = rows.map((row) => actionOf(row, actionSpace));
  rows.forEach((row, i) => {
    say(`frame ${i}: ${row.map((value) => value.toFixed(4)).join(' ')}  → ${describe(action[i], actionSpace)}`);
  });
  printJson({ outputs: rows, action }, json === true);
}

function isAgent(path: string): boolean {
  return path.endsWith('.zip') || (existsSync(path) && statSync(path).isDirectory() && existsSync(join(path, 'agent.json')));
}

async function agentAnswers(path: string, frames: Uint8Array): Promise<Answers> {
  const { policy } = readAgent(path);
  await startWasm();
  return { outputs: liveOutputs(policy, frames), units: policy.network.policy.head.outputs, actionSpace: policy.actionSpace };
}

async function graphAnswers(path: string, frames: Uint8Array): Promise<Answers> {
  const { name, files } = await givenFrom(path);
  const models = files.filter(({ path }) => path.endsWith('.pb'));
  if (models.length !== 1)
    throw new UserError(name, 'the content', `holds ${models.length} models`, 'give an agent, a car archive or one model.pb');
  const place = `${name}/${models[0].path}`;
  const graph = parseGraph(await models[0].read(), place);
  const outputs = graphOutputs(graph, graphEnds(graph, place), frames, place);
  const metadata = files.find(({ path }) => path === METADATA_FILE || path.endsWith(`/${METADATA_FILE}`));
  const text = metadata && new TextDecoder().decode(await metadata.read());
  const units = outputs.length / (frames.length / FRAME_SIZE);
  const actionSpace = text ? parseMetadata(text, `${name}/${METADATA_FILE}`).actionSpace : null;
  if (actionSpace && distributionOf(actionSpace).outputs !== units) {
    throw new UserError(
      place,
      'the policy',
      `has ${units} outputs, other than ${METADATA_FILE} says`,
      'take the one that belongs to it',
    );
  }
  if (outputs.some(Number.isNaN))
    throw new UserError(place, 'its answer', 'is no number', 'take a checkpoint from before it went wrong');
  return { outputs, units, actionSpace };
}

const FRAME_SIZE = 120 * 160;

/** An index, or [steering, speed] where actions are continuous. */
function actionOf(row: readonly number[], space: ActionSpace | null): number | number[] {
  if (space?.kind !== 'continuous') return row.indexOf(Math.max(...row));
  const steeringDeg = new Float64Array(1);
  const speed = new Float64Array(1);
  distributionOf(space).command(Float32Array.from(row), 0, steeringDeg, speed);
  return [steeringDeg[0], speed[0]];
}

function describe(action: number | number[], space: ActionSpace | null): string {
  if (typeof action !== 'number') return `${action[0].toFixed(1)}° at ${action[1].toFixed(2)} m/s`;
  if (space?.kind !== 'discrete') return `action ${action}`;
  const { steeringDeg, speed } = space.actions[action];
  return `action ${action}: ${steeringDeg.toFixed(1)}° at ${speed.toFixed(2)} m/s`;
}
