import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { recipeSchema } from '../../src/learn/recipe.ts';
import { weightsHash } from '../../src/policy/agent.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { lapzero } from '../cli/run.ts';

const folder = fileURLToPath(new URL('../../agents/', import.meta.url));

/** The allrounder's takes minutes. */
const quick = readdirSync(folder).filter((name) => name !== 'allrounder');

it.each(quick)('the recipe of %s makes the same weights again, to the bit', async (name) => {
  const agent = readAgent(join(folder, name));
  const { seed, until, reward } = recipeSchema.parse(agent.recipe);
  const { updates } = until as { updates: number };
  const out = mkdtempSync(join(tmpdir(), 'lapzero-'));
  try {
    const args = ['--track', name, '--seed', String(seed), '--reward', reward, '--until', `updates=${updates}`, '--out', out];
    const { code, stdout } = await lapzero(['train', ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).hash).toBe(weightsHash(agent.policy.network));
  } finally {
    rmSync(out, { recursive: true });
  }
});
