/** Python in a sandbox: Pyodide, and our engine.py inside it. */
import type { PyodideAPI } from 'pyodide';
import type { PyBuffer, PyProxy } from 'pyodide/ffi';
import { AWS_LIMITS, FORMER_NAMES, REWARD_INPUTS } from '../contract.ts';
import type { Request } from '../request.ts';
import { PYTHON_LAYOUT } from '../row.ts';
import { type Engine, KNOWN, limitMemory, MEMORY, newDeadline, type Place, put, type Reply } from './engine.ts';

export interface PythonFiles {
  /** pyodide.asm.wasm */
  readonly wasm: WebAssembly.Module;
  readonly stdlib: ArrayBuffer;
  readonly lock: string;
  /** the texts of {@link ENGINE_FILES}, one after the other */
  readonly engine: string;
  /** of {@link STAND_IN_FILES} */
  readonly standIn: string;
  /** wheels of Pyodide's packages by their file names, and the names of the packages to load */
  readonly wheels: Readonly<Record<string, ArrayBuffer>>;
  readonly packages: readonly string[];
  /** a started interpreter's memory, from {@link PythonEngine.snapshot}: with it the start takes a seventh of the time */
  readonly snapshot: Uint8Array | null;
}

export interface PythonEngine extends Engine {
  /** the started interpreter's memory, where none was given */
  readonly snapshot: Uint8Array | null;
}

/** Pyodide's two scripts, imported without a way to import more. */
export interface PythonScripts {
  readonly loadPyodide: (options: Record<string, unknown>) => Promise<PyodideAPI>;
  readonly createPyodideModule: unknown;
}

/** In src/reward/python: one module, in this order. */
export const ENGINE_FILES = ['gate.py', 'problems.py', 'engine.py'] as const;
/** The same for our stand-in for numpy. */
export const STAND_IN_FILES = ['numpy_array.py', 'numpy_functions.py'] as const;
const ENGINE = 'lapzero_engine';
const TELLING_MILLISECONDS = 40;
/** What a run may write into its files altogether, bytes, and what a file's name costs of it. */
const MAX_WRITTEN = 8 << 20;
const NODE_BYTES = 1024;
/** Pyodide looks for its files here; nothing is there. */
const NOWHERE = 'https://sandbox.invalid/';

interface EnginePy extends PyProxy {
  begin(contract: string, standIn: string): void;
  load(job: string): string;
  add_track(number: number, length: number, waypoints: string): void;
  evaluate(count: number, stride: number): string | undefined;
  call(job: string): string;
  resize(bytes: number, count: number): void;
  addresses(): PyProxy & { get(i: number): { getBuffer(): PyBuffer } };
}

/** Starts the interpreter. `scope` is the realm's global object. */
export async function newPythonEngine(
  scope: Record<string, unknown>,
  files: PythonFiles,
  { loadPyodide, createPyodideModule }: PythonScripts,
  place: Place,
): Promise<PythonEngine> {
  limitMemory(MEMORY.python);
  put(scope, 'fetch', (url: unknown) => Promise.resolve(answerFetch(String(url), files)));
  const { wasm } = files;
  put(WebAssembly, 'instantiateStreaming', async (_: unknown, imports: WebAssembly.Imports) => ({
    instance: await WebAssembly.instantiate(wasm, imports),
    module: wasm,
  }));
  const start = (options: object) => {
    place.seed('start');
    return loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      lockFileContents: files.lock,
      createPyodideModule,
      jsglobals: Object.create(null),
      // The order of a set of strings is part of what a function does.
      env: { PYTHONHASHSEED: '0', HOME: '/', LANG: 'C.UTF-8', TZ: 'UTC' },
      stdin: () => null,
      stdout() {},
      stderr() {},
      ...options,
    });
  };
  let snapshot: Uint8Array | null = null;
  if (!files.snapshot) {
    const first = await start({ _makeSnapshot: true });
    defineEngine(first, files.engine);
    snapshot = (first as unknown as { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
  }
  // Always from a snapshot: where things lie in memory decides the order of a set of classes.
  const pyodide = await start({ _loadSnapshot: files.snapshot ?? snapshot });
  if (files.packages.length > 0) await pyodide.loadPackage([...files.packages], { checkIntegrity: false });
  limitFiles(pyodide);
  return { ...engineOf(pyodide, files, place), snapshot };
}

/** Our engine.py as a module: part of a snapshot, and all that it and most reward functions import. */
function defineEngine(pyodide: PyodideAPI, text: string): void {
  const names = pyodide.toPy({ text });
  pyodide.runPython(
    `import bisect, logging, random, sys, types
sys.modules['${ENGINE}'] = types.ModuleType('${ENGINE}')
exec(compile(text, 'lapzero/engine.py', 'exec'), sys.modules['${ENGINE}'].__dict__)`,
    { globals: names },
  );
  names.destroy();
}

function engineOf(pyodide: PyodideAPI, files: PythonFiles, place: Place): Engine {
  const module = pyodide.runPython(`import sys\nsys.modules['${ENGINE}']`) as EnginePy;
  const contract = {
    inputs: REWARD_INPUTS.map(({ name }) => name),
    former: FORMER_NAMES,
    modules: AWS_LIMITS.modules,
    names: AWS_LIMITS.names,
    layout: PYTHON_LAYOUT,
  };
  module.begin(JSON.stringify(contract), files.standIn);
  pyodide.runPython(`import sys\ndel sys.modules['${ENGINE}']\nsys.modules['__main__'].__dict__.pop('_pyodide_core', None)`);
  const { load, add_track: addTrack, evaluate, call, resize, addresses } = module;

  const { HEAPU8: bytesNow } = heapOf(pyodide);
  let heap = new Uint8Array(bytesNow.buffer);
  let at = { rows: 0, results: 0, clock: 0 };
  const heapNow = (): Uint8Array => {
    // A memory that has grown is another buffer.
    const { HEAPU8 } = heapOf(pyodide);
    if (heap.buffer !== HEAPU8.buffer) heap = new Uint8Array(HEAPU8.buffer);
    return heap;
  };
  const locate = (): void => {
    const views = addresses();
    const place = (i: number) => views.get(i).getBuffer().data.byteOffset;
    at = { rows: place(0), results: place(1), clock: place(2) };
  };
  locate();
  const clockView = new Uint8Array(8);
  const clockFloat = new Float64Array(clockView.buffer);
  place.setClock(() => {
    clockView.set(heapNow().subarray(at.clock, at.clock + 8));
    return 1000 * clockFloat[0];
  });

  const deadline = newDeadline(place);
  let capacity = 0;
  let room = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  // Python looks here every so many instructions; SIGINT (2) raises KeyboardInterrupt at the line it is in.
  const signals = {
    get 0() {
      if (!deadline.isUp()) return 0;
      // Time to say where it was; a call that continues all the same is warned again, and then ended by the host.
      const now = place.now();
      if (now < toldAt + TELLING_MILLISECONDS) return 0;
      toldAt = now;
      return 2;
    },
    set 0(_: number) {},
  };
  pyodide.setInterruptBuffer(signals as unknown as Uint8Array);

  const evaluateRows = (count: number, stride: number, rows: Uint8Array): Reply => {
    if (rows.length > capacity || count > room) {
      capacity = Math.max(capacity, rows.length);
      room = Math.max(room, count);
      resize(capacity, room);
      locate();
    }
    heapNow().set(rows, at.rows);
    const report = evaluate(count, stride);
    const block = heapNow().slice(at.results, at.results + 8 * count);
    return { json: report === undefined ? '{"kind":"evaluated"}' : `{"kind":"evaluated",${report.slice(1)}`, block };
  };

  return {
    handle(request: Request, block: Uint8Array | null): Reply {
      switch (request.kind) {
        case 'load':
          place.seed(`${request.seed}/${request.carNumbers.join()}`);
          return deadline.answer(request, () => {
            const report = load(JSON.stringify(request));
            const kind = report.startsWith('{"problem"') ? 'failed' : 'loaded';
            return { json: `{"kind":"${kind}",${report.slice(1)}`, block: null };
          });
        case 'track': {
          const points = new Float64Array((block as Uint8Array).slice().buffer);
          const pairs = Array.from({ length: points.length / 2 }, (_, k) => [points[2 * k], points[2 * k + 1]]);
          addTrack(request.number, request.length, JSON.stringify(pairs));
          return KNOWN;
        }
        case 'evaluate':
          return deadline.answer(request, () => evaluateRows(request.count, request.stride, block as Uint8Array));
        case 'call':
          return deadline.answer(request, () => {
            const started = place.now();
            const report = call(JSON.stringify(request));
            const microseconds = 1000 * (place.now() - started);
            return { json: `{"kind":"called","microseconds":${microseconds},${report.slice(1)}`, block: null };
          });
      }
    },
  };
}

function heapOf(pyodide: PyodideAPI): { HEAPU8: Uint8Array } {
  return (pyodide as unknown as { _module: { HEAPU8: Uint8Array } })._module;
}

/** As Emscripten's file system has it. */
interface FileStream {
  readonly tty?: unknown;
  readonly position?: number;
  readonly node?: { readonly usedBytes?: number };
}

/** Pyodide's file system lives in JavaScript's memory, which nothing limits: so it is limited here. */
function limitFiles(pyodide: PyodideAPI): void {
  const { FS } = pyodide as unknown as { FS: Record<string, unknown> & { ErrnoError: new (code: number) => Error } };
  const noSpace = 51;
  const refuse = () => {
    throw new FS.ErrnoError(noSpace);
  };
  let left = MAX_WRITTEN;
  const spend = (bytes: number): void => {
    left -= bytes;
    if (left < 0) refuse();
  };
  const write = FS.write as (...args: unknown[]) => unknown;
  FS.write = (stream: FileStream, buffer: unknown, offset: number, length: number, position?: number, ...rest: unknown[]) => {
    // A file grows to where it is written, however little is.
    const end = (position ?? stream.position ?? 0) + length;
    if (!stream.tty) spend(Math.max(length, end - (stream.node?.usedBytes ?? 0)));
    return write(stream, buffer, offset, length, position, ...rest);
  };
  const mknod = FS.mknod as (...args: unknown[]) => unknown;
  FS.mknod = (...args: unknown[]) => {
    spend(NODE_BYTES);
    return mknod(...args);
  };
  for (const name of ['truncate', 'ftruncate', 'allocate', 'symlink', 'mount']) FS[name] = refuse;
}

/** What Pyodide takes from a response. A real one would bring in the network's code, with all that hangs on it. */
function answerFetch(url: string, files: PythonFiles) {
  const name = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
  const bytes = name === 'python_stdlib.zip' ? files.stdlib : files.wheels[name];
  return { ok: bytes !== undefined, status: bytes ? 200 : 404, url, arrayBuffer: async () => bytes };
}
