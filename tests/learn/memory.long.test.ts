import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('a thousand updates leave no tensor behind and the heap as it was', () => {
  const script = fileURLToPath(new URL('./memory.mjs', import.meta.url));
  const samples = JSON.parse(execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' })) as {
    tensors: number;
    heap: number;
    buffers: number;
    wasm: number;
  }[];
  expect(samples).toHaveLength(11);
  const [, warm] = samples;
  const last = samples[samples.length - 1];
  for (const { tensors } of samples) expect(tensors).toBe(0);
  // From update 100 to update 1,000.
  expect(last.heap - warm.heap).toBeLessThan(1e6);
  expect(last.buffers - warm.buffers).toBeLessThan(1e5);
  expect(last.wasm).toBe(warm.wasm);
});
