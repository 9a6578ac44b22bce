import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND, lapzero } from './run.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lapzero-reward-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('reward check', () => {
  it('runs a good one over three drives', async () => {
    const file = write('good.py', 'def reward_function(params):\n    print("hello")\n    return params["speed"]\n');
    const { code, stdout, stderr } = await lapzero(['reward', 'check', file, '--track', 'workshop']);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ valid: true, error: null, warnings: [] });
    expect(result.values.length).toBeGreaterThan(300);
    expect(Math.max(...result.values)).toBe(1.2);
    expect(result.microsecondsPerCall).toBeGreaterThan(0);
    expect(result.printed.startsWith('hello\nhello\n')).toBe(true);
    expect(stderr).toMatch(/good\.py works: \d+ calls, \d+ µs each/);
    expect(stderr).toMatch(/a lap .*min .*mean .*max .*[▁-█]{10}/);
    expect(stderr).toMatch(/off the road/);
    expect(stderr).toMatch(/past boxes/);
    expect(stderr).toMatch(/It reads speed\./);
  });

  it.runIf(process.platform === 'linux')('says once that processes have no world of their own', async () => {
    const file = write('good.py', 'def reward_function(params):\n    return 1\n');
    writeFileSync(at('unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { code, stderr } = await lapzero(['reward', 'check', file], undefined, { PATH: `${folder}:${process.env.PATH}` });
    expect(code).toBe(0);
    expect(stderr.match(/unshare failed/g)).toHaveLength(1);
  });

  it('says where a bad one fails, with the inputs', async () => {
    const file = write('bad.py', 'def reward_function(params):\n    return params["sped"]\n');
    const { code, stdout, stderr } = await lapzero(['reward', 'check', file]);
    expect(code).toBe(2);
    const { valid, error, values } = JSON.parse(stdout);
    expect({ valid, values }).toEqual({ valid: false, values: [] });
    expect(error).toMatchObject({ type: 'KeyError', line: 2, column: 12 });
    expect(error.inputs).toMatchObject({ steps: 2, is_reversed: false });
    expect(stderr).toContain("there is no input 'sped'; did you mean 'speed'?");
  });

  it('runs on given inputs, in order, numbers as they are written', async () => {
    const file = write(
      'types.py',
      'n = 0\ndef reward_function(params):\n    global n\n    n += 1\n    print(repr(params["steps"]), params["waypoints"][0])\n    return n',
    );
    const inputs = write(
      'inputs.jsonl',
      '{"waypoints": [[1.0, 2], [3, 4]]}\n{"steps": 2.0, "x": 1}\n\n{"steps": 3, "x": 2}\n',
    );
    const { stdout } = await lapzero(['reward', 'check', file, '--inputs', inputs]);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, values: [1, 2], printed: '2.0 (1.0, 2)\n3 (1.0, 2)\n' });
  });

  it.each([
    ['no JSON', '{"x": 1}\n{x: 2}', /inputs2\.jsonl, line 2: the text is not JSON; give one JSON object a line/],
    ['no object', '[1]', /line 1: the value is no object/],
    ['only what is common', '{"waypoints": []}', /has no inputs/],
  ])('refuses inputs that are %s', async (_, text, message) => {
    const { code, stderr } = await lapzero([
      'reward',
      'check',
      write('a.py', 'def reward_function(p): return 1'),
      '--inputs',
      write('inputs2.jsonl', text),
    ]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('reward new', () => {
  it('writes files that are valid, and never over another', async () => {
    for (const args of [
      ['--template', 'racing-line', '--track', 'classic', '--out', at('line.ts')],
      ['--weights', 'central=1,smooth=0.5', '--out', at('wishes.py')],
    ]) {
      expect((await lapzero(['reward', 'new', ...args])).code).toBe(0);
      expect((await lapzero(['reward', 'new', ...args])).stderr).toMatch(/is there already; choose another --out/);
      const checked = await lapzero(['reward', 'check', args.at(-1) as string, '--track', 'classic']);
      expect(JSON.parse(checked.stdout)).toMatchObject({ valid: true, error: null });
    }
    expect(readFileSync(at('reward-params.d.ts'), 'utf8')).toContain('interface RewardParams');
    expect(readFileSync(at('line.ts'), 'utf8').match(/\[\d+\.\d+, /g)?.length).toBeGreaterThan(50);
  });

  it('reward inputs lists all', async () => {
    const { stdout } = await lapzero(['reward', 'inputs']);
    expect(JSON.parse(stdout)).toHaveLength(27);
  });
});

describe('train with a custom reward function', () => {
  const train = (file: string, out: string, ...more: string[]) =>
    lapzero(['train', '--reward', file, '--until', 'updates=3', '--out', at(out), ...more]);

  it('gives the same weights as the compiled one that it says the same as, on one worker or two', async () => {
    const library = new URL('../../src/reward/library/', import.meta.url);
    copyFileSync(new URL('progress-and-speed.py', library), at('own.py'));
    const python = JSON.parse((await train(at('own.py'), 'own')).stdout);
    const single = JSON.parse((await train(at('own.py'), 'own-1', '--workers', '1')).stdout);
    const native = JSON.parse((await train('progress-and-speed', 'native')).stdout);
    expect(python.hash).toBe(native.hash);
    expect(single.hash).toBe(native.hash);
    expect(readFileSync(at('own/reward.py'), 'utf8')).toBe(readFileSync(at('own.py'), 'utf8'));
    expect(JSON.parse(readFileSync(at('own/agent.json'), 'utf8')).recipe.reward).toMatchObject({ file: 'reward.py' });
  });

  it('stops where it fails, and continues when it is fixed: with the weights it had', async () => {
    const body = (condition: string) =>
      `n = 0\ndef reward_function(params):\n    global n\n    n += 1\n    if ${condition}:\n        raise ValueError('enough')\n    return params['speed']\n`;
    const file = write('fails.py', body('n > 70'));
    const failed = await train(file, 'fails', '--on-reward-error', 'stop');
    expect(failed.stderr).toMatch(/The reward function failed\.\n.*fails\.py:6:\d+: ValueError: enough/);
    expect(JSON.parse(failed.stdout)).toMatchObject({ outcome: 'stopped', steps: 2048 });
    write('fails.py', body('False'));
    const fixed = await lapzero(['train', '--resume', at('fails'), '--reward', file]);
    expect(fixed.code).toBe(0);
    expect(JSON.parse(fixed.stdout)).toMatchObject({ outcome: 'finished', steps: 3072 });
  });

  it('pauses until it is saved again', async () => {
    const file = write('pauses.py', 'def reward_function(params):\n    return params["sped"]\n');
    const args = ['train', '--reward', file, '--until', 'updates=2', '--out', at('pauses'), '--on-reward-error', 'pause'];
    const child = spawn(process.execPath, [COMMAND, ...args]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
      if (/save it/.test(stderr)) writeFileSync(file, 'def reward_function(params):\n    return params["speed"]\n');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(stderr).toMatch(/Fix .*pauses\.py and save it.*Continuing after update 0 with the fixed/s);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'finished', steps: 2048 });
    expect(readFileSync(at('pauses/reward.py'), 'utf8')).toContain('"speed"');
  });

  it('with zero counts what fails as 0, and says how often', async () => {
    const file = write(
      'zero.py',
      'def reward_function(params):\n    print("x")\n    return 1 if params["steps"] < 5 else None\n',
    );
    const { code, stderr } = await train(file, 'zero', '--on-reward-error', 'zero');
    expect(code).toBe(0);
    expect(stderr).toMatch(/A call failed and counts as 0.*zero\.py:3: ValueError: it returned None/s);
    expect(stderr).toMatch(/[\d,]+ calls of the reward function failed and counted as 0/);
    expect(stderr).toMatch(/It printed [\d,]+ lines: .*printed\.txt/);
    expect(existsSync(at('zero/printed.txt'))).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('leaves no process behind when it is killed', async () => {
    const file = write('long.py', 'def reward_function(params):\n    return float(sum(range(10**10)))\n');
    const child = spawn(process.execPath, [COMMAND, 'train', '--reward', file, '--until', 'updates=9', '--out', at('killed')]);
    const tasks = `/proc/${child.pid}/task`;
    const children = () =>
      readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'utf8').split(' ').filter(Boolean));
    await expect.poll(() => children().length, { timeout: 10_000 }).toBe(2);
    const started = children();
    // In the middle of its one long call.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGKILL');
    await expect.poll(() => started.filter((id) => existsSync(`/proc/${id}`)), { timeout: 3000 }).toEqual([]);
  });

  it('--watch trains again on every save, until Ctrl-C', async () => {
    const file = write('watched.py', 'def reward_function(params):\n    return params["sped"]\n');
    const child = spawn(process.execPath, [COMMAND, 'train', '--reward', file, '--watch', '--until', 'updates=1'], {
      cwd: folder,
    });
    let stderr = '';
    let saves = 0;
    child.stderr.on('data', (data) => {
      stderr += data;
      const waits = stderr.match(/Waiting for/g)?.length ?? 0;
      if (waits > saves) {
        saves = waits;
        if (saves === 1) writeFileSync(file, 'def reward_function(params):\n    return params["speed"]\n');
        else child.kill('SIGINT');
      }
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toMatch(/KeyError.*Waiting for.*Done after.*Waiting for/s);
  });

  it.each([
    ['a file that is not there', ['--reward', 'nowhere.py'], /nowhere\.py: the file cannot be read/],
    ['an empty file', ['--reward', 'EMPTY'], /empty\.py: text is empty; define reward_function\(params\) in it/],
    ['--watch without a file', ['--watch'], /--watch: the reward is no file; name yours by --reward/],
    [
      'a racing line of two tracks',
      ['--reward', 'racing-line', '--track', 'classic', 'pond'],
      /"racing-line" knows the line of one track only/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const empty = write('empty.py', ' \n');
    const { code, stderr } = await lapzero(['train', ...args.map((arg) => (arg === 'EMPTY' ? empty : arg))]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
