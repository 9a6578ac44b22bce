/** Browsers with engines other than Chromium's: each opens a page, which posts its result to the server that it came from. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Engine {
  readonly name: string;
  /** programs that it needs; undefined where one is missing */
  readonly programs: readonly (string | undefined)[];
  /** Debian's packages of them */
  readonly packages: string;
  /** @param folder an empty one, for its profile @returns the processes, each with a group of its own */
  open(url: string, folder: string): Promise<ChildProcess[]>;
}

const firstOf = (...paths: string[]) => paths.find(existsSync);
const LIBRARIES = '/usr/lib';
/** Debian has it below the machine's name and the version of its interface. */
const miniBrowsers = existsSync(LIBRARIES)
  ? readdirSync(LIBRARIES)
      .filter((name) => name.endsWith('-linux-gnu'))
      .flatMap((name) => ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((api) => join(LIBRARIES, name, api)))
      .map((folder) => join(folder, 'MiniBrowser'))
  : [];

const firefox = firstOf('/usr/bin/firefox-esr', '/usr/bin/firefox');
const miniBrowser = firstOf(...miniBrowsers);
const xvfb = firstOf('/usr/bin/Xvfb');

export const ENGINES: readonly Engine[] = [
  {
    name: 'Firefox',
    programs: [firefox],
    packages: 'firefox-esr',
    open: async (url, folder) => [start(firefox, ['--headless', '--no-remote', '--profile', folder, url], folder)],
  },
  {
    name: 'WebKitGTK',
    programs: [miniBrowser, xvfb],
    packages: 'webkit2gtk-driver xvfb',
    async open(url, folder) {
      const screen = start(xvfb, ['-displayfd', '1', '-nolisten', 'tcp'], folder);
      let display = '';
      for await (const data of screen.stdout ?? []) {
        display = String(data).trim();
        break;
      }
      return [start(miniBrowser, [url], folder, { DISPLAY: `:${display}` }), screen];
    },
  },
];

/** @param home for what it saves */
function start(program: string | undefined, args: string[], home: string, environment = {}): ChildProcess {
  if (!program) throw new Error('a program is missing');
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, ...environment };
  return spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Whether it is here; true where everything is required, so that its tests fail. Says what is missing. */
export function hasEngine({ name, programs, packages }: Engine): boolean {
  if (!programs.includes(undefined) || process.env.REQUIRE_ALL === '1') return true;
  console.warn(`skipped: tests in ${name}; they need it (Debian: apt-get install ${packages})`);
  return false;
}

/** @param body of a script @returns what the page posts to /result */
export async function resultInEngine(engine: Engine, body: string): Promise<unknown> {
  if (engine.programs.includes(undefined)) throw new Error(`${engine.name} is not here: apt-get install ${engine.packages}`);
  const folder = mkdtempSync(join(tmpdir(), 'lapzero-engine-'));
  let processes: ChildProcess[] = [];
  let answer: (posted: string) => void = () => {};
  const posted = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.url === '/result') answer(await text(request));
    const isScript = request.url === '/script.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? body : '<!doctype html><script src="script.js"></script>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    processes = await engine.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, folder);
    const stopped = processes.map(async (each) => {
      const [code] = await once(each, 'exit');
      throw new Error(`${engine.name} stopped with code ${code} before its page had a result`);
    });
    return JSON.parse(await Promise.race([posted, ...stopped]));
  } finally {
    await Promise.all(processes.map(end));
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ends a process and those that it started. */
async function end(started: ChildProcess): Promise<void> {
  if (started.exitCode !== null || started.pid === undefined) return;
  const ended = once(started, 'exit');
  process.kill(-started.pid, 'SIGKILL');
  await ended;
}
