import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomStream, uniformIn } from '../../src/math/random.ts';
import { COMMAND, lapzero } from './run.ts';

const KILLS = 20;
const ARGS = ['train', '--track', 'workshop', 'classic', '--race', 'head-to-bot', '--lane-changes', '--randomise', 'light'];

/** Starts a training and kills it, as a power cut would, after so many milliseconds. True when it was over before. */
function killedAfter(args: readonly string[], milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    child.on('exit', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === null);
    });
  });
}

it('a training killed at twenty random moments gives the same weights as one that never was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapzero-'));
  try {
    const until = ['--until', 'updates=360'];
    const whole = await lapzero([...ARGS, ...until, '--out', join(folder, 'whole')]);
    const out = join(folder, 'killed');
    const stream = randomStream(1, 'kill');
    let kills = 0;
    while (kills < KILLS) {
      const args = existsSync(join(out, 'run.json')) ? ['train', '--resume', out] : [...ARGS, ...until, '--out', out];
      const isOver = await killedAfter(args, uniformIn(stream, 500, 6_500));
      if (isOver) break;
      kills++;
    }
    expect(kills).toBe(KILLS);
    const resumed = await lapzero(['train', '--resume', out]);
    expect(resumed.code).toBe(0);
    const [{ hash, steps }, expected] = [resumed, whole].map(({ stdout }) => JSON.parse(stdout));
    expect(steps).toBe(expected.steps);
    expect(hash).toBe(expected.hash);
    // Not only the weights that were kept: every update was the same.
    const learned = (out: string) =>
      readFileSync(join(out, 'metrics.jsonl'), 'utf8').replaceAll(/"(seconds|charts\/SPS)":[^,]+/g, '');
    expect(learned(out)).toBe(learned(join(folder, 'whole')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
