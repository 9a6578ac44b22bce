/** TypeScript as JavaScript: types become blanks, so that every line and column stays what it was. */
import { RewardFailed } from './problem.ts';
import type { RewardSource } from './source.ts';

/** @throws RewardFailed, naming the line, for text that is not TypeScript, or uses what is more than types (enums, namespaces) */
export async function stripTypes({ file, text }: RewardSource): Promise<string> {
  // Four megabytes: only for those who write TypeScript.
  const { transformSync } = await import('@swc/wasm-typescript');
  try {
    return transformSync(text, { mode: 'strip-only', filename: file }).code;
  } catch (error) {
    throw new RewardFailed(problemOf(error, file));
  }
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
