/** A race from the Garage to Replay, and back as a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRaceDifference, parseRaceRecording } from '../../src/lap/race-recording.ts';
import { type RaceResult, raceResults } from '../../src/lap/race-results.ts';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { lapTime } from '../../src/ui/format.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { layoutProblems } from '../support/geometry.ts';
import { bundledTrack } from '../support/tracks.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let page: Page;
const problems: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lapzero-race-room-'));
const file = join(folder, 'race.json');

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1');
  browser = await launchBrowser(SOFTWARE_GL);
  page = await (await browser.newContext({ acceptDownloads: true, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`http://127.0.0.1:${site.port}/#/garage`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const time = () => page.getByRole('slider', { name: 'Time' });
const board = () => page.getByRole('table', { name: 'Leaderboard' }).locator('tbody tr');
const cells = async (row: number) => (await board().nth(row).locator('td').allTextContents()).map((text) => text.trim());

describe.skipIf(!hasBrowser)('a race', () => {
  it('is put together in the Garage, which says in one line what is wrong', async () => {
    await page.getByRole('button', { name: 'Race agents …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Race agents' });
    const start = dialog.getByRole('button', { name: 'Race these' });
    const add = (agent: string) => dialog.getByLabel('Add an agent').selectOption(agent);
    await add('workshop-gold');
    await dialog.locator('.race-entrants li').first().waitFor();
    await dialog.getByText('Add at least two agents.').waitFor();
    expect(await start.isDisabled()).toBe(true);
    await add('workshop-gold');
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toBe(
      'car 2 (workshop-gold): name is "workshop-gold", as that of car 1 (workshop-gold); enter an agent once',
    );
    await dialog.getByRole('button', { name: 'Remove workshop-gold' }).first().click();
    await add('workshop-silver');
    await dialog.locator('.race-entrants li').nth(1).waitFor();
    expect(await dialog.getByLabel(/^Track/).inputValue()).toBe('workshop');
    await dialog.getByLabel('Laps', { exact: true }).fill('2');
    await dialog.getByLabel('Seed', { exact: true }).fill('2');
    expect(await page.evaluate(layoutProblems)).toEqual([]);
    await start.click();
    await page.getByRole('heading', { name: 'Race on workshop' }).waitFor();
    await page.getByText('replays exactly').waitFor();
  });

  it('is the race that its file holds, and its leaderboard ends with the results', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the race (.json)' }).click(),
    ]);
    await download.saveAs(file);
    expect(download.suggestedFilename()).toBe('race-workshop-seed-2.json');
    const recording = parseRaceRecording(readFileSync(file, 'utf8'), file);
    let results: readonly RaceResult[] = [];
    const difference = findRaceDifference(recording, bundledTrack('workshop'), file, (race) => {
      if (race.isOver) results = raceResults(race);
    });
    expect(difference).toBeUndefined();
    await time().press('End');
    for (const [i, { entrant, bestMicroseconds, laps }] of results.entries()) {
      await expect.poll(async () => (await cells(i))[3]).toBe(`${laps.length}/2`);
      const [place, car, , , best] = await cells(i);
      expect(place).toBe(String(i + 1));
      expect(car).toContain(recording.entrants[entrant].name);
      expect(best).toBe(lapTime((bestMicroseconds ?? 0) / 1e6));
    }
    const rows = await page.getByRole('region', { name: 'Results' }).locator('tbody tr').allTextContents();
    results.forEach(({ entrant }, i) => {
      expect(rows[i]).toContain(recording.entrants[entrant].name);
    });
  });

  it('follows any car, shows what it sees, and goes to events', async () => {
    const seen = () =>
      page.locator('.race .car-frame canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, value) => sum + value, 0);
      });
    await time().press('Home');
    const follow = (name: string) => page.getByRole('button', { name, pressed: true }).waitFor();
    await board().filter({ hasText: 'workshop-silver' }).getByRole('button').click();
    await follow('2 workshop-silver');
    await expect.poll(seen).toBeGreaterThan(0);
    const before = await seen();
    await page.locator('main').press('1');
    await follow('1 workshop-gold');
    await expect.poll(seen).not.toBe(before);
    const events = page.getByRole('region', { name: 'Events' }).getByRole('button');
    const count = await events.count();
    expect(count).toBe(await page.locator('.race-marks .mark').count());
    expect(count).toBeGreaterThan(0);
    await events.nth(count - 1).click();
    const last = Number(await time().inputValue());
    await page.getByRole('button', { name: 'Previous event' }).click();
    await expect.poll(async () => Number(await time().inputValue())).toBeLessThan(last);
  });

  it('opens again from its file, in windows of three sizes', async () => {
    await page.getByRole('button', { name: 'Show laps' }).click();
    await page.locator('.replay-laps .card').waitFor();
    await page.getByLabel('Open a lap.json or an agent (.zip)').setInputFiles(file);
    await page.getByRole('region', { name: 'Results' }).waitFor();
    await page.getByText('replays exactly').waitFor();
    for (const [width, height] of [
      [1280, 800],
      [820, 1180],
      [390, 844],
    ]) {
      await page.setViewportSize({ width, height });
      expect(await page.evaluate(layoutProblems), `${width} × ${height}`).toEqual([]);
    }
    expect(problems).toEqual([]);
  });
});
