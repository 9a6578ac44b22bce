/**
 * A sandbox's worker in a page. It lives in a frame of no origin, under a policy that lets it connect to nothing
 * (../sandbox.browser.ts); it loads one engine, gives up everything else, and then only answers messages.
 */
import type { Request } from '../request.ts';
import { crashAnswer, type Engine, put } from './engine.ts';
import { harden, makePlace, withoutImports } from './harden.worker.ts';
import { newJavaScriptEngine } from './javascript.ts';
import { newPythonEngine, type PythonEngine, type PythonFiles } from './python.ts';

/** The first message: what to load. */
export type WorkerBoot =
  | { readonly language: 'javascript'; readonly wasm: WebAssembly.Module }
  | {
      readonly language: 'python';
      readonly wasm: WebAssembly.Module;
      readonly files: Omit<PythonFiles, 'wasm'>;
      /** texts of Pyodide's modules */
      readonly pyodide: string;
      readonly pyodideAsm: string;
    };

const scope = globalThis as unknown as Record<string, unknown>;

/** The second message: whom to talk to. It may come long after the engine has started. */
const host = new Promise<MessagePort>((resolve) => {
  addEventListener('message', ({ data, ports }) => {
    if (data === 'port') resolve(ports[0]);
    else void begin(data as WorkerBoot);
  });
});

async function begin(boot: WorkerBoot): Promise<void> {
  let engine: Engine | undefined;
  let crash = '';
  try {
    const started = await start(boot);
    // For the frame, which starts the next ones from it.
    if ('snapshot' in started && started.snapshot) postMessage(started.snapshot);
    harden(globalThis);
    engine = started;
  } catch (error) {
    crash = crashAnswer(error);
  }
  const port = await host;
  const answer = (json: string, block: Uint8Array | null) => port.postMessage({ json, block });
  port.onmessage = ({ data }: MessageEvent<{ json: string; block: Uint8Array | null }>) => {
    try {
      const reply = (engine as Engine).handle(JSON.parse(data.json) as Request, data.block);
      answer(reply.json, reply.block);
    } catch (error) {
      answer(crashAnswer(error), null);
    }
  };
  answer(engine ? '{"kind":"ready"}' : crash, null);
}

function start(boot: WorkerBoot): Promise<Engine | PythonEngine> {
  const { createObjectURL } = URL;
  const load = (text: string) => {
    const url = createObjectURL(new Blob([withoutImports(text)], { type: 'text/javascript' }));
    return import(/* @vite-ignore */ url);
  };
  const place = makePlace(scope);
  put(scope, 'importScripts', () => {
    throw new TypeError('none here');
  });
  if (boot.language === 'javascript') return newJavaScriptEngine(boot.wasm, place);
  return Promise.all([load(boot.pyodide), load(boot.pyodideAsm)]).then(([{ loadPyodide }, { default: createPyodideModule }]) =>
    newPythonEngine(scope, { ...boot.files, wasm: boot.wasm }, { loadPyodide, createPyodideModule }, place),
  );
}
