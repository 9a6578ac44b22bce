import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { ownTrackText } from '../support/courses.ts';
import { GOLDEN, GOLDEN_COURSES } from '../support/golden.ts';

/** The golden drive as one script that leaves `golden` on the page. */
async function bundle(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'lapzero-golden-'));
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir,
        emptyOutDir: true,
        lib: {
          entry: fileURLToPath(new URL('../support/golden.ts', import.meta.url)),
          name: 'golden',
          formats: ['iife'],
          fileName: () => 'golden.js',
        },
      },
    });
    return readFileSync(join(outDir, 'golden.js'), 'utf8');
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

describe.skipIf(!hasBrowser)('in headless Chromium', () => {
  it('the golden drive ends in the same state and shows the same frames as in Node', async () => {
    const script = await bundle();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: script });
      const courses = GOLDEN_COURSES.map(ownTrackText);
      const result = await page.evaluate((texts) => {
        const { golden } = window as unknown as {
          golden: { goldenDrive(texts: string[]): { state: string; frames: string } };
        };
        return golden.goldenDrive(texts);
      }, courses);
      expect(result).toEqual({ state: GOLDEN.state, frames: GOLDEN.frames });
    } finally {
      await browser.close();
    }
  }, 120_000);
});
