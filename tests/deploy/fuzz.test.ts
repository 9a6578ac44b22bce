import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const FILES = 2500;

it(`none of ${FILES} mutated models does more than be refused, or takes more than 256 MB`, async () => {
  const script = fileURLToPath(new URL('fuzz.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(FILES)]);
  const { refused, accepted, crashed, slowest, peakMegabytes } = JSON.parse(stdout);
  expect(crashed).toEqual([]);
  // Some changes leave a model that is whole, with other weights.
  expect(refused + accepted).toBe(FILES);
  expect(refused).toBeGreaterThan(FILES / 2);
  expect(accepted).toBeGreaterThan(0);
  expect(peakMegabytes).toBeLessThan(256);
  expect(slowest).toBeLessThan(5000);
}, 300_000);
