import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { lapzero } from '../cli/run.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let page: Page;
const problems: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lapzero-analysis-'));
const log = join(folder, 'harbour.csv');

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1');
  browser = await launchBrowser(SOFTWARE_GL);
  page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => problems.push(error.message));
  await lapzero(['replay', 'agents/harbour-gold', '--log', log]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const give = (files: string | string[]) => page.locator('input[multiple]').setInputFiles(files);

/** What the page has to save. */
async function savedReport(): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the report' }).click(),
  ]);
  const file = join(folder, 'here.html');
  await download.saveAs(file);
  return readFileSync(file, 'utf8');
}

async function reportInTerminal(...options: string[]): Promise<string> {
  const file = join(folder, 'there.html');
  await lapzero(['analyze', log, ...options, '-o', file]);
  return readFileSync(file, 'utf8');
}

describe.skipIf(!hasBrowser)('the analysis room', () => {
  it('makes the report that the terminal makes', async () => {
    await page.goto(`http://127.0.0.1:${site.port}/#/analysis`);
    await give(log);
    await page.locator('.analysis-report').waitFor();
    await page.getByLabel('Track, to draw its borders').selectOption('harbour');
    await page.getByText('Reading …').waitFor({ state: 'detached' });
    expect(await savedReport()).toBe(await reportInTerminal('--track', 'harbour'));
  });

  it('rescores the same driving with another reward function, on a custom track', async () => {
    const [track, idea] = [join(folder, 'my-track.json'), join(folder, 'idea.py')];
    cpSync('tracks/harbour.json', track);
    await give(track);
    await page.getByText('Reading …').waitFor({ state: 'detached' });
    writeFileSync(idea, "def reward_function(params):\n    return params['no_such_thing']\n");
    await give(idea);
    await page.getByRole('alert').filter({ hasText: 'idea.py:2' }).waitFor();
    writeFileSync(idea, "def reward_function(params):\n    return params['speed'] ** 2\n");
    await give(idea);
    await page.locator('.analysis-report').waitFor();
    expect(await savedReport()).toBe(await reportInTerminal('--track', track, '--reward', idea));
    await page.getByRole('button', { name: 'Leave it out' }).click();
    await page.locator('.analysis-report').waitFor();
    await expect.poll(savedReport).toBe(await reportInTerminal('--track', track));
  });

  it('shows it alive, where it can reach nothing of the page', async () => {
    const report = page.frameLocator('.analysis-report');
    await report.getByRole('heading', { name: 'harbour.csv' }).waitFor();
    await report.getByRole('heading', { name: 'The best laps' }).waitFor();
    // Its script has run: the path of the chosen episode is drawn.
    await expect.poll(() => report.locator('#path').getAttribute('points')).toMatch(/^[\d.-]+,/);
    const reached = await report.locator('body').evaluate(() => {
      const tried = (work: () => unknown): string => {
        try {
          return String(work());
        } catch {
          return 'refused';
        }
      };
      return [origin, tried(() => parent.document.title), tried(() => localStorage.length)];
    });
    expect(reached).toEqual(['null', 'refused', 'refused']);
  });

  it('has the steps of a training in the page, the same as the terminal keeps', async () => {
    await page.goto(`http://127.0.0.1:${site.port}/#/train`);
    await page.locator('summary', { hasText: 'Learning' }).click();
    await page.getByLabel('Until').selectOption('steps');
    await page.getByLabel('How many', { exact: true }).fill('5120');
    await page.getByLabel('Computes on').selectOption('wasm');
    await page.getByLabel('Save every step, for Analysis').check();
    await page.locator('.strip .primary').click();
    await page.getByRole('link', { name: 'Analyse it' }).click({ timeout: 120_000 });
    await page.frameLocator('.analysis-report').getByRole('heading', { name: 'progress-and-speed-1' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the logs' }).click(),
    ]);
    const zip = join(folder, download.suggestedFilename());
    await download.saveAs(zip);
    const run = join(folder, 'run');
    await lapzero(['train', '--until', 'steps=5120', '--log-steps', '--out', run]);
    const kept = unzipSync(readFileSync(zip));
    const logs = join('training-simtrace', 'workshop');
    const names = readdirSync(join(run, logs)).map((name) => `training-simtrace/workshop/${name}`);
    expect(names.length).toBeGreaterThan(3);
    expect(Object.keys(kept).sort()).toEqual(names.sort());
    for (const name of names) expect(strFromU8(kept[name])).toBe(readFileSync(join(run, name), 'utf8'));
    await page.reload();
    await page.goto(`http://127.0.0.1:${site.port}/#/analysis`);
    await page.getByRole('link', { name: /^progress-and-speed-1, .* 5,120 steps$/ }).click();
    await page.frameLocator('.analysis-report').getByRole('heading', { name: 'progress-and-speed-1' }).waitFor();
  });

  it('shows the report also when the page is too busy to draw', async () => {
    const busy = await browser.newPage();
    await busy.addInitScript(() => {
      const { setTimeout: later } = window;
      window.requestAnimationFrame = (callback) => later(callback, 2000, performance.now());
      window.setTimeout = ((callback: TimerHandler, wait?: number) =>
        later(callback, (wait ?? 0) + 2000)) as typeof setTimeout;
    });
    await busy.goto(`http://127.0.0.1:${site.port}/#/analysis`);
    await busy.locator('input[multiple]').setInputFiles(log);
    await busy.frameLocator('.analysis-report').getByRole('heading', { name: 'harbour.csv' }).waitFor({ timeout: 60_000 });
    await busy.close();
  });

  it('says what is no log', async () => {
    const strange = join(folder, 'strange.csv');
    writeFileSync(strange, 'a,b\n1,2\n');
    await give(strange);
    await page.getByRole('alert').filter({ hasText: 'strange.csv' }).waitFor();
    expect(problems).toEqual([]);
  });
});
