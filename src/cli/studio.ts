/** `lapzero studio`: the pages, served from this machine. */
import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { addressesOf, DEFAULT_PORT, serveSite } from '../serve/serve-site.node.ts';
import { wholeNumber } from './options.ts';
import { say } from './output.ts';

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
  const { port } = await serveSite(host, asked);
  const { here, network } = addressesOf(host, port);
  say(`Lapzero is at ${here}`);
  for (const address of network) say(`  on your network: ${address}`);
  say('Ctrl-C ends it.');
  if (open) openBrowser(here);
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
