/** `lapzero studio`: the pages, served from this machine. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '@hono/node-server';
import { Command } from 'commander';
import { UserError } from '../math/error.ts';
import { PROJECT } from '../store/tracks.node.ts';
import { wholeNumber } from './options.ts';
import { say } from './output.ts';
import { siteApp } from './site-app.ts';

const DEFAULT_PORT = 4270;
/** Ports that are tried, one after the other. */
const PORTS_TRIED = 20;

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

/**
 * Builds the pages where they are out of date, and hands them out.
 * @param asked port; else the first free one
 * @param names that this machine goes by, beside its own
 */
export async function serveSite(
  host: string,
  asked?: number,
  names: readonly string[] = [],
): Promise<{ port: number; close(): void }> {
  const site = pathToFileURL(join(PROJECT, 'src', 'cli', 'site.mjs')).href;
  const { buildSite } = (await import(site)) as { buildSite(): Promise<string> };
  const folder = await buildSite();
  const port = asked ?? (await freePort(host));
  const server = serve({ fetch: siteApp(folder, [host, ...names]).fetch, port, hostname: host });
  await new Promise((resolve) => server.once('listening', resolve));
  return { port, close: () => server.close() };
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
