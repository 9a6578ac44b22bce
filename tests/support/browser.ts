/** The system's Chromium, for tests that need a browser. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const path = PATHS.find((candidate) => candidate && existsSync(candidate));
const isRequired = process.env.REQUIRE_ALL === '1';

/** False where there is none and nobody insists: the tests are skipped then, aloud. */
export const hasBrowser = path !== undefined || isRequired;

if (!hasBrowser)
  console.warn('skipped: tests in a browser; they need Chromium (Debian: apt-get install chromium, or set CHROMIUM)');

/** WebGL without a GPU. */
export const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  if (!path) throw new Error('REQUIRE_ALL=1, but there is no Chromium; install it or set CHROMIUM');
  const args =
    '--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  return chromium.launch({ executablePath: path, args: [...args.split(' '), ...more] });
}
