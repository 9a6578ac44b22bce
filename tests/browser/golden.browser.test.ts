import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { bundle } from '../support/bundle.ts';
import { GOLDEN, GOLDEN_TRACKS } from '../support/golden.ts';
import { GOLDEN_RACE } from '../support/golden-race.ts';
import { bundledTrackText } from '../support/tracks.ts';

describe.skipIf(!hasBrowser)('in headless Chromium', () => {
  it('the golden drive and the golden race end in the same state and show the same frames as in Node', async () => {
    const script = await bundle(fileURLToPath(new URL('../support/golden.ts', import.meta.url)), 'golden');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: script });
      const tracks = GOLDEN_TRACKS.map(bundledTrackText);
      const result = await page.evaluate((texts) => {
        const { golden } = window as unknown as {
          golden: { goldenDrive(texts: string[]): { state: string; frames: string } };
        };
        return golden.goldenDrive(texts);
      }, tracks);
      expect(result).toEqual({ state: GOLDEN.state, frames: GOLDEN.frames });
      const race = await bundle(fileURLToPath(new URL('../support/golden-race.ts', import.meta.url)), 'goldenRace');
      await page.addScriptTag({ content: race });
      const raced = await page.evaluate(
        (text) => (window as unknown as { goldenRace: { goldenRace(text: string): unknown } }).goldenRace.goldenRace(text),
        tracks[0],
      );
      expect(raced).toEqual(GOLDEN_RACE);
    } finally {
      await browser.close();
    }
  }, 120_000);

  it('a browser without SIMD is refused by name: its bits would be others', async () => {
    const script = await bundle(fileURLToPath(new URL('../../src/tensor/backend.browser.ts', import.meta.url)), 'backend');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: script });
      const refusal = page.evaluate(() => {
        WebAssembly.validate = () => false;
        return (window as unknown as { backend: { startWasm(): Promise<void> } }).backend.startWasm();
      });
      await expect(refusal).rejects.toThrow('this browser: WebAssembly has no SIMD; use one of 2023 or newer');
    } finally {
      await browser.close();
    }
  }, 120_000);
});
