/**
 * Builds the pages into `dist/` where they are out of date: the site by vite.config.ts, and beside it the script that
 * runs in sandboxes, which must be one classic script.
 */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../math/project.node.ts';

const at = (...parts: string[]) => join(PROJECT, ...parts);
const SITE = at('dist');
/** Written after each build that succeeded. */
const BUILT = join(SITE, '.built');
const SOURCES = [
  ...['src', 'leaderboard', 'public', 'tracks', 'agents', 'vite.config.ts', 'package-lock.json'],
  ...['docs', 'examples', 'README.md', 'CHANGELOG.md'],
];

/** @returns folder of the site. A package has its pages built, and no configuration to build them by. */
export async function buildSite(): Promise<string> {
  if (!existsSync(at('vite.config.ts'))) return SITE;
  if (modified(BUILT) >= Math.max(...SOURCES.map((source) => newest(at(source))))) return SITE;
  process.stderr.write('Building the pages (once) …\n');
  const { build } = await import('vite');
  // The caller's working folder may be another one.
  await build({ configFile: at('vite.config.ts'), root: at('src', 'app'), logLevel: 'error' });
  const entry = at('src', 'reward', 'guest', 'guest.worker.ts');
  await build({
    configFile: false,
    root: PROJECT,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: SITE,
      emptyOutDir: false,
      lib: { entry, name: 'guest', formats: ['iife'], fileName: () => 'guest.js' },
      rollupOptions: { output: { inlineDynamicImports: true } },
    },
  });
  writeFileSync(BUILT, '');
  return SITE;
}

function newest(path: string): number {
  if (!existsSync(path) || !statSync(path).isDirectory()) return modified(path);
  const inside = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...inside.map((entry) => modified(join(entry.parentPath ?? entry.path, entry.name))));
}

/** Milliseconds; 0 for what is not there. */
function modified(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSite();
