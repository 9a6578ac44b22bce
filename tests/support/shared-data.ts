/** Real tracks and logs that may lie beside a checkout; they are not part of the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export const hasSharedData = existsSync(FOLDER);

if (!hasSharedData)
  console.warn('skipped: tests on real DeepRacer data; they need a folder ../shared/data beside this checkout');

export function sharedPath(path: string): string {
  return join(FOLDER, path);
}

export function sharedBytes(path: string): Uint8Array {
  return readFileSync(sharedPath(path));
}

export function sharedText(path: string): string {
  return readFileSync(sharedPath(path), 'utf8');
}

export function sharedNames(folder: string): string[] {
  return readdirSync(sharedPath(folder)).sort();
}
