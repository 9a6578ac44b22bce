/** The wasm back end in Node: one thread, SIMD, our kernels. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { WASM_HASH } from './backend.ts';
import { replaceWasmKernels } from './kernels.ts';

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

/**
 * Makes wasm the back end in use.
 * @throws Error where WebAssembly has no SIMD, or the package's file is another one: results would differ
 */
export async function startWasm(): Promise<void> {
  if (tf.getBackend() === 'wasm') return;
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  const folder = dirname(main) + sep;
  setWasmPaths(folder);
  const hash = createHash('sha256')
    .update(readFileSync(folder + WASM_FILE))
    .digest('hex');
  if (hash !== WASM_HASH) throw new Error(`${folder}${WASM_FILE} is not the pinned one; install the npm packages again`);
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error('this Node.js has no WebAssembly SIMD; use Node.js 20.19 or newer');
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start its wasm back end');
  replaceWasmKernels();
}
