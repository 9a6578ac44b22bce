import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { bundle } from '../support/bundle.ts';
import { JAVASCRIPT_ESCAPES, PYTHON_ESCAPES } from '../support/escapes.ts';
import type { callReward } from '../support/reward-page.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const pyodide = dirname(fileURLToPath(import.meta.resolve('pyodide')));

let server: Server;
let browser: Browser;
let page: Page;
const asked: string[] = [];
let isFrameMissing = false;

beforeAll(async () => {
  if (!hasBrowser) return;
  const guest = await bundle(at('../../src/reward/guest/guest.worker.ts'), 'guest');
  const script = await bundle(at('../support/reward-page.ts'), 'rewardPage');
  const files: Record<string, () => string | Buffer> = {
    '/': () => '<!doctype html><title>Rewards</title><body>',
    '/guest.js': () => guest,
    '/sandbox.html': () => readFileSync(at('../../public/sandbox.html')),
    '/quickjs.wasm': () => readFileSync(fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))),
  };
  server = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    const [, folder, name] = /^\/(pyodide|python)\/([\w.-]+)$/.exec(url) ?? [];
    const file = folder
      ? () => readFileSync(join(folder === 'pyodide' ? pyodide : at('../../src/reward/python'), name))
      : files[url];
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', url === '/' || url.endsWith('.html') ? 'text/html' : 'application/octet-stream');
    if (!file || (isFrameMissing && url === '/sandbox.html')) response.statusCode = 404;
    response.end(response.statusCode === 404 ? '' : file?.());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser(['--host-resolver-rules=MAP garage.test 127.0.0.1']);
  // Far from here: reward functions see UTC.
  page = await browser.newPage({ timezoneId: 'Asia/Tokyo', locale: 'ja-JP' });
  // Plain http under a name that is not localhost: no secure context.
  await page.goto(`http://garage.test:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: script });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

const call = (file: string, text: string, inputs: string[], callMilliseconds = 50) =>
  page.evaluate(
    ([file, text, inputs, callMilliseconds]) => {
      const { rewardPage } = window as unknown as { rewardPage: { callReward: typeof callReward } };
      return rewardPage.callReward(file, text, inputs, callMilliseconds);
    },
    [file, text, inputs, callMilliseconds] as const,
  );

describe.skipIf(!hasBrowser)('reward functions in a page', () => {
  it('are called in Python and JavaScript, with state, without a secure context', async () => {
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    const inputs = ['{"speed": 1}', '{"speed": 2}'];
    const python = await call(
      'r.py',
      'n = 0\ndef reward_function(params):\n    global n\n    n += params["speed"]\n    print(n)\n    return n',
      inputs,
    );
    expect(python).toMatchObject({ values: [1, 3], printed: '1\n3\n', problem: null });
    const javascript = await call(
      'r.js',
      'let n = 0;\nfunction reward_function(params) { n += params.speed; return n; }',
      inputs,
    );
    expect(javascript).toMatchObject({ values: [1, 3], problem: null });
  });

  it('are ended when they take too long, and say where they were', async () => {
    const loop = await call('r.py', 'def reward_function(params):\n    while True:\n        pass', ['{}']);
    expect(loop.problem).toMatchObject({ kind: 'time', line: 3 });
    const long = await call('r.py', 'def reward_function(params):\n    return sum(range(10**9))', ['{}']);
    expect(long.problem).toMatchObject({ kind: 'time' });
    const native = await call('r.js', 'function reward_function() { return [].indexOf.call({ length: 2 ** 53 - 1 }, 1); }', [
      '{}',
    ]);
    expect(native.problem).toMatchObject({ kind: 'time' });
  });

  it('fail when time was up, whatever they answer then', async () => {
    const swallowed = [
      await call(
        'r.py',
        'def reward_function(params):\n    try:\n        while True: pass\n    except BaseException:\n        return 1',
        ['{}'],
      ),
      await call('r.js', 'function reward_function() { (async () => { for (;;); })(); return 1; }', ['{}']),
    ];
    for (const { problem } of swallowed) expect(problem).toMatchObject({ kind: 'time' });
  });

  it('see simulated time in UTC, and the same memory every time', async () => {
    expect(await page.evaluate(() => new Date(0).getHours())).toBe(9);
    const zone =
      'function reward_function() { console.log(new Date(2020, 0, 1).getTime(), new Date(0).getHours()); return 1; }';
    expect((await call('r.js', zone, ['{}'])).printed).toBe(`${Date.UTC(2020, 0, 1)} 0\n`);
    const order = `import os, time
class A: pass
class B: pass
def reward_function(params):
    print(id(A), [c.__name__ for c in {A, B, int, dict}], os.urandom(4), time.localtime(0).tm_hour, os.environ['LANG'])
    return 1`;
    const printed = [await call('r.py', order, ['{}']), await call('r.py', order, ['{}'])].map(({ printed }) => printed);
    expect(printed[0]).toMatch(/ 0 C\.UTF-8\n$/);
    expect(printed[1]).toBe(printed[0]);
  });

  it('start again after their frame has gone', async () => {
    const text = 'function reward_function() { return 2; }';
    expect(await call('r.js', text, ['{}'])).toMatchObject({ values: [2], problem: null });
    await page.evaluate(() => document.querySelector('iframe')?.remove());
    const lost = await call('r.js', text, ['{}']);
    expect(lost.problem).toMatchObject({ kind: 'crash', message: 'the sandbox ended: its frame does not answer' });
    // Nor is it the end when the next one cannot be loaded.
    await page.evaluate(() => document.querySelector('iframe')?.remove());
    isFrameMissing = true;
    await call('r.js', text, ['{}']);
    expect((await call('r.js', text, ['{}'])).problem).toMatchObject({
      message: 'the sandbox ended: its frame does not answer',
    });
    isFrameMissing = false;
    expect(await call('r.js', text, ['{}'])).toMatchObject({ values: [2], problem: null });
  });

  it('are started by nobody in a frame that has an origin', async () => {
    const received = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = '/sandbox.html';
      const messages: unknown[] = [];
      const receive = ({ source, data }: MessageEvent) => source === frame.contentWindow && messages.push(data);
      addEventListener('message', receive);
      document.body.append(frame);
      await new Promise((resolve) => {
        frame.onload = resolve;
      });
      const wasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]).buffer;
      frame.contentWindow?.postMessage({ load: 'javascript', guest: '', boot: { wasm } }, '*');
      frame.contentWindow?.postMessage({ start: 1, language: 'javascript' }, '*');
      await new Promise((resolve) => setTimeout(resolve, 500));
      removeEventListener('message', receive);
      frame.remove();
      return messages;
    });
    expect(received).toEqual(['ready']);
  });

  it.each([...PYTHON_ESCAPES, ...JAVASCRIPT_ESCAPES])('$name gets nowhere', async ({ name, text, survives }) => {
    const before = asked.length;
    const file = name.startsWith('Python') ? 'escape.py' : 'escape.js';
    const { isLoaded, values, printed, problem } = await call(file, text, ['{}'], 10_000);
    expect({ isLoaded, problem }).toMatchObject({ isLoaded: true });
    // The sandbox's own death is no escape.
    if (!problem || survives) expect({ values, printed, problem }).toMatchObject({ values: [1], problem: null });
    else expect(['crash', 'memory']).toContain(problem.kind);
    // Nothing was fetched but what the page itself fetched to start it.
    expect(
      asked.slice(before).filter((url) => !/^\/(guest\.js|sandbox\.html|quickjs\.wasm|pyodide\/|python\/)/.test(url)),
    ).toEqual([]);
  });
});
