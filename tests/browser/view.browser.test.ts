import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarName } from '../../src/car/spec.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { bundle } from '../support/bundle.ts';
import type { lookAtCar } from '../support/view-page.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (!hasBrowser) return;
  const script = await bundle(fileURLToPath(new URL('../support/view-page.ts', import.meta.url)), 'viewPage');
  browser = await launchBrowser(SOFTWARE_GL);
  page = await browser.newPage();
  await page.addScriptTag({ content: script });
}, 120_000);

afterAll(() => browser?.close());

const look = (car: CarName) =>
  page.evaluate((car) => {
    const { viewPage } = window as unknown as { viewPage: { lookAtCar: typeof lookAtCar } };
    return viewPage.lookAtCar(car);
  }, car);

describe.skipIf(!hasBrowser)('the cars that people see', () => {
  it('stand on their shadows, which are never drawn over them', async () => {
    const { solid, smeared, shadowed } = await look('deepracer-v6');
    expect(solid).toBeGreaterThan(500);
    expect(shadowed).toBeGreaterThan(100);
    expect(smeared).toBe(0);
  });

  it('are as large as their kind', async () => {
    const [deepracer, roboracer] = [await look('deepracer-v6'), await look('roboracer')];
    expect(roboracer.solid).toBeGreaterThan(1.2 * deepracer.solid);
    expect(roboracer.smeared).toBe(0);
  });

  it('leave nothing on the GPU when they are gone', async () => {
    expect((await look('deepracer-v6')).leftover).toEqual({ textures: 0, geometries: 0, programs: 0 });
  });
});
