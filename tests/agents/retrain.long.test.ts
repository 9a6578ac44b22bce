import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { weightsHash } from '../../src/policy/agent.ts';
import { readAgent } from '../../src/store/agents.node.ts';

const folder = fileURLToPath(new URL('../../agents/', import.meta.url));
const script = fileURLToPath(new URL('./retrain.mjs', import.meta.url));

/** The others take many minutes together: some of each kind stand for all. */
const quick = readdirSync(folder).filter((name) => /^(workshop|hammer|ribbon)-(bronze|silver)$|^workshop-gold$/.test(name));

it.each(quick)('the recipe of %s makes bit-identical weights again', async (name) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, join(folder, name)]);
  expect(stdout).toBe(weightsHash(readAgent(join(folder, name)).policy.network));
});
