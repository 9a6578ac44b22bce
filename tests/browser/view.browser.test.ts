import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarName } from '../../src/car/spec.ts';
import { PLACES, type Place } from '../../src/track/track.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { bundle } from '../support/bundle.ts';
import { bundledTrackText } from '../support/tracks.ts';
import type { lookAtCar, lookAtPlace } from '../support/view-page.ts';

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

const lookAround = (track: string, place: Place, hasShadows: boolean) =>
  page.evaluate(
    ([text, place, hasShadows]) => {
      const { viewPage } = window as unknown as { viewPage: { lookAtPlace: typeof lookAtPlace } };
      return viewPage.lookAtPlace(text, place, hasShadows);
    },
    [bundledTrackText(track), place, hasShadows] as const,
  );

describe.skipIf(!hasBrowser)('the places that people see', () => {
  it.each(PLACES)('surround the track in a few draw calls: %s', async (place) => {
    const { calls, callsFromAbove, empty, opacity } = await lookAround('teacup', place, false);
    expect(calls).toBe(6);
    // Nothing that hangs overhead.
    expect(callsFromAbove).toBe(5);
    expect(empty).toBe(0);
    expect(opacity).toBe(255);
  });

  it('leave nothing on the GPU when they are gone', async () => {
    const { leftover } = await lookAround('teacup', 'hall', true);
    expect(leftover).toEqual({ textures: 0, geometries: 0, programs: 0 });
  });
});

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
