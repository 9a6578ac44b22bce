/** Sandboxes in Node: a process each, without permissions, without an environment, killed when it takes too long. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MEMORY } from './guest/engine.ts';
import type { Boot } from './guest/guest.node.ts';
import { ENGINE_FILES, STAND_IN_FILES } from './guest/python.ts';
import type { Connection, SandboxEvents, SandboxPlatform } from './sandbox.ts';
import { stripTypes } from './typescript.ts';

/** The project's own folder, whether this runs from `src` or compiled from `build`. */
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const GUEST = join(PROJECT, 'build', 'reward', 'guest', 'guest.node.js');

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
  /** is told of every process that is started, for whoever must see that it ends */
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
    stripTypes,
  };
}

function connect(
  language: 'python' | 'javascript',
  on: SandboxEvents,
  { packages, onProcess = () => {} }: NodeSandboxOptions,
): Connection {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const wheels = Object.values(packages?.wheels ?? {});
  const readable = [join(PROJECT, 'build'), join(PROJECT, 'package.json'), modulesFolder(), ...wheels];
  const [command, ...before] = [...confined(), process.execPath];
  const child = spawn(
    command,
    [
      ...before,
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
      env: { TZ: 'UTC', ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }) },
      cwd: PROJECT,
    },
  );
  if (child.pid !== undefined) onProcess(child.pid);
  const first = boot(language, packages);
  let words = '';
  let isReady = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  child.on('error', (error) => on.ended(error.message));
  const callOff = watchMemory(child.pid ?? 0, () => {
    on.ended(`it took more than ${MAX_RESIDENT >> 20} MB of memory`);
  });
  child.on('exit', (code, signal) => {
    callOff();
    // It may have been the snapshot's fault.
    if (!isReady && first.snapshot) rmSync(first.snapshot, { force: true });
    on.ended(`${signal ?? `exit code ${code}`}${words ? `: ${words.trim()}` : ''}`);
  });
  // It may have ended while we write; `exit` tells.
  child.stdin.on('error', () => {});
  readFrames(child.stdout, {
    ...on,
    answer(json, block) {
      // Only its first words, before it has seen anybody's code, may bring an interpreter's memory.
      if (isReady || json !== READY) return on.answer(json, block);
      isReady = true;
      if (block && language === 'python' && !first.snapshot) keepSnapshot(snapshotFile(first.engine), block);
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
  return { send, kill: () => child.kill('SIGKILL') };
}

let prefix: readonly string[] | undefined;

/**
 * Commands before the command, where Linux has them: the process ends with the thread that started it, however that ends;
 * and it is in a world without a network and without other processes. Elsewhere it has only what it is started with, and
 * one whose host was killed ends by itself: at the end of the call it is in, a minute later at most.
 */
function confined(): readonly string[] {
  if (prefix) return prefix;
  const works = ([command, ...args]: readonly string[]) =>
    spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0;
  const ending = ['setpriv', '--pdeathsig', 'KILL'];
  const alone = ['unshare', '--user', '--net', '--pid', '--fork', '--kill-child'];
  const isLinux = process.platform === 'linux';
  prefix = [...(isLinux && works(ending) ? ending : []), ...(isLinux && works(alone) ? alone : [])];
  return prefix;
}

/** Looks at how much memory a sandbox really takes: not all of it has a limit of its own. */
const LOOK_MILLISECONDS = 250;
const MAX_RESIDENT = 1 << 30;

/** Calls back when the process, with what it started, takes too much; Linux only. @returns how to call it off */
function watchMemory(id: number, tooMuch: () => void): () => void {
  if (process.platform !== 'linux') return () => {};
  const timer = setInterval(() => {
    if (residentBytes(id) > MAX_RESIDENT) tooMuch();
  }, LOOK_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}

function residentBytes(id: number | string): number {
  try {
    const pages = Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]);
    const children = readFileSync(`/proc/${id}/task/${id}/children`, 'utf8').split(' ').filter(Boolean);
    return 4096 * pages + children.reduce((sum, child) => sum + residentBytes(child), 0);
  } catch {
    // It has just ended.
    return 0;
  }
}

function modulesFolder(): string {
  const inside = fileURLToPath(import.meta.resolve('zod'));
  return inside.slice(0, inside.lastIndexOf('node_modules') + 'node_modules'.length);
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

/** A started interpreter's memory is kept beside the packages: starting from it takes a seventh of the time. */
function snapshotFile(engine: string): string {
  const { version } = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('pyodide/package.json')), 'utf8'));
  // Newer Node has more of WebAssembly, which the interpreter uses: its memory refers to that.
  const made = createHash('sha256').update(`${version} ${process.versions.v8} ${engine}`).digest('hex').slice(0, 16);
  return join(modulesFolder(), '.cache', 'lapzero', `python-${made}.snapshot`);
}

/** Whoever cannot keep it starts slowly the next time, too. */
function keepSnapshot(file: string, bytes: Uint8Array): void {
  const half = `${file}.${process.pid}-${performance.now()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(half, bytes);
    renameSync(half, file);
    const isOther = (name: string) => name.endsWith('.snapshot') && name !== basename(file);
    for (const name of readdirSync(dirname(file)).filter(isOther)) rmSync(join(dirname(file), name), { force: true });
  } catch {
    rmSync(half, { force: true });
  }
}

/** More is no answer of ours; the first one may have an interpreter's memory with it. */
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
