import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./lost-worker.mjs', import.meta.url));

async function trained(...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  return JSON.parse(stdout) as { hash: string; lost: { problem: string; update: number }[]; threads: number };
}

it('a worker thread that stops in the middle is replaced, and the weights are the same', async () => {
  const whole = await trained();
  const interrupted = await trained('lose');
  expect(whole.lost).toEqual([]);
  expect(interrupted.lost).toHaveLength(1);
  expect(interrupted.lost[0].problem).toContain('exit code');
  expect(interrupted.threads).toBe(whole.threads + 2);
  expect(interrupted.hash).toBe(whole.hash);
}, 60_000);
