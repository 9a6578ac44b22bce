/** TypeScript as JavaScript: types become blanks, so that every line and column stays what it was. */
import { RewardFailed } from './problem.ts';
import type { RewardSource } from './source.ts';

/** What taking the types out may take, ms. A whole file of 140,000 characters takes a tenth of a second. */
export const STRIP_MILLISECONDS = 5000;

/**
 * Never where anything else runs: a text may keep the compiler busy for ever, or leave it broken.
 * @throws RewardFailed, naming the line, for text that is not TypeScript, or uses what is more than types (enums, namespaces)
 */
export async function stripTypes(source: RewardSource): Promise<string> {
  const { file, text } = source;
  // Four megabytes: only for those who write TypeScript.
  const { transformSync } = await import('@swc/wasm-typescript');
  try {
    return transformSync(text, { mode: 'strip-only', filename: file }).code;
  } catch (error) {
    const isBroken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    throw compilerFailure(source, isBroken, error);
  }
}

/** @param isBroken the compiler itself failed: it is not to be used again @param error what it threw */
export function compilerFailure(source: RewardSource, isBroken: boolean, error: unknown): RewardFailed {
  if (isBroken) return stripFailure(source, 'it is nested too deeply for the TypeScript compiler; simplify it');
  return new RewardFailed(problemOf(error, source.file));
}

export function tooLong(source: RewardSource): RewardFailed {
  const seconds = STRIP_MILLISECONDS / 1000;
  return stripFailure(source, `reading its TypeScript took longer than ${seconds} s; simplify its types`, 'TimeoutError');
}

/** For whatever is not about a line. */
export function stripFailure({ file }: RewardSource, message: string, type = 'SyntaxError'): RewardFailed {
  const problem = { kind: 'load', type, message: message.slice(0, 1000), file } as const;
  return new RewardFailed({ ...problem, line: null, column: null, traceback: null, inputs: null });
}

function problemOf(error: unknown, file: string) {
  const { message, snippet, startLine, startColumn } = (error ?? {}) as Record<string, unknown>;
  return {
    kind: 'load' as const,
    type: 'SyntaxError',
    message: String(message ?? error).slice(0, 1000),
    file,
    line: typeof startLine === 'number' ? startLine : null,
    column: typeof startColumn === 'number' ? startColumn + 1 : null,
    traceback: typeof snippet === 'string' ? snippet.slice(0, 2000) : null,
    inputs: null,
  };
}
