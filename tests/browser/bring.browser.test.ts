import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { formatTrackNpy } from '../../src/track/format.ts';
import { lapzero } from '../cli/run.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { bundledTrack } from '../support/tracks.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let page: Page;
let address = '';
const problems: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lapzero-bring-'));
const archive = join(folder, 'silver.tar.gz');

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1', undefined, ['garage.test']);
  browser = await launchBrowser([...SOFTWARE_GL, '--host-resolver-rules=MAP garage.test 127.0.0.1']);
  address = `http://garage.test:${site.port}/`;
  const context = await browser.newContext({ acceptDownloads: true });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => problems.push(error.message));
  await lapzero(['export', 'agents/classic-silver', '-o', archive]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const choose = (files: string | string[]) => page.locator('input[multiple]').setInputFiles(files);

describe.skipIf(!hasBrowser)('Bring your DeepRacer', () => {
  it('takes in a car’s archive', async () => {
    await page.goto(`${address}#/bring`);
    await choose(archive);
    await page.getByText('“silver” is saved to the Garage').waitFor();
    expect(await page.locator('.facts').textContent()).toMatch(/Actions\d+: -?\d+ to \d+°, [\d.]+ to [\d.]+ m\/s/);
    await page.getByRole('link', { name: 'Watch it drive' }).click();
    await page.locator('.odds .best').waitFor();
    // It is said where it drives.
    expect(await page.getByLabel('Track').locator('option:checked').textContent()).toBe('workshop');
    await page.locator('.car-frame-image').hover();
    await page.getByText('Without this part').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const clock = () => page.locator('.lap-clock b').textContent();
    await page.waitForTimeout(300);
    const before = await clock();
    await page.waitForTimeout(500);
    expect(await clock()).toBe(before);
    await page.goBack();
    await page.goto(`${address}#/bring`);
  });

  it('gives it away again, to the byte', async () => {
    await page.goto(`${address}#/garage`);
    await page.locator('.agent').waitFor();
    await page.locator('.agent .menu summary').click();
    await page.getByRole('button', { name: 'Export for a car …' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('DeepRacer car').click()]);
    const back = join(folder, 'back.tar.gz');
    await download.saveAs(back);
    expect(readFileSync(back).equals(readFileSync(archive))).toBe(true);
    await page.getByText('Proven on 200 frames').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
  });

  it('says how ready it is for reality', async () => {
    await page.locator('.agent .menu summary').click();
    await page.getByRole('button', { name: 'Export for a car …' }).click();
    await page.getByText(/^\d+ of 100$/).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
  });

  it('drives an imported model on a track that it names, and says how far it is', async () => {
    const card = page.locator('.agent');
    expect(await card.getByLabel('Track').locator('option:checked').textContent()).toBe('workshop');
    await card.getByRole('button', { name: 'Drive 3 laps' }).click();
    await card.getByRole('button', { name: /^Driving: lap \d, \d+ %/ }).waitFor();
    await card.locator('.laps').waitFor();
  });

  it('shows tracks by the names that people know, and trains on one', async () => {
    const track = join(folder, '2022_june_open_ccw.npy');
    writeFileSync(track, formatTrackNpy(bundledTrack('pond')));
    await page.goto(`${address}#/bring`);
    await choose(track);
    await page.getByRole('button', { name: 'June Open 2022, counter-clockwise' }).click();
    await expect.poll(() => page.locator('.track-now b').textContent()).toBe('2022_june_open_ccw');
  });

  it('says in a line what cannot come in', async () => {
    const other = join(folder, 'letter.txt');
    writeFileSync(other, 'Dear Lapzero');
    await page.goto(`${address}#/bring`);
    await choose(other);
    expect(await page.getByRole('alert').textContent()).toMatch('letter.txt: the content holds no model.pb and no checkpoint');
  });

  it('had no error that nobody caught', () => {
    expect(problems).toEqual([]);
  });
});
