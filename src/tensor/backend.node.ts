/** The wasm back end in Node: one thread, SIMD, our kernels. */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { replaceWasmKernels } from './kernels.ts';

/** Makes wasm the back end in use. @throws Error where WebAssembly has no SIMD: its results would differ */
export async function startWasm(): Promise<void> {
  if (tf.getBackend() === 'wasm') return;
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(main) + sep);
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error('this Node.js has no WebAssembly SIMD; use Node.js 20.19 or newer');
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start its wasm back end');
  replaceWasmKernels();
}
