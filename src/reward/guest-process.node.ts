/** Processes for strangers' code: without permissions, without an environment, watched for the memory they take. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../math/project.node.ts';
import { MEMORY } from './guest/engine.ts';

interface GuestOptions {
  /** of src/reward/guest, without its extension */
  readonly script: string;
  /** paths that it may read, beside our own code and the packages */
  readonly readable?: readonly string[];
  /** is called with the process, so that the caller can make sure that it ends */
  readonly onProcess?: ((id: number) => void) | undefined;
  /** once, when it ends without being asked to; what it wrote before that comes first */
  onEnded(reason: string, code: number | null): void;
}

interface GuestProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  kill(): void;
}

export function startGuest({ script, readable = [], onProcess, onEnded }: GuestOptions): GuestProcess {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const paths = [join(PROJECT, 'build'), join(PROJECT, 'package.json'), ...modulesFolders(), ...readable];
  const [command, ...before] = [...confined(), process.execPath];
  const child = spawn(
    command,
    [
      ...before,
      '--disallow-code-generation-from-strings',
      permission,
      ...paths.map((path) => `--allow-fs-read=${path}`),
      `--max-old-space-size=${MEMORY.javascript >> 18}`,
      '--no-warnings',
      join(PROJECT, 'build', 'src', 'reward', 'guest', `${script}.js`),
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe', ...coverInherited()],
      // Windows starts no process without its SystemRoot.
      env: { TZ: 'UTC', ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }) },
      cwd: PROJECT,
    },
  );
  const { stdin, stdout, stderr } = child as ChildProcessWithoutNullStreams;
  if (child.pid !== undefined) onProcess?.(child.pid);
  let isOver = false;
  let words = '';
  const end = (reason: string, code: number | null): void => {
    callOff();
    if (!isOver) onEnded(reason, code);
    isOver = true;
  };
  const callOff = watchMemory(child.pid ?? 0, () => end(`it took more than ${MAX_RESIDENT >> 20} MB of memory`, null));
  stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  child.on('error', (error) => end(error.message, null));
  // Not `exit`, which may come before what was written last.
  child.on('close', (code, signal) => end(`${signal ?? `exit code ${code}`}${words ? `: ${words.trim()}` : ''}`, code));
  // It may have ended while we write; `close` tells.
  stdin.on('error', () => {});
  return {
    stdin,
    stdout,
    kill() {
      isOver = true;
      child.kill('SIGKILL');
    },
  };
}

const ALONE = ['unshare', '--user', '--net', '--pid', '--fork', '--kill-child'];
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
  const isLinux = process.platform === 'linux';
  prefix = [...(isLinux && works(ending) ? ending : []), ...(isLinux && works(ALONE) ? ALONE : [])];
  return prefix;
}

/** What is to be said once, where the system could give processes a world of their own but does not. */
export function confinementWarning(): string | null {
  if (process.platform !== 'linux' || confined().includes(ALONE[0])) return null;
  return (
    "Reward functions run without a network of their own: unshare failed. Their process still has no permissions; for strangers' " +
    'code allow user namespaces (sysctl user.max_user_namespaces, or --security-opt seccomp=unconfined in a container).'
  );
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

const CLOSES_ON_EXEC = 0o2000000;
let nothing: number | undefined;

/** Files that the parent process left open would reach the guest, too: they are replaced by nothing; Linux only. */
function coverInherited(): number[] {
  if (process.platform !== 'linux') return [];
  const last = Math.max(2, ...readdirSync('/proc/self/fd').map(Number).filter(isInherited));
  if (last > 2) nothing ??= openSync('/dev/null', 'r');
  return Array.from({ length: last - 2 }, () => nothing as number);
}

function isInherited(descriptor: number): boolean {
  try {
    const [, flags] = /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSES_ON_EXEC) === 0;
  } catch {
    // It was the one that listed them.
    return false;
  }
}

/** What guests load, beside our own code. */
const GUEST_PACKAGES = [
  '@jitl/quickjs-wasmfile-release-sync',
  '@noble/hashes/sha2.js',
  '@swc/wasm-typescript',
  'pyodide',
  'quickjs-emscripten-core',
];

/** What guests may read of the packages: one folder, unless another version of a package is installed beside ours. */
function modulesFolders(): string[] {
  return [...new Set([modulesFolder(), ...GUEST_PACKAGES.map(modulesFolderOf)])];
}

/** The folder of the packages that we were installed with. */
export function modulesFolder(): string {
  return modulesFolderOf('zod');
}

function modulesFolderOf(specifier: string): string {
  const inside = fileURLToPath(import.meta.resolve(specifier));
  // pnpm links every package from a folder of its own.
  const linked = inside.search(/node_modules[/\\]\.pnpm[/\\]/);
  return inside.slice(0, (linked >= 0 ? linked : inside.lastIndexOf('node_modules')) + 'node_modules'.length);
}
