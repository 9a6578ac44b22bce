import { expect, it } from 'vitest';
import { nextName } from '../../../src/studio/training/agent-names.ts';

it('counts on from the highest number of the same kind', () => {
  expect(nextName('steady', [])).toBe('steady-1');
  expect(nextName('steady', ['steady-1', 'steady-7', 'steady-7 copy', 'steady', 'my-reward-9'])).toBe('steady-8');
  expect(nextName('x'.repeat(80), []).length).toBeLessThanOrEqual(64);
});
