import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('a step allocates nothing but numbers that the engine boxes', () => {
  const script = fileURLToPath(new URL('./allocation.mjs', import.meta.url));
  const bytes = Number(execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' }));
  // 16 bytes for each of some numbers per tick and image row; a frame would be 19 kB more, a list of a row's pixels 2 kB per row.
  expect(bytes).toBeLessThan(3_000);
});
