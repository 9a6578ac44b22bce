import { describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { hasBrowser } from '../support/browser.ts';
import { gpuPageForTests } from '../support/gpu.ts';
import { distance, plainGradient } from '../support/learner-page.ts';

const gpu = gpuPageForTests();

describe.skipIf(!hasBrowser)('learning by WebGL', () => {
  it('has the gradient that wasm has: deepracer-shallow', async () => {
    const h = { ...DEFAULT_HYPERPARAMETERS, valueLoss: 'huber' as const };
    const wasm = plainGradient('deepracer-shallow', DEFAULT_ACTIONS, 2, h);
    const webgl = await gpu().gradient('deepracer-shallow', DEFAULT_ACTIONS, 2, h);
    expect(distance(webgl.gradient, wasm.gradient)).toBeLessThan(1e-3);
    for (const [sum, value] of Object.entries(wasm.sums)) expect(webgl.sums[sum]).toBeCloseTo(value, 2);
  }, 300_000);
});
