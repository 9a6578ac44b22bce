/**
 * The rules of the house that no linter knows: which folder may import which, no circles, what pure folders
 * may touch, which functions of the language decide nothing, and which words have been replaced. `npm run check` runs it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALLOWED_WORDS, REPLACED_WORDS } from './replaced-words.mjs';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A folder may import those before it, minus the exceptions; files beside the folders are the library's entries. All lie
 * in `src/`, but the competition service.
 */
const ORDER = [
  ...'math track car camera sim tensor policy reward learn lap deploy ui view store'.split(' '),
  ...'exports.ts index.ts browser.ts serve leaderboard/core leaderboard studio race board app cli'.split(' '),
];
const EXCEPTIONS = {
  lap: ['learn'],
  deploy: ['learn'],
  'leaderboard/core': ['learn'],
  leaderboard: ['learn'],
  race: ['studio'],
  board: ['studio', 'race'],
};
/** The service's own trainings. */
const MAY_LEARN = /^leaderboard\/trainings\//;
/** No DOM, no Node, no clock, in files without a platform in their name. */
const PURE = [...ORDER.slice(0, ORDER.indexOf('deploy') + 1), 'leaderboard/core'];
/** Engines disagree on these, so they must not decide results. */
const EXACT = ['math', 'track', 'car', 'camera', 'sim', 'policy', 'reward', 'learn', 'lap', 'leaderboard/core'];
const INEXACT_MATH =
  /\bMath\.(sin|cos|tan|asin|acos|atan|atan2|exp|expm1|log|log1p|log2|log10|pow|hypot|cbrt|sinh|cosh|tanh|asinh|acosh|atanh|random(?! =))\b|\*\*/;
const INEXACT_TF = /\btf\.(random\w*|multinomial|truncatedNormal)\b/;
const PLATFORM = /\b(document|window|navigator|localStorage|process|performance|Date\.now|setTimeout|setInterval)\b(?!['"])/;

export function findViolations() {
  const files = ['src', 'leaderboard'].flatMap((folder) => filesWithin(folder, /\.tsx?$/));
  const texts = new Map(files.map((file) => [file, readFileSync(join(PROJECT, file), 'utf8')]));
  const imports = new Map(files.map((file) => [file, importsOf(texts.get(file))]));
  return [
    ...files.flatMap((file) => importViolations(file, imports.get(file))),
    ...files.flatMap((file) => codeViolations(file, texts.get(file))),
    ...circles(imports),
    ...writtenFiles().flatMap((file) => replacedWords(file, newestSection(file, readFileSync(join(PROJECT, file), 'utf8')))),
  ];
}

/** Paths in the project; none where there is no such folder. */
function filesWithin(folder, ending) {
  if (!existsSync(join(PROJECT, folder))) return [];
  return readdirSync(join(PROJECT, folder), { recursive: true })
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .filter((file) => ending.test(file));
}

/** Files whose words count: code, pages, documentation, and scripts beside bundled tracks and agents. */
function writtenFiles() {
  return [
    ...filesWithin('src', /\.(tsx?|mjs|css|html|py)$/),
    ...filesWithin('leaderboard', /\.(tsx?|mjs|sql)$/),
    ...filesWithin('tests', /\.(tsx?|mjs|py)$/).filter((file) => !file.startsWith('tests/house/')),
    ...filesWithin('public', /\.(md|html|svg)$/),
    ...filesWithin('docs', /\.md$/),
    ...filesWithin('tracks', /\.mjs$/),
    ...filesWithin('agents', /\.sh$/),
    'README.md',
    'CHANGELOG.md',
  ];
}

/** Of the changelog, what is not released: older sections stay as they were written. */
function newestSection(file, text) {
  return file === 'CHANGELOG.md' ? text.split(/^## /m).slice(0, 2).join('## ') : text;
}

/** @param file path in the project @param text what is in it @returns a violation for each replaced word */
export function replacedWords(file, text) {
  const found = [];
  const lookIn = (line, where) => {
    for (const { pattern, use, within } of REPLACED_WORDS) {
      if (within && !within.test(file)) continue;
      for (const match of line.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
        if (!isAllowed(file, line, match)) found.push(`${where}: write ${use} instead of "${match[0]}"`);
      }
    }
  };
  lookIn(file, file);
  text.split('\n').forEach((line, i) => {
    lookIn(line, `${file}:${i + 1}`);
  });
  return found;
}

/** Whether an allowed word lies where the match is. */
function isAllowed(file, line, match) {
  return ALLOWED_WORDS.some(
    (allowed) =>
      allowed.file.test(file) &&
      [...line.matchAll(new RegExp(allowed.word, 'g'))].some(
        (word) => word.index < match.index + match[0].length && match.index < word.index + word[0].length,
      ),
  );
}

function importsOf(text) {
  const found = [...text.matchAll(/(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gm)];
  return found.map(([, a, b, c]) => a ?? b ?? c);
}

/** The name in ORDER of where a file lies. */
function folderOf(file) {
  if (file.startsWith('leaderboard/core/')) return 'leaderboard/core';
  return file.startsWith('src/') ? file.split('/')[1] : file.split('/')[0];
}

function target(file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  return relative(PROJECT, resolve(PROJECT, dirname(file), specifier))
    .split(sep)
    .join('/');
}

/** @param file path in the project @param specifiers of its imports @returns a violation for each that is not allowed */
export function importViolations(file, specifiers) {
  const folder = folderOf(file);
  const rank = ORDER.indexOf(folder);
  if (rank < 0) return [`${file}: no rule knows the folder ${folder}`];
  const isPure = PURE.includes(folder) && !isPlatformFile(file);
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('node:') && isPure) return [`${file}: pure, but imports ${specifier}`];
    const other = target(file, specifier);
    if (other === undefined) return [];
    const otherFolder = folderOf(other);
    const isException = EXCEPTIONS[folder]?.includes(otherFolder) && !(otherFolder === 'learn' && MAY_LEARN.test(file));
    if (ORDER.indexOf(otherFolder) > rank || isException) return [`${file}: ${folder} may not import ${otherFolder}`];
    if (isPure && (isPlatformFile(other) || !PURE.includes(otherFolder))) return [`${file}: pure, but imports ${other}`];
    return [];
  });
}

function isPlatformFile(file) {
  return /\.(node|worker|browser|webgl)\.ts$|\/webgl\.ts$/.test(file);
}

/** @param file path in the project @param text what is in it @returns a violation for each line that has one */
export function codeViolations(file, text) {
  const lines = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' ')).split('\n');
  return lines.flatMap((line, i) => {
    const code = line.replace(/\/\/.*$/, '').replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''");
    const where = `${file}:${i + 1}`;
    if (EXACT.includes(folderOf(file)) && INEXACT_MATH.test(code))
      return [`${where}: use src/math instead of ${INEXACT_MATH.exec(code)[0]}`];
    if (INEXACT_TF.test(code)) return [`${where}: draw from a seeded stream instead of ${INEXACT_TF.exec(code)[0]}`];
    if (PURE.includes(folderOf(file)) && !isPlatformFile(file) && PLATFORM.test(code))
      return [`${where}: pure, but uses ${PLATFORM.exec(code)[0]}`];
    return [];
  });
}

/** Depth-first over value and type imports alike. */
function circles(imports) {
  const state = new Map();
  const found = [];
  const visit = (file, path) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push(`circle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    state.set(file, 'open');
    for (const specifier of imports.get(file) ?? []) {
      const other = target(file, specifier);
      if (other && imports.has(other)) visit(other, [...path, file]);
    }
    state.set(file, 'done');
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const violations = findViolations();
  for (const violation of violations) process.stderr.write(`${violation}\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
