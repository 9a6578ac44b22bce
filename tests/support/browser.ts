/** The system's Chromium, for tests that need a browser. */
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../../src/cli/chromium.ts';

export { SOFTWARE_GL } from '../../src/cli/chromium.ts';

/** False where there is none and nobody insists: the tests are skipped then, aloud. */
export const hasBrowser = findChromium() !== undefined || process.env.REQUIRE_ALL === '1';

if (!hasBrowser)
  console.warn('skipped: tests in a browser; they need Chromium (Debian: apt-get install chromium, or set CHROMIUM)');

export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return launchChromium(more);
}
