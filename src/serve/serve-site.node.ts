/** Serves the pages from this machine, on a port that is free. */
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { UserError } from '../math/error.ts';
import { buildSite } from './build-site.node.ts';
import { siteApp } from './site-app.node.ts';

export const DEFAULT_PORT = 4270;
/** Ports that are tried, one after the other. */
const PORTS_TRIED = 20;

/**
 * Builds the pages where they are out of date, and serves them.
 * @param asked port; else the first free one
 * @param names that this machine goes by, beside its own
 * @param api answers below `/api`, see siteApp
 * @throws UserError where the port is taken, or all that were tried
 */
export async function serveSite(
  host: string,
  asked?: number,
  names: readonly string[] = [],
  api?: Hono,
): Promise<{ port: number; close(): void }> {
  if (asked !== undefined && !(await isFree(asked, host))) {
    throw new UserError('--port', String(asked), 'is taken', 'choose another, or none');
  }
  const folder = await buildSite();
  const port = asked ?? (await freePort(host));
  const server = serve({ fetch: siteApp(folder, [host, ...names], api).fetch, port, hostname: host });
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

/**
 * Where a server on `host` and `port` is reached.
 * @returns the address for this machine, and those for others on its network, each a URL that ends in /
 */
export function addressesOf(host: string, port: number): { here: string; network: string[] } {
  const here = `http://${host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host}:${port}/`;
  const network = host === '0.0.0.0' ? lanAddresses().map((address) => `http://${address}:${port}/`) : [];
  return { here, network };
}

function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}
