/**
 * A sandbox's process. It is started without permissions and without an environment (../sandbox.node.ts), loads one
 * engine, gives up everything else, and then only answers requests: frames on standard input and output. It never goes
 * back to the event loop, so nothing that a reward function starts runs later.
 */
import { readFileSync, readSync, writeSync } from 'node:fs';
import type { Request } from '../request.ts';
import { crashAnswer, type Engine, put } from './engine.ts';
import { harden, makePlace, withoutImports } from './harden.worker.ts';
import type { PythonEngine } from './python.ts';

/** The first frame: what to load. Paths are the host's. */
export interface Boot {
  readonly language: 'python' | 'javascript';
  /** folder of the package pyodide, or QuickJS's WebAssembly file */
  readonly path: string;
  readonly engine: string;
  readonly standIn: string;
  /** text of another lock file than Pyodide's own */
  readonly lock: string | null;
  readonly wheels: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** file of a started interpreter's memory; null makes one, which comes back with `ready` */
  readonly snapshot: string | null;
}

const scope = globalThis as unknown as Record<string, unknown>;
const { process } = globalThis;
// Not `process.exit`: that calls listeners.
const { reallyExit } = process as unknown as { reallyExit(code: number): never };
const exit: (code: number) => never = reallyExit.bind(process);
/** Two lengths, of the words and of the block. */
const HEAD = 8;
const utf8 = new TextEncoder();
const text = new TextDecoder();

let buffer = new Uint8Array(1 << 16);
let filled = 0;

/** Waits until so many bytes are in the buffer. */
function fill(bytes: number): void {
  if (bytes > buffer.length) {
    const larger = new Uint8Array(2 * bytes);
    larger.set(buffer.subarray(0, filled));
    buffer = larger;
  }
  while (filled < bytes) {
    const count = readSync(0, buffer, filled, buffer.length - filled, null);
    // The host has gone.
    if (count === 0) exit(0);
    filled += count;
  }
}

function readFrame(): { json: string; block: Uint8Array | null } {
  fill(HEAD);
  const view = new DataView(buffer.buffer);
  const words = view.getUint32(0, true);
  const end = HEAD + words + view.getUint32(4, true);
  fill(end);
  const json = text.decode(buffer.subarray(HEAD, HEAD + words));
  const block = end > HEAD + words ? buffer.slice(HEAD + words, end) : null;
  buffer.copyWithin(0, end, filled);
  filled -= end;
  return { json, block };
}

function writeFrame(json: string, block: Uint8Array | null): void {
  const words = utf8.encode(json);
  const frame = new Uint8Array(HEAD + words.length + (block?.length ?? 0));
  const view = new DataView(frame.buffer);
  view.setUint32(0, words.length, true);
  view.setUint32(4, block?.length ?? 0, true);
  frame.set(words, HEAD);
  if (block) frame.set(block, HEAD + words.length);
  for (let at = 0; at < frame.length; ) at += writeSync(1, frame, at);
}

const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;

/** Another process may just have replaced it: then this one makes it again. */
function snapshotOf({ snapshot }: Boot): Uint8Array | null {
  try {
    return snapshot === null ? null : new Uint8Array(bytesOf(snapshot));
  } catch {
    return null;
  }
}

async function start(boot: Boot): Promise<Engine | PythonEngine> {
  const place = makePlace(scope);
  // Engines that see `process` take themselves to be at home in Node, and use it.
  put(scope, 'process', undefined);
  if (boot.language === 'javascript') {
    const { newJavaScriptEngine } = await import('./javascript.ts');
    return newJavaScriptEngine(await WebAssembly.compile(bytesOf(boot.path)), place);
  }
  put(scope, 'self', scope);
  put(scope, 'location', new URL('https://sandbox.invalid/'));
  put(
    scope,
    'WorkerGlobalScope',
    Object.defineProperty(() => {}, Symbol.hasInstance, { value: () => true }),
  );
  put(scope, 'importScripts', () => {
    throw new TypeError('none here');
  });
  const script = async (name: string) => {
    const source = withoutImports(readFileSync(`${boot.path}/${name}`, 'utf8'));
    return import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
  };
  const { newPythonEngine } = await import('./python.ts');
  const { loadPyodide } = await script('pyodide.mjs');
  const { default: createPyodideModule } = await script('pyodide.asm.mjs');
  const wheels = Object.fromEntries(Object.entries(boot.wheels).map(([name, path]) => [name, bytesOf(path)]));
  const files = {
    wasm: await WebAssembly.compile(bytesOf(`${boot.path}/pyodide.asm.wasm`)),
    stdlib: bytesOf(`${boot.path}/python_stdlib.zip`),
    lock: boot.lock ?? readFileSync(`${boot.path}/pyodide-lock.json`, 'utf8'),
    engine: boot.engine,
    standIn: boot.standIn,
    wheels,
    packages: boot.packages,
    snapshot: snapshotOf(boot),
  };
  return newPythonEngine(scope, files, { loadPyodide, createPyodideModule }, place);
}

function crash(error: unknown): never {
  writeFrame(crashAnswer(error), null);
  return exit(1);
}

try {
  const engine = await start(JSON.parse(readFrame().json) as Boot);
  harden(globalThis);
  writeFrame('{"kind":"ready"}', 'snapshot' in engine ? engine.snapshot : null);
  let last = '';
  let request: Request | undefined;
  for (;;) {
    const { json, block } = readFrame();
    // Step after step asks for the same, but for the block.
    if (json !== last || !request) {
      last = json;
      request = JSON.parse(json) as Request;
    }
    const reply = engine.handle(request, block);
    writeFrame(reply.json, reply.block);
  }
} catch (error) {
  crash(error);
}
