/**
 * The npm package: packed, installed into an empty folder, used there as people use it, on this Node and on those whose
 * paths LAPZERO_NODES has. It installs from npm's registry.
 */
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lapzero } from '../cli/run.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const NODES = [process.execPath, ...(process.env.LAPZERO_NODES ?? '').split(delimiter).filter(Boolean)];
const UNTIL_LAP = ['train', '--until', 'lap', '--json'];
const EXAMPLES = readdirSync(join(PROJECT, 'examples')).filter((file) => file.endsWith('.mjs'));

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'lapzero-package-')));
const folder = join(temporary, 'empty');
const inPackage = (...parts: string[]) => join(folder, 'node_modules', 'lapzero', ...parts);

/** The settings of the npm that runs this test must not reach those that it starts. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_ENV$|INIT_CWD$|LONG$|VITEST|TEST$)/.test(name)),
);

async function run(command: string, args: string[], cwd = folder): Promise<string> {
  const isShell = process.platform === 'win32';
  const options = { cwd, env: environment, maxBuffer: 1 << 26, shell: isShell };
  return (await promisify(execFile)(command, args, options)).stdout;
}
const json = (output: string) => JSON.parse(output.trim().split('\n').at(-1) ?? '');

beforeAll(async () => {
  await run('npm', ['pack', '--silent', '--pack-destination', temporary], PROJECT);
  const tarball = readdirSync(temporary).find((file) => file.endsWith('.tgz')) ?? '';
  // --prefix: npm would otherwise install into a folder above that is a package.
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, join(temporary, tarball)], temporary);
}, 600_000);
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** The weights that the same training gives in a clone. */
let weights: Promise<string> | undefined;
function weightsInClone(): Promise<string> {
  weights ??= lapzero([...UNTIL_LAP, '--out', join(temporary, 'clone')]).then(({ stdout }) => JSON.parse(stdout).hash);
  return weights;
}

describe('the package', () => {
  it('has the documentation’s pages, no TypeScript but declarations and rewards to copy, and no tools of a clone', () => {
    const files = readdirSync(inPackage(), { recursive: true }).map((file) => String(file).replaceAll('\\', '/'));
    const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
    expect(sources.filter((file) => !/^(src\/reward\/library|agents)\//.test(file))).toEqual([]);
    expect(files.filter((file) => /^(tests|tsconfig|vite|vitest|package-lock)/.test(file))).toEqual([]);
    expect(files).toContain('dist/docs/index.html');
    for (const tool of ['typescript', 'vite', 'three', 'preact', 'marked'])
      expect(existsSync(join(folder, 'node_modules', tool))).toBe(false);
  });

  it('has types', async () => {
    const program = join(folder, 'use.ts');
    writeFileSync(
      program,
      `import { gymEnvironment, loadTrack, trainAgent, type Agent } from 'lapzero';
import { trainAgent as trainInPage } from 'lapzero/browser';
const tracks = [loadTrack('classic')];
const trained: Promise<{ agent: Agent }> = trainAgent({ tracks, recipe: { seed: 2, until: { updates: 1 } } });
const pixels: Uint8Array = gymEnvironment({ track: tracks[0]!, reward: ({ speed }) => Number(speed) }).reset().observation;
// @ts-expect-error there is no such option
void trainInPage({ tracks, recipe: { sed: 2 } });
void [trained, pixels];
`,
    );
    const options = '--noEmit --strict --skipLibCheck --target es2023 --lib es2023,dom --types node --module nodenext'.split(
      ' ',
    );
    cpSync(join(PROJECT, 'node_modules', '@types', 'node'), join(folder, 'node_modules', '@types', 'node'), {
      recursive: true,
    });
    expect(await run(process.execPath, [join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc'), ...options, program])).toBe(
      '',
    );
  });

  it('is started by npx', async () => {
    const { version } = JSON.parse(readFileSync(inPackage('package.json'), 'utf8'));
    expect(await run('npx', ['--no-install', 'lapzero', '--version'])).toBe(`${version}\n`);
  });

  it.runIf(hasBrowser)('trains in a page to the same weights', async () => {
    const server = createServer(({ url }, response) => {
      const file = join(folder, decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname));
      const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
      if (!existsSync(file)) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/json' }).end(readFileSync(file));
    }).listen(0, '127.0.0.1');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/node_modules/lapzero/examples/page.html`);
      const done = page.getByText('First lap');
      await done.waitFor({ timeout: 240_000 });
      expect(await done.textContent()).toContain(await weightsInClone());
    } finally {
      await browser.close();
      server.close();
    }
  });
});

describe.each(NODES)('the package on %s', (node) => {
  const program = inPackage('src', 'cli', 'lapzero.mjs');

  it('computes the golden hashes', async () => {
    const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
    expect(await run(node, [vitest, 'run', 'tests/sim/golden.test.ts'], PROJECT)).toMatch(/Tests .*2 passed/);
  });

  it('trains until the first lap, to the same weights as a clone', async () => {
    const { firstLap, hash } = json(await run(node, [program, ...UNTIL_LAP]));
    expect(firstLap.steps).toBeGreaterThan(0);
    expect(hash).toBe(await weightsInClone());
  });

  it.each(EXAMPLES)('runs the example %s', async (example) => {
    const output = json(await run(node, [inPackage('examples', example)]));
    const { failures = 0, same = true, difference = null, completed = true, outcome = 'finished' } = output;
    const good = { failures: 0, same: true, difference: null, completed: true, outcome: 'finished' };
    expect({ failures, same, difference, completed, outcome }).toEqual(good);
  });

  it('opens the studio without arguments', async () => {
    const studio = spawn(node, [program], { cwd: folder, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const address = await new Promise<string>((resolve, reject) => {
        let said = '';
        studio.stderr.on('data', (text) => {
          said += text;
          const [found] = /http:\/\/localhost:\d+\//.exec(said) ?? [];
          if (found) resolve(found);
        });
        studio.on('close', (code) => reject(new Error(`exit code ${code}: ${said}`)));
      });
      const home = await (await fetch(address)).text();
      const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(home) ?? [];
      const answer = await fetch(address + script);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    } finally {
      studio.kill();
    }
  });
});
