import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { knownTrackNames } from '../../src/store/tracks.node.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { bundle } from '../support/bundle.ts';
import type { differences } from '../support/replay-page.ts';
import { bundledTrackText } from '../support/tracks.ts';

const agents = fileURLToPath(new URL('../../agents/', import.meta.url));
const recorded = readdirSync(agents).filter((name) => existsSync(`${agents}${name}/lap.json`));

/** With one command turned the other way. */
function tampered(text: string): string {
  const recording = JSON.parse(text);
  const turning = recording.actions.find(([, steeringDeg]: readonly number[], i: number) => i >= 40 && steeringDeg !== 0);
  turning[1] *= -1;
  return JSON.stringify(recording);
}

describe.skipIf(!hasBrowser)('in headless Chromium', () => {
  it('every recorded lap of the bundled agents drives again exactly as in Node', async () => {
    const script = await bundle(fileURLToPath(new URL('../support/replay-page.ts', import.meta.url)), 'replayPage');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: script });
      const laps = recorded.map((name) => readFileSync(`${agents}${name}/lap.json`, 'utf8'));
      const found = await page.evaluate(
        ([recordings, tracks]) => {
          const { replayPage } = window as unknown as { replayPage: { differences: typeof differences } };
          return replayPage.differences(recordings, tracks);
        },
        [[...laps, tampered(laps[0])], knownTrackNames().map(bundledTrackText)] as const,
      );
      expect(recorded.length).toBeGreaterThan(15);
      expect(Object.fromEntries(recorded.map((name, i) => [name, found[i]]))).toEqual(
        Object.fromEntries(recorded.map((name) => [name, null])),
      );
      expect(found.at(-1)).toMatch(/the state at tick \d+ differs|the drive ends before/);
    } finally {
      await browser.close();
    }
  }, 120_000);
});
