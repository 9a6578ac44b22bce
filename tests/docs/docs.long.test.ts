/** Runs the commands of README.md and docs/ in a folder that has the files they name. Trainings are cut to one update. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lapzero } from '../cli/run.ts';
import { zip } from '../support/zip.ts';
import { PAGES, PROJECT, shellLines } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-docs-'));
const at = (...parts: string[]) => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[]): Promise<void> {
  const { code, stderr } = await lapzero(args, undefined, {}, folder);
  expect(code, `lapzero ${args.join(' ')}\n${stderr}`).toBe(0);
}

/** Those that do not end by themselves, and AWS's network, whose first update takes minutes. */
const LEFT_OUT = ['--watch', 'deepracer'];

const COMMANDS = [...new Set(PAGES.flatMap(shellLines).map(({ words }) => words.join(' ')))]
  .map((text) => text.split(' '))
  .filter(([command, name, ...rest]) => command === 'npx' && name === 'lapzero' && rest.length > 0)
  .map((words) => words.slice(2))
  .filter((args) => args.includes('--to') || !args.some((word) => LEFT_OUT.includes(word)));

/** A training of one update, into a folder of its own. */
function shortened(args: readonly string[], number: number): string[] {
  if (args[0] !== 'train' || args.includes('--resume') || args.includes('--help')) return [...args];
  const until = args.indexOf('--until');
  const kept = until < 0 ? args : args.filter((_, i) => i !== until && i !== until + 1);
  return [...kept, '--until', 'updates=1', ...(args.includes('--out') ? [] : ['--out', `runs/run-${number}`])];
}

/** N×120×160 greys as numpy saves them. */
function framesNpy(count: number): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, 120, 160), }`.padEnd(117).concat('\n');
  const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(count * 120 * 160, 128)]);
}

beforeAll(async () => {
  symlinkSync(join(PROJECT, 'agents'), at('agents'), 'junction');
  await run(['train', '--until', 'updates=1']);
  await run(['tracks', 'import', join(PROJECT, 'tracks', 'classic.json'), '--out', 'my-track.npy']);
  await run(['reward', 'new', '--out', 'my-reward.py']);
  await run(['replay', 'agents/classic-gold', '--log', 'my-log.csv']);
  mkdirSync(at('my-deepracer-folder'));
  writeFileSync(at('my-deepracer-folder', 'my-track.npy'), readFileSync(at('my-track.npy')));
  writeFileSync(at('my-logs.zip'), zip({ 'training-simtrace/0-iteration.csv': readFileSync(at('my-log.csv'), 'utf8') }));
  writeFileSync(at('my-poses.jsonl'), '{"base_x": 0, "base_y": 0, "yaw_rad": 0}\n');
  writeFileSync(at('my-hyperparameters.json'), '{ "epochs": 2 }');
  writeFileSync(at('my-frames.npy'), framesNpy(2));
});

it.each(COMMANDS.map((args, i) => [args.join(' '), shortened(args, i)] as const))('lapzero %s', async (_, args) => {
  if (args.includes('--resume')) {
    // As if the training had been stopped.
    const file = at('runs', 'workshop-1', 'run.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), finished: false }));
  }
  await run(args);
});
