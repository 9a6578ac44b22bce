/** The Chromium of this machine, for benches and tests of the pages. */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { UserError } from '../math/error.ts';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET =
  '--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** WebGL without a GPU. */
export const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
/** WebGL on the GPU of a machine without a screen. */
export const HARDWARE_GL = ['--use-angle=gl-egl', '--ignore-gpu-blocklist', '--enable-gpu'];

export function findChromium(): string | undefined {
  return PATHS.find((path) => path && existsSync(path));
}

/** @throws UserError where there is none, or where the package that drives it is missing: it is installed with a clone only */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const path = findChromium();
  if (!path) throw new UserError('Chromium', 'the browser', 'is not there', 'install it, or say where by CHROMIUM');
  const driver = await import('playwright-core').catch(() => null);
  if (!driver) throw new UserError('Chromium', 'playwright-core', 'is not installed', 'run npm install playwright-core');
  return driver.chromium.launch({ executablePath: path, args: [...QUIET.split(' '), ...more] });
}
