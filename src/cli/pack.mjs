/**
 * Builds what a package has beside the sources' plain files, before `npm pack`: the compiled sources, the pages, and the
 * library for pages (src/browser.ts) as one bundle with its workers and its WebAssembly beside it.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const project = fileURLToPath(new URL('../../', import.meta.url));
const at = (...parts) => join(project, ...parts);

// What an older compilation left behind is not part of a package.
rmSync(at('build'), { recursive: true, force: true });
prepare();
const { buildSite } = await import('../../build/src/serve/build-site.node.js');
await buildSite();
const { build } = await import('vite');
process.stderr.write('Building the library for pages …\n');
await build({
  configFile: at('vite.config.ts'),
  root: project,
  logLevel: 'error',
  publicDir: false,
  build: {
    outDir: at('dist', 'library'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: at('src', 'browser.ts'),
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: 'lapzero.js' },
    },
  },
});
