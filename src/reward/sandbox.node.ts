/** Sandboxes in Node: a process each, without permissions, without an environment, killed when it takes too long. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MEMORY } from './guest/engine.ts';
import type { Boot } from './guest/guest.node.ts';
import type { Connection, SandboxEvents, SandboxPlatform } from './sandbox.ts';
import { stripTypes } from './typescript.ts';

/** The project's own folder, whether this runs from `src` or compiled from `build`. */
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const GUEST = join(PROJECT, 'build', 'reward', 'guest', 'guest.node.js');

const folderOf = (specifier: string): string => dirname(fileURLToPath(import.meta.resolve(specifier)));

export const NODE_SANDBOXES: SandboxPlatform = nodeSandboxes();

/** @param onProcess is told of every process that is started, for whoever must see that it ends */
export function nodeSandboxes(onProcess: (id: number) => void = () => {}): SandboxPlatform {
  return {
    connect: (language, on) => connect(language, on, onProcess),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    stripTypes,
  };
}

function connect(language: 'python' | 'javascript', on: SandboxEvents, onProcess: (id: number) => void): Connection {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const readable = [join(PROJECT, 'build'), join(PROJECT, 'package.json'), modulesFolder()];
  const child = spawn(
    process.execPath,
    [
      '--disallow-code-generation-from-strings',
      permission,
      ...readable.map((path) => `--allow-fs-read=${path}`),
      `--max-old-space-size=${MEMORY.javascript >> 18}`,
      '--no-warnings',
      GUEST,
    ],
    // Windows starts no process without its SystemRoot.
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {},
      cwd: PROJECT,
    },
  );
  if (child.pid !== undefined) onProcess(child.pid);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  child.on('error', (error) => on.ended(error.message));
  child.on('exit', (code, signal) => on.ended(`${signal ?? `exit code ${code}`}${words ? `: ${words.trim()}` : ''}`));
  // It may have ended while we write; `exit` tells.
  child.stdin.on('error', () => {});
  readFrames(child.stdout, on);
  const send = (json: string, block: Uint8Array | null): void => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(Buffer.byteLength(json), 0);
    head.writeUInt32LE(block?.length ?? 0, 4);
    child.stdin.write(Buffer.concat(block ? [head, Buffer.from(json), block] : [head, Buffer.from(json)]));
  };
  send(JSON.stringify(boot(language)), null);
  return { send, kill: () => child.kill('SIGKILL') };
}

function modulesFolder(): string {
  const inside = fileURLToPath(import.meta.resolve('zod'));
  return inside.slice(0, inside.lastIndexOf('node_modules') + 'node_modules'.length);
}

function boot(language: 'python' | 'javascript'): Boot {
  const nothing = { engine: '', standIn: '', wheels: {}, packages: [] };
  if (language === 'javascript') {
    const path = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
    return { language, path, ...nothing };
  }
  const ours = (name: string) => readFileSync(join(PROJECT, 'src', 'reward', 'python', name), 'utf8');
  return { ...nothing, language, path: folderOf('pyodide'), engine: ours('engine.py'), standIn: ours('numpy_stand_in.py') };
}

/** More is no answer of ours. */
const MAX_FRAME = 64 << 20;

/** Cuts a stream into frames. */
function readFrames(stream: NodeJS.ReadableStream, on: SandboxEvents): void {
  let waiting: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    waiting = waiting.length > 0 ? Buffer.concat([waiting, chunk]) : chunk;
    while (waiting.length >= 8) {
      const json = waiting.readUInt32LE(0);
      const block = waiting.readUInt32LE(4);
      const end = 8 + json + block;
      if (end > MAX_FRAME) return on.ended('an answer of impossible size');
      if (waiting.length < end) return;
      const bytes = block > 0 ? new Uint8Array(waiting.subarray(8 + json, end)) : null;
      on.answer(waiting.toString('utf8', 8, 8 + json), bytes);
      waiting = waiting.subarray(end);
    }
  });
}
