/**
 * The process that takes the types out of one TypeScript source (../strip-types.node.ts): one answer, and its life is over. It
 * loads the compiler and nothing else, since a sandbox waits for it.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const STANDARD_INPUT = 0;

function answer(value: object): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

// As an ES module it would load half as fast again: it is four megabytes of text.
const { transformSync } = createRequire(import.meta.url)('@swc/wasm-typescript') as typeof import('@swc/wasm-typescript');
const { file, text } = JSON.parse(readFileSync(STANDARD_INPUT, 'utf8')) as { file: string; text: string };
try {
  answer({ code: transformSync(text, { mode: 'strip-only', filename: file }).code });
} catch (error) {
  const { message, snippet, startLine, startColumn } = (error ?? {}) as Record<string, unknown>;
  const isBroken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  answer({ failure: { isBroken, message: message ?? String(error), snippet, startLine, startColumn } });
}
