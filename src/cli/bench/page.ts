/** The studio in Chromium, as its user has it: the first lap, how soon input is answered, how large the page is. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import type { Browser, Page } from 'playwright-core';
import { PROJECT } from '../../math/project.node.ts';
import { serveSite } from '../../serve/serve-site.node.ts';
import { launchChromium, SOFTWARE_GL } from '../chromium.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, medianOf } from './report.ts';

/** A page's work before the first click: its workers get ready. */
const SETTLE_MILLISECONDS = 4000;
const WATCH_MILLISECONDS = 8000;
const MOVE_MILLISECONDS = 50;
/** Visitors who have never been here. */
const NEWCOMERS = 3;
/** Not localhost: the page has no secure context, as at a meetup. */
const NAME = 'garage.test';
const WORLD = /\/(stage|open-world)-/;

export function pageBench(): Bench {
  const command = new Command('page')
    .description('the studio in Chromium, drawn without a GPU: seconds to the first lap, beside the terminal’s')
    .option('--seeds <n>', 'seeds 1 to n, one run each', wholeNumber(1, 100), 5);
  return { command, digits: 2, measure };
}

async function measure({ seeds }: { readonly seeds: number }): Promise<BenchResult> {
  const { port, close } = await serveSite('127.0.0.1', undefined, [NAME]);
  const browser = await launchChromium([...SOFTWARE_GL, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`]);
  const address = `http://${NAME}:${port}/`;
  try {
    const terminal = [...(await terminalLaps(seeds))];
    const values: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      values.push(await pageLap(browser, address, seed));
      say(`seed ${seed}: ${values[values.length - 1].toFixed(2)} s`);
    }
    terminal.push(...(await terminalLaps(seeds)));
    const ratio = medianOf(values) / medianOf(terminal);
    const input = await inputDelays(browser, address);
    const arrived = await arrival(browser, address);
    const newcomer: number[] = [];
    for (let k = 0; k < NEWCOMERS; k++) newcomer.push(await newcomerSeconds(browser, address));
    say(`the terminal's: ${medianOf(terminal).toFixed(2)} s; the page takes ${ratio.toFixed(2)} × as long`);
    say(`input while training: median ${medianOf(input).toFixed(0)} ms, longest ${Math.max(...input).toFixed(0)} ms`);
    say(`from the open home page to a learned lap, two presses: ${medianOf(newcomer).toFixed(1)} s`);
    say(`first download ${arrived.kilobytes.toFixed(0)} kB, usable after ${arrived.usableSeconds.toFixed(2)} s`);
    return {
      bench: 'page',
      unit: 's',
      values,
      terminal,
      ratio,
      inputMilliseconds: { median: medianOf(input), longest: Math.max(...input), count: input.length },
      newcomerSeconds: newcomer,
      ...arrived,
    };
  } finally {
    await browser.close();
    close();
  }
}

/** By the same recipes, in a process of its own. */
async function terminalLaps(seeds: number): Promise<number[]> {
  const args = [join(PROJECT, 'src', 'cli', 'lapzero.mjs'), 'bench', 'first-lap', '--seeds', String(seeds), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout).values;
}

async function openStudio(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${address}#/train`);
  await page.waitForSelector('.strip .primary');
  await page.click('.choices > .fold:last-of-type > summary');
  return page;
}

/** From the press of Train until the first lap is on the page, s. */
async function pageLap(browser: Browser, address: string, seed: number): Promise<number> {
  const page = await openStudio(browser, address);
  await page.getByLabel('Seed').fill(String(seed));
  await page.waitForTimeout(SETTLE_MILLISECONDS);
  const seconds = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        new MutationObserver((_, observer) => {
          if (!document.querySelector('.celebration')) return;
          observer.disconnect();
          resolve((performance.now() - started) / 1000);
        }).observe(document.body, { subtree: true, childList: true });
        document.querySelector<HTMLButtonElement>('.strip .primary')?.click();
      }),
  );
  await page.context().close();
  return seconds;
}

/** Between a move of the mouse and the page's answer while it trains, ms. */
async function inputDelays(browser: Browser, address: string): Promise<number[]> {
  const page = await openStudio(browser, address);
  await page.getByLabel('Until').selectOption('minutes');
  await page.waitForTimeout(SETTLE_MILLISECONDS);
  await page.evaluate(() => {
    const delays: number[] = [];
    Object.assign(window, { delays });
    addEventListener('mousemove', ({ timeStamp }) => delays.push(performance.now() - timeStamp), true);
  });
  await page.click('.strip .primary');
  const end = Date.now() + WATCH_MILLISECONDS;
  for (let k = 0; Date.now() < end; k++) {
    void page.mouse.move(500 + (k % 200), 300).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, MOVE_MILLISECONDS));
  }
  const delays = await page.evaluate(() => (window as unknown as { delays: number[] }).delays);
  await page.context().close();
  return delays;
}

/** From opening the home page, by two presses, until a learned lap has been seen from behind, s. */
async function newcomerSeconds(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const started = performance.now();
  await page.goto(address);
  await page.click('.home .door');
  await page.click('.strip .primary:enabled');
  await page.waitForSelector('.lap-clock .last-lap');
  const seconds = (performance.now() - started) / 1000;
  await context.close();
  return seconds;
}

interface Arrival {
  readonly kilobytes: number;
  /** of the 3D world, which comes when it can and is not waited for */
  readonly worldKilobytes: number;
  readonly usableSeconds: number;
}

/** What comes over the wire before the studio can be used, and how long that takes on this machine. */
async function arrival(browser: Browser, address: string): Promise<Arrival> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  const worlds = new Set<string>();
  let bytes = 0;
  let worldBytes = 0;
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (WORLD.test(request.url)) worlds.add(requestId);
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (worlds.has(requestId)) worldBytes += encodedDataLength;
    else bytes += encodedDataLength;
  });
  const started = performance.now();
  await page.goto(`${address}#/train`);
  await page.waitForSelector('.strip .primary:enabled');
  const usableSeconds = (performance.now() - started) / 1000;
  await context.close();
  return { kilobytes: bytes / 1000, worldKilobytes: worldBytes / 1000, usableSeconds };
}
