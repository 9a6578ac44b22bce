/** One script of a module and all it imports, for a browser. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** @param entry absolute path @param name of the global that gets the module's exports */
export async function bundle(entry: string, name: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), `lapzero-${name}-`));
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir,
        emptyOutDir: true,
        lib: { entry, name, formats: ['iife'], fileName: () => `${name}.js` },
        rollupOptions: { output: { inlineDynamicImports: true } },
      },
    });
    return readFileSync(join(outDir, `${name}.js`), 'utf8');
  } finally {
    rmSync(outDir, { recursive: true });
  }
}
