import { existsSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { RewardFailed } from '../../src/reward/problem.ts';
import { NODE_SANDBOXES } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { JAVASCRIPT_ESCAPES, PYTHON_ESCAPES } from '../support/escapes.ts';

/** Time enough for what looks everywhere. */
const LONG = { callMilliseconds: 10_000, loadMilliseconds: 10_000 };
const TRACE = '/tmp/lapzero-escape';
process.env.LAPZERO_SECRET = 'not for strangers';
afterAll(() => rmSync(TRACE, { force: true }));

describe('a reward function in Node', () => {
  it.concurrent.each([...PYTHON_ESCAPES, ...JAVASCRIPT_ESCAPES])('$name gets nowhere', async ({ name, text, survives }) => {
    const file = name.startsWith('Python') ? 'escape.py' : 'escape.js';
    const sandbox = newSandbox({
      source: rewardSource(file, text),
      platform: NODE_SANDBOXES,
      seed: 1,
      carNumbers: [0],
      limits: LONG,
    });
    try {
      await sandbox.loaded();
      const { values, printed, problem } = await sandbox.call(0, '{}', ['{}'], false).catch((error: RewardFailed) => {
        return { values: [], printed: [], problem: error.problem };
      });
      // The sandbox's own death is no escape.
      if (!problem || survives) expect({ values, printed, problem }).toMatchObject({ values: [1], problem: null });
      else expect(['crash', 'memory']).toContain(problem.kind);
    } finally {
      sandbox.close();
    }
    expect(existsSync(TRACE)).toBe(false);
  });
});
