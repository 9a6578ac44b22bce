/** Sandboxes in Node: a process each, without permissions, without an environment, killed when it takes too long. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../math/project.node.ts';
import type { Boot } from './guest/guest.node.ts';
import { ENGINE_FILES, STAND_IN_FILES } from './guest/python.ts';
import { startGuest } from './guest-process.node.ts';
import type { Connection, SandboxEvents, SandboxPlatform } from './sandbox.ts';
import { saveSnapshot, snapshotFile } from './snapshot.node.ts';
import { stripTypesInChild } from './strip-types.node.ts';

const folderOf = (specifier: string): string => dirname(fileURLToPath(import.meta.resolve(specifier)));

/** Pyodide's packages to load before a reward function. */
export interface PythonPackages {
  /** text of the lock file */
  readonly lock: string;
  /** paths by the lock file's file names */
  readonly wheels: Readonly<Record<string, string>>;
  /** names of those to load */
  readonly packages: readonly string[];
}

export interface NodeSandboxOptions {
  readonly packages?: PythonPackages | undefined;
  /** is called with every process that is started, so that the caller can make sure that it ends */
  readonly onProcess?: (id: number) => void;
}

export const NODE_SANDBOXES: SandboxPlatform = nodeSandboxes({});

export function nodeSandboxes(options: NodeSandboxOptions): SandboxPlatform {
  return {
    connect: (language, on) => connect(language, on, options),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    stripTypes: stripTypesInChild,
  };
}

function connect(
  language: 'python' | 'javascript',
  on: SandboxEvents,
  { packages, onProcess }: NodeSandboxOptions,
): Connection {
  const first = boot(language, packages);
  let isReady = false;
  const child = startGuest({
    script: 'guest.node',
    readable: Object.values(packages?.wheels ?? {}),
    onProcess,
    onEnded(reason, code) {
      // One that was ended from outside says nothing of the snapshot, which others start from.
      if (!isReady && code && first.snapshot) rmSync(first.snapshot, { force: true });
      on.ended(reason);
    },
  });
  readFrames(child.stdout, {
    ...on,
    answer(json, block) {
      // Only its first words, before it has run custom code, may bring an interpreter's memory.
      if (isReady || json !== READY) return on.answer(json, block);
      isReady = true;
      if (block && language === 'python' && !first.snapshot) saveSnapshot(snapshotFile(first.engine), block);
      on.answer(json, null);
    },
  });
  const send = (json: string, block: Uint8Array | null): void => {
    const words = Buffer.byteLength(json);
    const frame = Buffer.allocUnsafe(HEAD + words + (block?.length ?? 0));
    frame.writeUInt32LE(words, 0);
    frame.writeUInt32LE(block?.length ?? 0, 4);
    frame.write(json, HEAD);
    if (block) frame.set(block, HEAD + words);
    child.stdin.write(frame);
  };
  send(JSON.stringify(first), null);
  return { send, kill: child.kill };
}

function boot(language: 'python' | 'javascript', packages: PythonPackages | undefined): Boot {
  const nothing = { engine: '', standIn: '', lock: null, wheels: {}, packages: [], snapshot: null };
  if (language === 'javascript') {
    const path = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
    return { language, path, ...nothing };
  }
  const ours = (name: string) => readFileSync(join(PROJECT, 'src', 'reward', 'python', name), 'utf8');
  const engine = ENGINE_FILES.map(ours).join('\n');
  const snapshot = snapshotFile(engine);
  return {
    ...nothing,
    ...packages,
    language,
    path: folderOf('pyodide'),
    engine,
    standIn: STAND_IN_FILES.map(ours).join('\n'),
    snapshot: existsSync(snapshot) ? snapshot : null,
  };
}

const READY = '{"kind":"ready"}';

/** A longer message is not from the guest program; the first one may have an interpreter's memory with it. */
const MAX_FRAME = 8 << 20;
const MAX_FIRST_FRAME = 64 << 20;
const HEAD = 8;

/** Cuts a stream into frames. */
function readFrames(stream: NodeJS.ReadableStream, on: Pick<SandboxEvents, 'answer' | 'ended'>): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = HEAD;
  let most = MAX_FIRST_FRAME;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    // Large frames come in many pieces: they are put together once.
    while (length >= wanted) {
      const all = chunks.length > 1 ? Buffer.concat(chunks) : chunks[0];
      const json = all.readUInt32LE(0);
      const block = all.readUInt32LE(4);
      const end = HEAD + json + block;
      if (end > most) return on.ended('an answer of impossible size');
      chunks = [all];
      wanted = end;
      if (length < end) return;
      const bytes = block > 0 ? new Uint8Array(all.subarray(HEAD + json, end)) : null;
      on.answer(all.toString('utf8', HEAD, HEAD + json), bytes);
      chunks = [all.subarray(end)];
      length -= end;
      most = MAX_FRAME;
      wanted = HEAD;
    }
  });
}
