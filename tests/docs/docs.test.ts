/** README.md and docs/: every command is one that Lapzero has, every file and every link exists. docs.long.test.ts runs the commands. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/main.ts';
import { inlineLines, type Line, PAGES, PROJECT, proseOf, read, shellLines } from './pages.ts';

const SCRIPTS: Record<string, string> = JSON.parse(read('package.json')).scripts;
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

  const benches = [...read('README.md').matchAll(/^\|[^|]+\| `([a-z][^`]*)` +\|/gm)].map(([, text = '']) => text);
  it.each(benches)('is bench %s of the README’s figures', async (text) => {
    expect(await mistakeIn(['bench', ...text.split(' ')])).toBeUndefined();
  });

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
