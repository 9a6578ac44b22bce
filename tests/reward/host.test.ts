/** What the host of a sandbox bears: answers that are forged, TypeScript that takes for ever, starts that are called off. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startGuest } from '../../src/reward/guest-process.node.ts';
import { problemInputs, RewardFailed } from '../../src/reward/problem.ts';
import { NODE_SANDBOXES } from '../../src/reward/sandbox.node.ts';
import { newSandbox, type SandboxEvents, type SandboxPlatform } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { callReward } from './call.ts';

const GOOD = 'def reward_function(params):\n    return 1';
const CALLED = { kind: 'called', values: [1], reads: [], printed: [], problem: null, warnings: [], microseconds: 1 };

/** A sandbox that answers a call as it is told. */
function forged(answer: object): { platform: SandboxPlatform; kills: () => number; say(): void } {
  let kills = 0;
  let events: SandboxEvents | undefined;
  const say = (value: object) => events?.answer(JSON.stringify(value), null);
  const platform: SandboxPlatform = {
    connect(_, on) {
      events = on;
      queueMicrotask(() => say({ kind: 'ready' }));
      return {
        send: (json) => say(JSON.parse(json).kind === 'load' ? { kind: 'loaded', warnings: [] } : answer),
        kill: () => kills++,
      };
    },
    after: () => () => {},
    stripTypes: async ({ text }) => text,
  };
  return { platform, kills: () => kills, say: () => say(CALLED) };
}

const sandboxOf = (platform: SandboxPlatform, file = 'reward.py', text = GOOD) =>
  newSandbox({ source: rewardSource(file, text), platform, seed: 1, carNumbers: [0] });

describe('answers of a sandbox', () => {
  it('that nobody asked for end it, and the next call fails', async () => {
    const { platform, kills, say } = forged(CALLED);
    const sandbox = sandboxOf(platform);
    await sandbox.loaded();
    expect(await sandbox.call(0, '{}', ['{}'], false)).toMatchObject({ values: [1] });
    say();
    say();
    expect(kills()).toBe(1);
    await expect(sandbox.call(0, '{}', ['{}'], false)).rejects.toThrow('the sandbox gave an answer that makes no sense');
    expect(await sandbox.call(0, '{}', ['{}'], false)).toMatchObject({ values: [1] });
  });

  it.each([
    ['more values than inputs', { ...CALLED, values: [1, 1] }],
    ['values beyond all bounds', { ...CALLED, values: [1e300] }],
    ['millions of values', { ...CALLED, values: Array(200_000).fill(0) }],
    ['another request’s answer', { kind: 'known' }],
  ])('with %s are refused', async (_, answer) => {
    const sandbox = sandboxOf(forged(answer).platform);
    await sandbox.loaded();
    await expect(sandbox.call(0, '{}', ['{}'], false)).rejects.toThrow('makes no sense');
  });

  it('may give inputs that are no JSON', () => {
    const problem = { kind: 'call', type: 'Error', message: '', file: 'r.py', line: 1, column: 1, traceback: null } as const;
    expect(problemInputs({ ...problem, inputs: '{"x": NaN' })).toBe('{"x": NaN');
    expect(problemInputs({ ...problem, inputs: '{"x": 1}' })).toEqual({ x: 1 });
  });
});

describe('TypeScript', () => {
  const nested = (open: string, depth: number, close: string) =>
    `const x = ${open.repeat(depth)}1${close.repeat(depth)};\nfunction reward_function() { return 2; }`;

  it('that takes for ever to read is refused, and keeps nobody waiting', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 20);
    const error = await callReward('reward.ts', nested('<T>(', 26, ')')).catch((error) => error);
    clearInterval(timer);
    expect(error).toBeInstanceOf(RewardFailed);
    expect(error.problem).toMatchObject({ kind: 'load', type: 'TimeoutError', file: 'reward.ts' });
    expect(longest).toBeLessThan(3000);
  });

  it('that breaks the compiler breaks it for nobody else', async () => {
    for (let i = 0; i < 2; i++) {
      await expect(callReward('deep.ts', nested('(', 10_000 + i, ')'))).rejects.toThrow(/simplify/);
    }
    const report = await callReward('reward.ts', 'function reward_function(params: object): number { return 2; }');
    expect(report).toMatchObject({ values: [2], problem: null });
  });
});

it('a start that is called off leaves the others their snapshot', async () => {
  const cache = fileURLToPath(new URL('../../node_modules/.cache/lapzero/', import.meta.url));
  await callReward('reward.py', GOOD);
  const snapshots = () => readdirSync(cache).filter((name) => name.endsWith('.snapshot'));
  const before = snapshots();
  const [first, ...others] = Array.from({ length: 3 }, () => sandboxOf(NODE_SANDBOXES));
  first.close();
  for (const sandbox of others) {
    await sandbox.loaded();
    sandbox.close();
  }
  expect(snapshots()).toEqual(before);
});

it('is told that a guest ended after the last of what it wrote', async () => {
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    const guest = startGuest({
      script: 'strip-types.node',
      onEnded(reason) {
        told.push(reason);
        resolve();
      },
    });
    guest.stdin.end(JSON.stringify({ file: 'reward.ts', text: 'export const two: number = 2;' }));
    guest.stdout.setEncoding('utf8').on('data', (text: string) => told.push(text));
    // As when the end of the process is noticed first: what is paused flows again once it has ended.
    guest.stdout.pause();
  });
  expect(told).toEqual([expect.stringContaining('"code"'), 'exit code 0']);
});

it.runIf(process.platform === 'linux')('a file that was left open for us does not reach a guest', async () => {
  const path = join(tmpdir(), `lapzero-open-${process.pid}`);
  const file = openSync(path, 'w');
  const module = new URL('../../build/src/reward/guest-process.node.js', import.meta.url).href;
  const script = `import { readdirSync, readlinkSync } from 'node:fs';
import { startGuest } from '${module}';
let id;
const guest = startGuest({ script: 'strip-types.node', onProcess: (process) => { id = process; }, onEnded() {} });
setTimeout(() => {
  const links = readdirSync('/proc/' + id + '/fd').map((name) => readlinkSync('/proc/' + id + '/fd/' + name));
  guest.kill();
  console.log(JSON.stringify(links));
}, 500);`;
  // Node closes the first sixteen by itself.
  const between = Array<'ignore'>(17).fill('ignore');
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit', ...between, file],
  });
  let told = '';
  for await (const data of child.stdout as NodeJS.ReadableStream) told += data;
  closeSync(file);
  rmSync(path);
  const links = JSON.parse(told) as string[];
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => link.startsWith(path))).toEqual([]);
});
