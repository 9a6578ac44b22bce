import { describe, expect, it } from 'vitest';
import { RewardFailed, type RewardProblem } from '../../src/reward/problem.ts';
import { nodeSandboxes } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { advance, type Environment, newEnvironment } from '../../src/sim/environment.ts';
import { bundledTrack } from '../support/tracks.ts';

const CARS = 4;
const LIMITS = { callMilliseconds: 50, loadMilliseconds: 1000 };

function drive(environment: Environment): void {
  advance(environment, new Float64Array(CARS), new Float64Array(CARS).fill(1));
}

/** Evaluates good steps and then one that `text` cannot bear; what came of it and how long it took, ms. */
async function fail(file: string, text: string, zero = false, callMilliseconds = LIMITS.callMilliseconds) {
  const processes: number[] = [];
  const zeroed: RewardProblem[] = [];
  const sandbox = newSandbox({
    source: rewardSource(file, text),
    platform: nodeSandboxes({ onProcess: (id) => processes.push(id) }),
    seed: 1,
    carNumbers: Array.from({ length: CARS }, (_, i) => i),
    limits: { ...LIMITS, callMilliseconds },
    zero,
    onZeroed: (problem) => zeroed.push(problem),
  });
  const environment = newEnvironment({ tracks: [bundledTrack('workshop')], cars: CARS, seed: 1 });
  const reward = sandbox.reward(0);
  const out = new Float32Array(CARS);
  let problem: RewardProblem | undefined;
  let milliseconds = 0;
  try {
    for (let step = 0; step < 5; step++) {
      drive(environment);
      const started = performance.now();
      await reward.evaluate(environment, out);
      milliseconds = performance.now() - started;
      if (zeroed.length > 0) break;
    }
  } catch (error) {
    if (!(error instanceof RewardFailed)) throw error;
    ({ problem } = error);
  }
  const values = [...out];
  drive(environment);
  const started = performance.now();
  // Only those that fail from the third call on succeed now: their state is new.
  await Promise.resolve(reward.evaluate(environment, out)).catch(() => {});
  const again = [...out];
  sandbox.close();
  return { problem, zeroed, values, again, milliseconds, restart: performance.now() - started, processes };
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

const PYTHON = (body: string) =>
  `n = 0\ndef reward_function(params):\n    global n\n    n += 1\n    if n == 3:\n        ${body}\n    return n`;
const JAVASCRIPT = (body: string) =>
  `let n = 0;\nfunction reward_function(params) {\n  n++;\n  if (n === 3) {\n    ${body}\n  }\n  return n;\n}`;

describe('what takes too much is ended, and its state is reset', () => {
  it.each<[string, string, string, object]>([
    ['an endless loop', 'reward.py', PYTHON('while True: pass'), { kind: 'time', type: 'TimeoutError', line: 6 }],
    [
      'an endless loop that catches everything',
      'reward.py',
      PYTHON('exec("while True:\\n  try:\\n    while True: pass\\n  except BaseException: pass")'),
      { kind: 'time' },
    ],
    [
      'one long operation',
      'reward.py',
      PYTHON('return sum(range(10**9))'),
      { kind: 'time', message: 'a call took longer than 50 ms. It was inside one long operation; which, is not known.' },
    ],
    ['a memory bomb', 'reward.py', PYTHON('x = [bytes(5 * 10**6) for _ in range(10**4)]'), { kind: 'memory', line: 6 }],
    ['a very large number', 'reward.py', PYTHON('return 10**(10**8) % 7'), { kind: 'time' }],
    [
      'a recursion without a limit',
      'reward.py',
      PYTHON('import sys; sys.setrecursionlimit(10**9); f = lambda k: f(k + 1); f(0)'),
      {},
    ],
    [
      'an endless loop',
      'reward.js',
      JAVASCRIPT('while (true) {}'),
      { kind: 'time', type: 'TimeoutError', line: expect.any(Number) },
    ],
    ['one long operation', 'reward.js', JAVASCRIPT('[].indexOf.call({ length: 2 ** 53 - 1 }, 1);'), { kind: 'time' }],
    [
      'a memory bomb',
      'reward.js',
      JAVASCRIPT('const all = []; for (;;) all.push("x".repeat(1 << 20) + all.length);'),
      { kind: 'memory', line: 5 },
    ],
    ['a catastrophic pattern', 'reward.js', JAVASCRIPT('/^(a+)+$/.test("a".repeat(40) + "b");'), { kind: 'time' }],
  ])('%s in %s', async (_, file, text, expected) => {
    // Memory takes a while to fill.
    const more = 'kind' in expected && expected.kind === 'memory' ? 5000 : LIMITS.callMilliseconds;
    const { problem, values, again, milliseconds, processes } = await fail(file, text, false, more);
    expect(problem).toMatchObject({ file, ...expected });
    // A batch of four may take 200 ms; the second one is not the first, so it gets no more.
    if (problem?.kind === 'time') expect(milliseconds).toBeLessThan(CARS * LIMITS.callMilliseconds + 1000);
    expect(values).toEqual([2, 2, 2, 2]);
    expect(again).toEqual([1, 1, 1, 1]);
    expect(processes).toHaveLength(2);
    await expect.poll(() => processes.filter(isRunning)).toEqual([]);
  });

  it.each([
    ['catching the interruption', 'reward.py', PYTHON('exec("try:\\n  while True: pass\\nexcept BaseException: pass")')],
    [
      'a handler of its own',
      'reward.py',
      PYTHON('import signal, time; hit = []; signal.signal(2, lambda *_: hit.append(1)); exec("while not hit: pass")'),
    ],
    ['an async function', 'reward.js', JAVASCRIPT('(async () => { for (;;); })();')],
    ['a Promise', 'reward.js', JAVASCRIPT('new Promise(() => { for (;;); });')],
    ['an async generator', 'reward.js', JAVASCRIPT('(async function* () { for (;;); })().next();')],
  ])('%s in %s does not hide that time was up', async (_, file, text) => {
    const { problem, values, processes } = await fail(file, text);
    expect(problem).toMatchObject({ kind: 'time', type: 'TimeoutError', message: 'a call took longer than 50 ms.' });
    expect(values).toEqual([2, 2, 2, 2]);
    expect(processes).toHaveLength(2);
  });

  it.each([
    ['reward.py', PYTHON('raise KeyboardInterrupt("mine")'), 'KeyboardInterrupt'],
    ['reward.js', JAVASCRIPT("throw new Error('interrupted');"), 'Error'],
  ])('what %s raises by itself is not taken for a time-out', async (file, text, type) => {
    const { problem } = await fail(file, text);
    expect(problem).toMatchObject({ kind: 'call', type, message: file === 'reward.py' ? 'mine' : 'interrupted' });
  });

  it('with zero counts the batch as 0, and continues', async () => {
    const { problem, zeroed, values, again } = await fail('reward.py', PYTHON('while True: pass'), true);
    expect(problem).toBeUndefined();
    expect(zeroed[0]).toMatchObject({ kind: 'time', line: 6 });
    expect(values).toEqual([0, 0, 0, 0]);
    expect(again).toEqual([1, 1, 1, 1]);
  });

  it('loading without end is ended, too', async () => {
    const { problem } = await fail('reward.py', 'while True: pass\ndef reward_function(params): return 1');
    expect(problem).toMatchObject({ kind: 'time', line: 1 });
  });

  it('printing without end is cut', async () => {
    const lines: string[] = [];
    const sandbox = newSandbox({
      source: rewardSource('reward.py', 'def reward_function(params):\n    print("x" * 10**6)\n    return 1'),
      platform: nodeSandboxes({}),
      seed: 1,
      carNumbers: [0],
      onPrinted: (printed) => lines.push(...printed.map(([, text]) => text)),
    });
    const environment = newEnvironment({ tracks: [bundledTrack('workshop')], cars: 1, seed: 1 });
    advance(environment, [0], [1]);
    await sandbox.reward(0).evaluate(environment, new Float32Array(1));
    sandbox.close();
    expect(lines.join('').length).toBeLessThan(21_000);
    expect(lines.join('')).toContain('more was printed than is kept');
  });
});
