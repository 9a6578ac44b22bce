/** The page server: who may ask, for what, and under which policy it comes. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_POLICY, siteApp } from '../../src/serve/site-app.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-site-'));
const site = join(folder, 'site');
const LONG = 'lap '.repeat(1000);
let app: ReturnType<typeof siteApp>;

beforeAll(() => {
  mkdirSync(join(site, 'more'), { recursive: true });
  for (const name of ['index.html', 'sandbox.html', 'more/sandbox.html']) writeFileSync(join(site, name), '<!doctype html>');
  writeFileSync(join(site, 'long.js'), LONG);
  writeFileSync(join(folder, 'secret.txt'), 'not for the network');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
  app = siteApp(site, ['race-night']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (path: string, headers: Record<string, string> = {}) =>
  app.request(`http://localhost${path}`, { headers: { host: 'localhost:4270', ...headers } });

describe('the page server', () => {
  it.each([
    'localhost',
    'localhost:4270',
    '127.0.0.1:80',
    '192.168.1.20:4270',
    '[::1]:4270',
    'race-night:4270',
    hostname(),
    `${hostname().split('.')[0]}.local:80`,
  ])('answers to %s', async (host) => expect((await ask('/', { host })).status).toBe(200));

  it.each(['evil.example', 'evil.example:4270', '127.0.0.1.evil.example', 'localhost.evil.example', ''])(
    'refuses the name "%s"',
    async (host) => {
      const answer = await ask('/', { host });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('start it with --host and that name');
    },
  );

  it('says what is wrong with an address', async () => {
    expect((await ask('/%')).status).toBe(400);
    expect((await ask('/nothing')).status).toBe(404);
  });

  it('leaves only its own two frames without its policy', async () => {
    expect((await ask('/sandbox.html')).headers.get('content-security-policy')).toBeNull();
    expect((await ask('/more/sandbox.html')).headers.get('content-security-policy')).toBe(PAGE_POLICY);
  });

  it('follows no link out of its folder', async () => {
    expect((await ask('/link.txt')).status).toBe(404);
  });

  it('compresses long files once, for clients that accept it', async () => {
    const answer = await ask('/long.js', { 'accept-encoding': 'gzip, br' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toBe(LONG);
    expect(await (await ask('/long.js')).text()).toBe(LONG);
    // A file that changed is read again.
    writeFileSync(join(site, 'long.js'), LONG + LONG);
    expect(await (await ask('/long.js')).text()).toBe(LONG + LONG);
  });

  it('has an API beside the pages, for the same names', async () => {
    const api = new Hono().post('/laps', (context) => context.json({ laps: 3 }));
    const both = siteApp(site, [], api);
    const post = (host: string, path = '/api/laps') =>
      both.request(`http://localhost${path}`, { method: 'POST', headers: { host } });
    expect(await (await post('localhost')).json()).toEqual({ laps: 3 });
    expect((await post('evil.example')).status).toBe(403);
    expect((await post('localhost', '/api/nothing')).status).toBe(404);
    const page = await both.request('http://localhost/', { headers: { host: 'localhost' } });
    expect(page.headers.get('content-security-policy')).toBe(PAGE_POLICY);
  });
});
