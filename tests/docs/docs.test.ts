/** README.md and docs/: every command is one that Lapzero has, every file and every link exists. Nothing is run. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/main.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const PAGES = ['README.md', ...readdirSync(join(PROJECT, 'docs')).map((file) => `docs/${file}`)];
const SCRIPTS: Record<string, string> = JSON.parse(read('package.json')).scripts;

function read(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8');
}

/** A page without its fenced code. */
function proseOf(page: string): string {
  return read(page).replace(/^```[\s\S]*?^```/gm, '');
}

interface Line {
  readonly page: string;
  readonly words: readonly string[];
}

/** The commands in the sh blocks of a page, without their comments. */
function shellLines(page: string): Line[] {
  return [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => ({ page, words: line.split(/\s+/) }));
}

/** `lapzero …` in a page's sentences and tables. Those with "…" are abbreviated. */
function inlineLines(page: string): Line[] {
  return [...proseOf(page).matchAll(/`(?:npx )?lapzero ([^`]+)`/g)]
    .map(([, text = '']) => ({ page, words: text.trim().split(/\s+/) }))
    .filter(({ words }) => !words.includes('…'));
}

const LINES = PAGES.flatMap(shellLines);
const textOf = ({ page, words }: Line) => `${page}: ${words.join(' ')}`;

/** Lapzero's command line, with actions that do nothing. */
async function silentProgram(): Promise<Command> {
  const silence = (command: Command): Command => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(silence);
    return command;
  };
  const program = new Command('lapzero');
  for (const load of Object.values(COMMANDS)) program.addCommand(await load());
  return silence(program);
}
const PROGRAM = await silentProgram();

/** @returns the code of what is wrong with the arguments, undefined when they are valid */
async function mistakeIn(args: readonly string[]): Promise<string | undefined> {
  try {
    await PROGRAM.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.code === 'commander.helpDisplayed' ? undefined : `${error.code}: ${error.message}`;
  }
}

/** The arguments of `lapzero` that a line gives; undefined for lines of npm. */
function argumentsOf(words: readonly string[]): readonly string[] | undefined {
  if (words[0] === 'npx' && words[1] === 'lapzero') return words.slice(2);
  if (words[0] === 'npm' && words[1] === 'start') return ['studio', ...words.slice(words.indexOf('--') + 1 || words.length)];
  return undefined;
}

describe('a command of the documentation', () => {
  it('is found on the pages', () => {
    expect(LINES.length).toBeGreaterThan(50);
  });

  it.each(LINES.map((line) => [textOf(line), line] as const))('%s', async (_, { words }) => {
    const args = argumentsOf(words) ?? [];
    if (args.length > 0) expect(await mistakeIn(args)).toBeUndefined();
    if (words[0] === 'npm') {
      const script = words[1] === 'run' ? words[2] : words[1];
      if (script !== 'install') expect(Object.keys(SCRIPTS)).toContain(script);
    } else expect(words.slice(0, 2)).toEqual(['npx', 'lapzero']);
  });

  it.each(PAGES.flatMap(inlineLines).map((line) => [textOf(line), line] as const))(
    'in a sentence, %s',
    async (_, { words }) => {
      const mistake = await mistakeIn(words);
      // A sentence may leave out what a command needs.
      if (!/^commander\.(missing|optionMissingArgument|help)/.test(mistake ?? '')) expect(mistake).toBeUndefined();
    },
  );

  it.each(LINES.map((line) => [textOf(line), line] as const))('names only files that exist: %s', (_, { words }) => {
    const files = words.filter((word) => /^(agents|tracks|docs|examples|src)\//.test(word));
    expect(files.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
  });
});

/** GitHub's anchors of the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the links of', () => {
  it.each(PAGES)('%s lead to files and headings that exist', (page) => {
    const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const relative = links.filter((link) => !/^[a-z]+:/.test(link));
    const isBroken = (link: string) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(PROJECT, page) : resolve(PROJECT, dirname(page), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(target.slice(PROJECT.length)).includes(anchor);
    };
    expect(relative.filter(isBroken)).toEqual([]);
  });

  it('README.md lead to every page of docs/', () => {
    const missing = PAGES.slice(1).filter((page) => !read('README.md').includes(`](${page})`));
    expect(missing).toEqual([]);
  });
});
