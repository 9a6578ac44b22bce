/** `lapzero studio`: the pages, served from this machine. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '@hono/node-server';
import { Command } from 'commander';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { getMimeType } from 'hono/utils/mime';
import { UserError } from '../math/error.ts';
import { PROJECT } from '../store/tracks.node.ts';
import { wholeNumber } from './options.ts';
import { say } from './output.ts';

const DEFAULT_PORT = 4270;
/** Ports that are tried, one after the other. */
const PORTS_TRIED = 20;

/**
 * What a page may do: run our own scripts and WebAssembly, talk to this server, and nothing else. The sandbox's frame
 * has a policy of its own in its file. Styles may be inline: the editor writes some.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self' blob:",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface StudioOptions {
  readonly port?: number;
  readonly host: string;
  readonly open: boolean;
}

export function studioCommand(): Command {
  return new Command('studio')
    .description('open the studio: a page to train, watch and race in')
    .option('--port <n>', `port to listen on (default: the first free one from ${DEFAULT_PORT})`, wholeNumber(1, 65535))
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets others on your network in', '127.0.0.1')
    .option('--no-open', 'do not open the browser')
    .addHelpText(
      'after',
      `
Everything happens in the page: this command only hands out files. \`npm run build\` leaves the same pages in dist/ for
any web server.

Examples:
  lapzero studio
  lapzero studio --host 0.0.0.0 --port 8080      for a class or a meetup`,
    )
    .action(runStudio);
}

async function runStudio({ port: asked, host, open }: StudioOptions): Promise<void> {
  if (asked !== undefined && !(await isFree(asked, host))) {
    throw new UserError('--port', String(asked), 'is taken', 'choose another, or none');
  }
  const { port } = await serveSite(host, asked);
  const address = `http://${host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host}:${port}/`;
  say(`Lapzero is at ${address}`);
  if (host === '0.0.0.0') for (const other of lanAddresses()) say(`  on your network: http://${other}:${port}/`);
  say('Ctrl-C ends it.');
  if (open) openBrowser(address);
}

/** Builds the pages where they are out of date, and hands them out. @param asked port; else the first free one */
export async function serveSite(host: string, asked?: number): Promise<{ port: number; close(): void }> {
  const site = pathToFileURL(join(PROJECT, 'src', 'cli', 'site.mjs')).href;
  const { buildSite } = (await import(site)) as { buildSite(): Promise<string> };
  const folder = await buildSite();
  const port = asked ?? (await freePort(host));
  const server = serve({ fetch: siteApp(folder).fetch, port, hostname: host });
  await new Promise((resolve) => server.once('listening', resolve));
  return { port, close: () => server.close() };
}

/** Files of the site, each page under its policy. */
export function siteApp(folder: string): Hono {
  const app = new Hono();
  app.use(compress());
  app.get('*', (context) => {
    const path = decodeURIComponent(new URL(context.req.url).pathname);
    const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    if (!file.startsWith(normalize(join(folder, '/'))) || !existsSync(file) || !statSync(file).isFile()) {
      return context.text('There is no such page here.', 404);
    }
    context.header('content-type', getMimeType(file) ?? 'application/octet-stream');
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-embedder-policy', 'require-corp');
    context.header('cross-origin-resource-policy', 'cross-origin');
    // Names of built files change with their content.
    context.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    // A frame of no origin must be let in, and has a policy of its own. Workers have that of their file.
    if (!/\/(sandbox|report-frame)\.html$/.test(path)) context.header('content-security-policy', PAGE_POLICY);
    return context.body(new Uint8Array(readFileSync(file)));
  });
  return app;
}

async function freePort(host: string): Promise<number> {
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) if (await isFree(port, host)) return port;
  const range = `${DEFAULT_PORT} to ${DEFAULT_PORT + PORTS_TRIED - 1}`;
  throw new UserError('--port', range, 'are all taken', 'name a free one');
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

/** Where there is a desktop; without one, the address was said. */
function openBrowser(address: string): void {
  const isDesktop = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!isDesktop || !process.stderr.isTTY) return;
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  spawn(command, [...args, address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
