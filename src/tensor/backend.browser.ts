/** The wasm back end in a page or its workers: one thread, SIMD, our kernels; the same bits as in Node. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../math/error.ts';
import { sha256Hex } from '../math/sha256.ts';
import { WASM_HASH } from './backend.ts';
import { replaceWasmKernels } from './kernels.ts';

const BINARIES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

let started: Promise<void> | undefined;

/**
 * Makes wasm the back end in use.
 * @throws UserError where WebAssembly has no SIMD, or the file is another one: results would differ
 */
export function startWasm(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  const bytes = await (await fetch(wasmUrl)).arrayBuffer();
  const fix = 'reload the page; if that does not help, build it again';
  if (sha256Hex(new Uint8Array(bytes)) !== WASM_HASH) throw new UserError(wasmUrl, 'content', 'is not the pinned one', fix);
  // The threaded binary does not survive bundling, and its bits are not official.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new UserError('this browser', 'WebAssembly', 'has no SIMD', 'use one of 2023 or newer');
  }
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/wasm' }));
  // It insists on being told of all three, and loads the one that fits.
  setWasmPaths(Object.fromEntries(BINARIES.map((name) => [name, url])), true);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start its wasm back end');
  replaceWasmKernels();
}
