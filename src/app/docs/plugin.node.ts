/** Adds the documentation's pages to the site that vite.config.ts builds. */
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { PROJECT } from '../../math/project.node.ts';
import { docsPages } from './pages.node.ts';

const SITE = join(PROJECT, 'src', 'app');
const STYLE = join(SITE, 'docs', 'docs.css');

export function docsPlugin(): Plugin {
  // The library for pages is built by the same configuration, in another folder.
  let isSite = false;
  return {
    name: 'lapzero-docs',
    apply: 'build',
    enforce: 'post',
    configResolved({ root }) {
      isSite = relative(SITE, root) === '';
    },
    buildStart() {
      if (isSite) this.emitFile({ type: 'chunk', id: STYLE, name: 'docs' });
    },
    generateBundle(_, bundle) {
      if (!isSite) return;
      const style = Object.values(bundle).find((file) => file.type === 'asset' && file.names.includes('docs.css'));
      if (!style) throw new Error(`the build has no style sheet of ${STYLE}`);
      for (const { path, html } of docsPages(style.fileName)) this.emitFile({ type: 'asset', fileName: path, source: html });
    },
  };
}
