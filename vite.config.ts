import { defineConfig } from 'vite';
import { docsPlugin } from './src/app/docs/plugin.node.ts';

/** The pages: `dist/` can be put on any web server, in any folder of it. */
export default defineConfig({
  root: 'src/app',
  base: './',
  publicDir: '../../public',
  plugins: [docsPlugin()],
  // Two modules of Node's, of which the TypeScript stripper wants one name each.
  resolve: {
    alias: [
      { find: /^util$/, replacement: new URL('src/reward/shims/util.browser.ts', import.meta.url).pathname },
      { find: /^node:buffer$/, replacement: new URL('src/reward/shims/buffer.browser.ts', import.meta.url).pathname },
    ],
  },
  assetsInclude: ['**/*.npy'],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist',
    emptyOutDir: true,
    target: 'es2022',
    // A policy that lets a page load nothing but files of its own has no room for data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      output: {
        // A room's page is in `ROOM/page.tsx`: it is named after its room.
        chunkFileNames: ({ facadeModuleId }) =>
          `assets/${/([\w-]+)\/page\.tsx$/.exec(facadeModuleId ?? '')?.[1] ?? '[name]'}-[hash].js`,
      },
    },
  },
});
