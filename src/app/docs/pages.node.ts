/** The documentation as pages of the site, `docs/NAME.html`: without scripts, so that they open wherever a browser does. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PROJECT } from '../../math/project.node.ts';
import { escaped } from '../../ui/report-charts.ts';
import { ROOMS } from '../../ui/rooms.ts';
import { type SiteDocument, siteDocuments } from './documents.node.ts';
import { type Heading, markdownPage } from './markdown.ts';

const TEXT = {
  title: 'Documentation',
  list: 'Documents',
  headings: 'On this page',
  intro: 'These pages are part of Lapzero: they need no network.',
  rooms: 'Rooms',
};
const INDEX = 'index.html';
/** Files in it are at the root of the site. */
const PUBLIC = 'public/';

export interface DocsPage {
  /** path in the site */
  readonly path: string;
  readonly html: string;
}

/** @param style address of the pages' style sheet, from the root of the site @returns the list of documents, and a page for each */
export function docsPages(style: string): readonly DocsPage[] {
  const documents = siteDocuments();
  const listed = documents.filter(({ about }) => about !== null);
  const page = (name: string, title: string, main: string, aside: string): DocsPage => ({
    path: `docs/${name}.html`,
    html: pageHtml({ title, style, main, aside }),
  });
  return [
    page('index', TEXT.title, indexHtml(listed, documents), ''),
    ...documents.map((document) => {
      const { html, headings } = contentOf(document, documents);
      return page(document.name, document.title, html, asideHtml(document, listed, headings));
    }),
  ];
}

function contentOf(document: SiteDocument, documents: readonly SiteDocument[]): ReturnType<typeof markdownPage> {
  const { file, title, text } = document;
  if (file.endsWith('.md')) return markdownPage(text, (link) => addressFrom(file, link, documents));
  const html = `<h1>${escaped(title)}</h1>\n<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
  return { html, headings: [] };
}

/** @param file of the document with the link @returns null where the site has no such file */
function addressFrom(file: string, link: string, documents: readonly SiteDocument[]): string | null {
  if (/^([a-z]+:|#)/.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const target = posix.join(posix.dirname(file), path);
  if (/^docs\/?$/.test(target)) return INDEX;
  if (target.startsWith(PUBLIC) && !target.endsWith('.md')) {
    return existsSync(join(PROJECT, target)) ? `../${target.slice(PUBLIC.length)}` : null;
  }
  const found = documents.find((document) => document.file === target);
  if (!found) return null;
  return `${found.name}.html${anchor === undefined ? '' : `#${anchor}`}`;
}

function indexHtml(listed: readonly SiteDocument[], documents: readonly SiteDocument[]): string {
  const items = listed.map(({ file, name, title, about }) => {
    const { html } = markdownPage(about ?? '', (link) => addressFrom(file, link, documents));
    return `<li class="card"><a class="docs-card" href="${name}.html">${escaped(title)}</a>${html}</li>`;
  });
  return `<h1>${TEXT.title}</h1>\n<p>${TEXT.intro}</p>\n<ul class="docs-cards">\n${items.join('\n')}\n</ul>\n`;
}

function asideHtml(document: SiteDocument, listed: readonly SiteDocument[], headings: readonly Heading[]): string {
  const chapters = headings.filter(({ depth }) => depth === 2);
  const inPage = chapters.map(({ id, text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`);
  const others = listed.map(({ name, title }) => {
    const current = name === document.name ? ' aria-current="page"' : '';
    return `<li><a href="${name}.html"${current}>${escaped(title)}</a></li>`;
  });
  return [
    inPage.length > 0 ? navHtml('docs-headings', TEXT.headings, inPage) : '',
    navHtml('docs-list', TEXT.list, others),
  ].join('\n');
}

function navHtml(kind: string, title: string, items: readonly string[]): string {
  return `<nav class="${kind}" aria-label="${title}">\n<p>${title}</p>\n<ul>\n${items.join('\n')}\n</ul>\n</nav>`;
}

/** The bar at the top, as in every room (ui/nav.tsx). @param isIndex whether it stands on the list of documents */
function barHtml(isIndex: boolean): string {
  const links = ROOMS.filter(({ isInBar }) => isInBar).map(
    ({ name, label }) => `<a href="../index.html#/${name}">${escaped(label)}</a>`,
  );
  return `<header class="nav">
<a class="nav-home" href="../index.html">Lapzero</a>
<nav class="nav-rooms" aria-label="${TEXT.rooms}">${links.join('')}</nav>
<details class="menu nav-menu"><summary class="button">${TEXT.rooms}</summary><div class="menu-items card">${links.join('')}</div></details>
<span class="nav-rest"><a class="docs-home" href="${INDEX}"${isIndex ? ' aria-current="page"' : ''}>${TEXT.title}</a></span>
</header>`;
}

interface PageParts {
  readonly title: string;
  readonly style: string;
  readonly main: string;
  /** empty on the list of documents */
  readonly aside: string;
}

function pageHtml({ title, style, main, aside }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>${escaped(title)} · Lapzero</title>
<link rel="icon" href="../icon.svg">
<link rel="stylesheet" href="../${style}">
</head>
<body class="room">
${barHtml(aside === '')}
<div class="docs">
<main class="docs-text">
${main}</main>
${aside && `<aside class="docs-aside">\n${aside}\n</aside>`}
</div>
</body>
</html>
`;
}
