/** The documentation as pages of the site: each document has one, every link leads somewhere, and nothing in it runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docsPages } from '../../src/app/docs/pages.node.ts';
import { ROOMS } from '../../src/ui/rooms.ts';
import { PAGES as DOCUMENTS, PROJECT } from './pages.ts';

const STYLE = 'assets/docs.css';
const PAGES = docsPages(STYLE);
const HTML = new Map(PAGES.map(({ path, html }) => [path, html]));

const tagsOf = (html: string) => html.match(/<[a-z][^>]*>/g) ?? [];
const valuesOf = (html: string, attribute: RegExp) =>
  tagsOf(html).flatMap((tag) => [...tag.matchAll(attribute)].map(([, value = '']) => value));
const idsOf = (html: string) => valuesOf(html, / id="([^"]*)"/g);

/** @param path of the page with the link, in the site */
function leadsSomewhere(path: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : posix.join(posix.dirname(path), file);
  if (target === 'index.html') return !anchor || ROOMS.some(({ name }) => `/${name}` === anchor);
  const page = HTML.get(target);
  if (page !== undefined) return anchor === undefined || idsOf(page).includes(anchor);
  return target === STYLE || existsSync(join(PROJECT, 'public', target));
}

describe('the documentation in the site', () => {
  it('has a page for every document and every example, and a list that leads to all documents', () => {
    const documents = [...DOCUMENTS, 'CHANGELOG.md'].map((file) => `${posix.basename(file, '.md').toLowerCase()}.html`);
    const examples = readdirSync(join(PROJECT, 'examples')).map((file) => `${file.replaceAll('.', '-')}.html`);
    expect([...HTML.keys()]).toEqual(expect.arrayContaining([...documents, ...examples].map((name) => `docs/${name}`)));
    expect(valuesOf(HTML.get('docs/index.html') ?? '', / href="([^"]*)"/g)).toEqual(expect.arrayContaining(documents));
  });

  it.each(PAGES)('$path has links that lead somewhere, and different anchors', ({ path, html }) => {
    const links = valuesOf(html, / (?:href|src)="([^"]*)"/g).filter((link) => !/^https:/.test(link));
    expect(links.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
    expect(new Set(idsOf(html)).size).toBe(idsOf(html).length);
  });

  it.each(PAGES)('$path has no script and no style of its own', ({ html }) => {
    const tags = tagsOf(html).filter((tag) => /^<(script|style|iframe)\b|\s(on[a-z]+|style)=|javascript:/i.test(tag));
    expect(tags).toEqual([]);
  });

  it('names files that the site does not have, without a link', () => {
    expect(HTML.get('docs/train-well.html')).toContain('<span title="src/learn/guide.ts">');
  });

  it('is where the rooms lead to', () => {
    const rooms = readdirSync(join(PROJECT, 'src'), { recursive: true }).map(String);
    const texts = rooms
      .filter((file) => file.endsWith('.tsx'))
      .map((file) => readFileSync(join(PROJECT, 'src', file), 'utf8'));
    const links = texts
      .flatMap((text) => [...text.matchAll(/<DocLink page="([^"]+)"(?: at="([^"]+)")?>/g)])
      .map(([, page, at]) => `docs/${page}.html${at ? `#${at}` : ''}`);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !leadsSomewhere('index.html', link))).toEqual([]);
  });
});
