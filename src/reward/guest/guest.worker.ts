/**
 * A sandbox's worker in a page. It lives in a frame of no origin, under a policy that lets it connect to nothing
 * (../sandbox.browser.ts); it loads one engine, gives up everything else, and then only answers messages.
 */
import type { Request } from '../request.ts';
import { crashAnswer, put } from './engine.ts';
import { harden, makePlace, withoutImports } from './harden.worker.ts';
import { newJavaScriptEngine } from './javascript.ts';
import { newPythonEngine, type PythonFiles } from './python.ts';

/** The first message: what to load. */
export type WorkerBoot =
  | { readonly language: 'javascript'; readonly wasm: ArrayBuffer }
  | {
      readonly language: 'python';
      readonly files: PythonFiles;
      /** texts of Pyodide's modules */
      readonly pyodide: string;
      readonly pyodideAsm: string;
    };

const scope = globalThis as unknown as Record<string, unknown>;

addEventListener('message', (event) => void begin(event.data as WorkerBoot, event.ports[0]), { once: true });

async function begin(boot: WorkerBoot, port: MessagePort): Promise<void> {
  const answer = (json: string, block: Uint8Array | null) => port.postMessage({ json, block });
  try {
    const engine = await start(boot);
    port.onmessage = ({ data }: MessageEvent<{ json: string; block: Uint8Array | null }>) => {
      try {
        const reply = engine.handle(JSON.parse(data.json) as Request, data.block);
        answer(reply.json, reply.block);
      } catch (error) {
        answer(crashAnswer(error), null);
      }
    };
    harden(globalThis);
    answer('{"kind":"ready"}', null);
  } catch (error) {
    answer(crashAnswer(error), null);
  }
}

function start(boot: WorkerBoot) {
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
    newPythonEngine(scope, boot.files, { loadPyodide, createPyodideModule }, place),
  );
}
