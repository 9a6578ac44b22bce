import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { bundle } from '../support/bundle.ts';
import type { CameraScene, compareCameras } from '../support/camera-page.ts';
import { bundledTrackText } from '../support/tracks.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (!hasBrowser) return;
  const script = await bundle(fileURLToPath(new URL('../support/camera-page.ts', import.meta.url)), 'cameraPage');
  browser = await launchBrowser(SOFTWARE_GL);
  page = await browser.newPage();
  await page.addScriptTag({ content: script });
}, 120_000);

afterAll(() => browser?.close());

const compare = (scene: CameraScene, firstRow: number) =>
  page.evaluate(
    ([scene, firstRow]) => {
      const { cameraPage } = window as unknown as { cameraPage: { compareCameras: typeof compareCameras } };
      return cameraPage.compareCameras(scene, firstRow);
    },
    [scene, firstRow] as const,
  );

const boxes = RACE_OBJECTS['object-avoidance'];
const bots = RACE_OBJECTS['head-to-bot'];
const SCENES: readonly (Omit<CameraScene, 'tracks'> & { tracks: readonly string[] })[] = [
  { name: 'a track', tracks: ['workshop'], objects: [], isRandomised: false },
  { name: 'a narrow track', tracks: ['teacup'], objects: [], isRandomised: false },
  { name: 'two tracks', tracks: ['harbour', 'classic'], objects: [], isRandomised: false },
  { name: 'a track in the hall', tracks: ['workshop'], places: ['hall'], objects: [], isRandomised: false },
  {
    name: 'a track in each place',
    tracks: ['harbour', 'teacup'],
    places: ['hall', 'workshop'],
    objects: boxes,
    isRandomised: true,
  },
  { name: 'boxes', tracks: ['classic'], objects: boxes, isRandomised: false },
  { name: 'bots', tracks: ['harbour'], objects: bots, isRandomised: false },
  { name: 'randomised', tracks: ['workshop'], objects: [], isRandomised: true },
  { name: 'boxes, randomised', tracks: ['classic', 'harbour'], objects: boxes, isRandomised: true },
];

describe.skipIf(!hasBrowser)('the GPU camera', () => {
  it.each(SCENES)(
    'shows $name as the CPU camera does',
    async (scene) => {
      for (const firstRow of [0, 32]) {
        const comparison = await compare({ ...scene, tracks: scene.tracks.map(bundledTrackText) }, firstRow);

        expect(comparison.frames).toBe(54);
        // The floor is a mean of 2; a pixel on an edge may fall on its other side.
        expect(comparison.mean).toBeLessThan(0.1);
        expect(comparison.worstFrame).toBeLessThan(0.5);
        expect(comparison.far).toBeLessThan(1e-3);
        expect(comparison.observed).toBeLessThan(1e-6);
      }
    },
    120_000,
  );
});
