/** A page whose scripts learn by WebGL. */
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { ActionSpace } from '../../src/car/actions.ts';
import type { Hyperparameters } from '../../src/learn/hyperparameters.ts';
import type { Recipe } from '../../src/learn/recipe.ts';
import type { ArchitectureName } from '../../src/policy/architecture.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from './browser.ts';
import { bundle } from './bundle.ts';
import type * as gpuPage from './gpu-page.ts';

type Script = { gpuPage: typeof gpuPage };

export async function openGpuPage() {
  const script = await bundle(fileURLToPath(new URL('./gpu-page.ts', import.meta.url)), 'gpuPage');
  const browser: Browser = await launchBrowser(SOFTWARE_GL);
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  const gpu = await page.evaluate(() => (window as unknown as Script).gpuPage.start());
  return {
    gpu,
    gradient: (name: ArchitectureName, space: ActionSpace, size: number, h: Hyperparameters) =>
      page.evaluate(([name, space, size, h]) => (window as unknown as Script).gpuPage.stayingGradient(name, space, size, h), [
        name,
        space,
        size,
        h,
      ] as const),
    learn: (recipe: Recipe, tracks: readonly string[], updates: number) =>
      page.evaluate(([recipe, tracks, updates]) => (window as unknown as Script).gpuPage.learn(recipe, tracks, updates), [
        recipe,
        tracks,
        updates,
      ] as const),
    learnUntilLost: (recipe: Recipe, tracks: readonly string[]) =>
      page.evaluate(([recipe, tracks]) => (window as unknown as Script).gpuPage.learnUntilLost(recipe, tracks), [
        recipe,
        tracks,
      ] as const),
    close: () => browser.close(),
  };
}

/** Such a page for the tests of a file, beside the wasm back end; call what comes back once they run. */
export function gpuPageForTests(): () => Awaited<ReturnType<typeof openGpuPage>> {
  let gpu: Awaited<ReturnType<typeof openGpuPage>> | undefined;
  beforeAll(async () => {
    if (!hasBrowser) return;
    await startWasm();
    gpu = await openGpuPage();
  }, 120_000);
  afterAll(() => gpu?.close());
  return () => gpu as NonNullable<typeof gpu>;
}
