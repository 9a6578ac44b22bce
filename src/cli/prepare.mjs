/**
 * Makes a fresh clone ready: installs the npm packages and compiles the sources, where either is out of date. An installed
 * package is ready as it is. Plain JavaScript with Node's own modules, because nothing else is there yet.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../', import.meta.url));
const at = (...parts) => join(project, ...parts);
/** What tsconfig.json includes. */
const SOURCES = [at('src'), at('leaderboard')];
/** Written after each compilation that succeeded. */
const COMPILED = at('build', '.compiled');
/** A package has no configuration of the compiler. */
const isClone = existsSync(at('tsconfig.json'));

export function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old; Lapzero needs 20.19 or newer`);
  }
  if (!isClone) return;
  if (modified(at('node_modules', '.package-lock.json')) < modified(at('package-lock.json'))) install();
  if (modified(COMPILED) < newestSource()) compile();
}

function install() {
  process.stderr.write('Installing the npm packages (once) …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    if (npm) execFileSync(process.execPath, [npm, ...args], { cwd: project, stdio: ['ignore', 2, 2] });
    else execFileSync('npm', args, { cwd: project, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  } catch {
    fail('the npm packages could not be installed; run "npm ci" to see why');
  }
}

function compile() {
  try {
    execFileSync(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', project], {
      cwd: project,
      stdio: ['ignore', 2, 2],
    });
    writeFileSync(COMPILED, '');
  } catch {
    fail('the sources do not compile; see above');
  }
}

function newestSource() {
  let newest = modified(at('tsconfig.json'));
  for (const folder of SOURCES.filter(existsSync)) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile() && /\.tsx?$/.test(entry.name))
        newest = Math.max(newest, modified(join(entry.parentPath ?? entry.path, entry.name)));
    }
  }
  return newest;
}

/** Milliseconds; 0 for what is not there. */
function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function fail(message) {
  process.stderr.write(`lapzero: ${message}\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
