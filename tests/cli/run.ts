/** Runs the command as a person would: another process, the compiled program. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../src/cli/lapzero.mjs', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * @param interruptOn sends Ctrl-C when standard error first matches
 * @param environment what is different in its environment
 * @param cwd the folder it runs in
 */
export function lapzero(
  args: readonly string[],
  interruptOn?: RegExp,
  environment: Record<string, string> = {},
  cwd?: string,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...process.env, ...environment }, cwd });
    let stdout = '';
    let stderr = '';
    let isInterrupted = false;
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
      if (!isInterrupted && interruptOn?.test(stderr)) {
        isInterrupted = true;
        child.kill('SIGINT');
      }
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
