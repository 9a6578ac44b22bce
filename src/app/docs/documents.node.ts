/** The documents that the site shows, read from the project: what each is called and where its page is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../math/project.node.ts';

export interface SiteDocument {
  /** path in the project, with `/` */
  readonly file: string;
  /** its page is `docs/NAME.html` */
  readonly name: string;
  readonly title: string;
  /** what is there, as Markdown; null where the list of documents leaves it out */
  readonly about: string | null;
  readonly text: string;
}

/** Documents outside of docs/. */
const MORE = [
  ['public/reward-inputs.md', 'Inputs of a reward function', 'every input with its type, unit and range'],
  ['README.md', 'Overview', 'what Lapzero is, the figures, the packages it is built on'],
  ['CHANGELOG.md', 'Changelog', 'what is new in each version'],
] as const;

/** Documents in the order of the list, then the examples that they link to. */
export function siteDocuments(): readonly SiteDocument[] {
  const guides = [...readText('README.md').matchAll(/^\| \[([^\]]+)\]\((docs\/[\w-]+\.md)\) +\| (.+?) +\|$/gm)].map(
    ([, title = '', file = '', about = '']) => document(file, title, about),
  );
  const more = MORE.map(([file, title, about]) => document(file, title, about));
  const examples = readdirSync(join(PROJECT, 'examples')).map((name) => document(`examples/${name}`, name, null));
  return [...guides, ...more, ...examples];
}

/** `docs/first-lap.md` is at `first-lap`, `examples/train.mjs` at `train-mjs`. */
function document(file: string, title: string, about: string | null): SiteDocument {
  const [last = ''] = file.split('/').slice(-1);
  return { file, name: last.replace(/\.md$/, '').replaceAll('.', '-').toLowerCase(), title, about, text: readText(file) };
}

function readText(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8');
}
