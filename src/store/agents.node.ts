/** Agents in folders. */
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../lap/recording.ts';
import { UserError } from '../math/error.ts';
import { type Agent, formatAgent, type Hasher, parseAgent } from '../policy/agent.ts';
import { unzipAgent } from './agent-zip.ts';
import { readBytes, writeWhole } from './files.node.ts';

const hashOf: Hasher = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** From a folder or a zip. @throws UserError when it holds no agent, or a broken one */
export function readAgent(folder: string): Agent {
  if (folder.endsWith('.zip')) return parseAgent(unzipAgent(readBytes(folder), folder), folder, hashOf);
  if (!existsSync(join(folder, 'agent.json'))) {
    throw new UserError(folder, 'agent.json', 'is missing', 'name the folder of a trained agent');
  }
  const file = (name: 'agent.json' | 'weights.bin') => readBytes(join(folder, name));
  return parseAgent({ 'agent.json': file('agent.json'), 'weights.bin': file('weights.bin') }, folder, hashOf);
}

/** Writes the agent and its best lap, if it has one; `agent.json` last, so that a half-written agent is none. */
export function writeAgent(folder: string, agent: Agent, lap: Recording | undefined): void {
  const files = formatAgent(agent, hashOf);
  writeWhole(join(folder, 'weights.bin'), files['weights.bin']);
  if (lap) writeWhole(join(folder, 'lap.json'), `${JSON.stringify(lap)}\n`);
  else rmSync(join(folder, 'lap.json'), { force: true });
  writeWhole(join(folder, 'agent.json'), files['agent.json']);
}

/** Files that training writes into its folder. */
const TRAINING_FILES =
  'agent.json weights.bin lap.json metrics.jsonl run.json start.bin checkpoints reward.py reward.js reward.ts hyperparameters.json'.split(
    ' ',
  );

/** @throws UserError when the folder holds one of the files that training writes: nothing is overwritten */
export function refuseTakenFolder(folder: string): void {
  const taken = TRAINING_FILES.find((file) => existsSync(join(folder, file)));
  if (taken) throw new UserError(folder, 'the folder', `already holds ${taken}`, 'choose another --out');
}
