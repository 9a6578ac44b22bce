/** In a page: a reward function in its sandbox. Bundled by tests/browser/reward.browser.test.ts. */
import { ENGINE_FILES, STAND_IN_FILES } from '../../src/reward/guest/python.ts';
import { RewardFailed } from '../../src/reward/problem.ts';
import { browserSandboxes, type GuestLanguage, newSandboxFrame } from '../../src/reward/sandbox.browser.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';

const bytes = async (url: string) => (await fetch(url)).arrayBuffer();
const text = async (url: string) => (await fetch(url)).text();

const pythonText = async (names: readonly string[]) =>
  (await Promise.all(names.map((name) => text(`/python/${name}`)))).join('\n');

const SILENT_MILLISECONDS = 10_000;
const frame = newSandboxFrame(
  {
    frameUrl: '/sandbox.html',
    guest: () => text('/guest.js'),
    stripTypes: async () => {
      throw new Error('not in this test');
    },
    async boot(language: GuestLanguage) {
      if (language === 'javascript') return { language, wasm: await bytes('/quickjs.wasm') } as const;
      const files = {
        stdlib: await bytes('/pyodide/python_stdlib.zip'),
        lock: await text('/pyodide/pyodide-lock.json'),
        engine: await pythonText(ENGINE_FILES),
        standIn: await pythonText(STAND_IN_FILES),
        wheels: {},
        packages: [],
        snapshot: null,
      };
      const pyodide = await text('/pyodide/pyodide.mjs');
      const wasm = await bytes('/pyodide/pyodide.asm.wasm');
      return { language, wasm, files, pyodide, pyodideAsm: await text('/pyodide/pyodide.asm.mjs') } as const;
    },
  },
  SILENT_MILLISECONDS,
);

/** Calls a reward function with each of the inputs: values, what was printed, the problem. */
export async function callReward(file: string, source: string, inputs: string[], callMilliseconds = 50) {
  const sandbox = newSandbox({
    source: rewardSource(file, source),
    platform: browserSandboxes(frame),
    seed: 1,
    carNumbers: [0],
    limits: { callMilliseconds, loadMilliseconds: 5000 },
  });
  let isLoaded = false;
  try {
    await sandbox.loaded();
    isLoaded = true;
    const started = performance.now();
    const { values, printed, problem } = await sandbox.call(0, '{}', inputs, false);
    return {
      isLoaded,
      values,
      printed: printed.map(([, line]) => line).join(''),
      problem,
      milliseconds: performance.now() - started,
    };
  } catch (error) {
    if (error instanceof RewardFailed) return { isLoaded, values: [], printed: '', problem: error.problem, milliseconds: 0 };
    throw error;
  } finally {
    sandbox.close();
  }
}
