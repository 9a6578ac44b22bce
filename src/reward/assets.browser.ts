/** What a page's sandboxes are made of, fetched when they are first wanted. */
import quickjsUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import pyodideAsmUrl from 'pyodide/pyodide.asm.mjs?url';
import pyodideWasmUrl from 'pyodide/pyodide.asm.wasm?url';
import pyodideUrl from 'pyodide/pyodide.mjs?url';
import lockUrl from 'pyodide/pyodide-lock.json?url';
import stdlibUrl from 'pyodide/python_stdlib.zip?url';
import { ENGINE_FILES, STAND_IN_FILES } from './guest/python.ts';
import { problemSchema, RewardFailed } from './problem.ts';
import { newSandboxFrame, type UncompiledBoot } from './sandbox.browser.ts';
import type { RewardSource } from './source.ts';
import type { StripTypesAnswer } from './strip-types.worker.ts';
import { STRIP_MILLISECONDS, tooLong } from './typescript.ts';

const pythonModules = import.meta.glob<string>('./python/*.py', { query: '?raw', import: 'default' });

const ok = async (url: string): Promise<Response> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded (${response.status}); is the server still running?`);
  return response;
};
const bytes = async (url: string) => (await ok(url)).arrayBuffer();
const text = async (url: string) => (await ok(url)).text();
const joined = async (names: readonly string[]) =>
  (await Promise.all(names.map((name) => pythonModules[`./python/${name}`]()))).join('\n');

/** Fetched once; what several sandboxes share is not copied by the page. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** A page's compiler comes over the network first. */
const LOADING_MILLISECONDS = 10_000;
const base = import.meta.env.BASE_URL;
const bootJavaScript = once(async (): Promise<UncompiledBoot> => ({ language: 'javascript', wasm: await bytes(quickjsUrl) }));
const bootPython = once(async (): Promise<UncompiledBoot> => {
  const [wasm, stdlib, lock, engine, standIn, pyodide, pyodideAsm] = await Promise.all([
    bytes(pyodideWasmUrl),
    bytes(stdlibUrl),
    text(lockUrl),
    joined(ENGINE_FILES),
    joined(STAND_IN_FILES),
    text(pyodideUrl),
    text(pyodideAsmUrl),
  ]);
  const files = { stdlib, lock, engine, standIn, wheels: {}, packages: [], snapshot: null };
  return { language: 'python', wasm, files, pyodide, pyodideAsm };
});

/**
 * In a worker for each source: the compiler is four megabytes of WebAssembly, may never end, and may be broken afterwards.
 */
function stripTypesInWorker(source: RewardSource): Promise<string> {
  const worker = new Worker(new URL('./strip-types.worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const code = new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data: { code, problem } }: MessageEvent<StripTypesAnswer>) => {
      if (code !== undefined) resolve(code);
      else reject(new RewardFailed(problemSchema.parse(problem)));
    };
    worker.onerror = ({ message }) =>
      reject(new Error(message || 'the TypeScript compiler could not be loaded; is the server still running?'));
    timer = setTimeout(() => reject(tooLong(source)), LOADING_MILLISECONDS + STRIP_MILLISECONDS);
  });
  worker.postMessage(source);
  return code.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}

/** The page has one. */
export const SANDBOX_FRAME = newSandboxFrame({
  frameUrl: `${base}sandbox.html`,
  guest: once(() => text(`${base}guest.js`)),
  boot: (language) => (language === 'python' ? bootPython() : bootJavaScript()),
  stripTypes: stripTypesInWorker,
});
