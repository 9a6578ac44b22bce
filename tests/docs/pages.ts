/** What README.md and docs/ say: their text and their commands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
export const PAGES = ['README.md', ...readdirSync(join(PROJECT, 'docs')).map((file) => `docs/${file}`)];

export function read(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8');
}

/** A page without its fenced code. */
export function proseOf(page: string): string {
  return read(page).replace(/^```[\s\S]*?^```/gm, '');
}

/** One command of a page. */
export interface Line {
  readonly page: string;
  readonly words: readonly string[];
}

/** The commands in the sh blocks of a page, without their comments. */
export function shellLines(page: string): Line[] {
  return [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => ({ page, words: line.split(/\s+/) }));
}

/** `lapzero …` in a page's sentences and tables. Those with "…" are abbreviated. */
export function inlineLines(page: string): Line[] {
  return [...proseOf(page).matchAll(/`(?:npx )?lapzero ([^`]+)`/g)]
    .map(([, text = '']) => ({ page, words: text.trim().split(/\s+/) }))
    .filter(({ words }) => !words.includes('…'));
}
