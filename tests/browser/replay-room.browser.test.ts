import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let page: Page;
const problems: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lapzero-replay-room-'));

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1');
  browser = await launchBrowser(SOFTWARE_GL);
  page = await (await browser.newContext({ acceptDownloads: true, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`http://127.0.0.1:${site.port}/#/replay`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const cards = () => page.locator('.replay-laps .card');
const open = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return page.getByLabel('Open a lap.json or an agent (.zip)').setInputFiles(join(folder, name));
};
const lapOf = (agent: string) => readFileSync(`agents/${agent}/lap.json`, 'utf8');

describe.skipIf(!hasBrowser)('the replay room', () => {
  it('shows laps against each other, with their sectors and what the cars did', async () => {
    await cards().first().waitFor();
    await page.getByLabel('Add a lap …').selectOption('harbour-silver');
    await cards().nth(1).waitFor();
    expect(await cards().getByText('replays exactly').count()).toBe(2);
    const [gold] = JSON.parse(lapOf('harbour-gold')).lapMicroseconds;
    expect(await cards().first().textContent()).toContain((gold / 1e6).toFixed(3));
    expect(await page.locator('.telemetry polyline').count()).toBe(8);
  });

  it('shows what the policy saw and thought of at that moment', async () => {
    const figure = page.locator('.car-frame');
    await figure.locator('.odds .best').waitFor();
    const painted = () =>
      figure.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
        let [sum, warm] = [0, 0];
        for (let at = 0; at < data.length; at += 4) {
          sum += data[at + 2];
          if (data[at] > data[at + 2] + 30) warm++;
        }
        return { sum, warm };
      });
    await expect.poll(async () => (await painted()).warm, { timeout: 10_000 }).toBeGreaterThan(5);
    const before = await painted();
    await page.getByRole('slider', { name: 'Time' }).fill('3');
    await expect.poll(async () => (await painted()).sum).not.toBe(before.sum);
    await figure.locator('.car-frame-image').hover();
    await figure.getByText('Without this part').waitFor();
  });

  it('drives the limit beside it', async () => {
    await page.getByRole('button', { name: 'The limit of this car' }).click();
    await cards().nth(2).waitFor();
    expect(await cards().nth(2).textContent()).toMatch(/Limit of deepracer-v6 at \d/);
    await page.locator('.replay').press('l');
    await page.getByRole('button', { name: 'Draw their lines', pressed: true }).waitFor();
    await cards().nth(2).getByRole('button', { name: 'Remove' }).click();
  });

  it('rescores the laps with a reward function that is dropped there', async () => {
    const strip = page.locator('.telemetry figure', { hasText: 'Reward' });
    const before = await strip.locator('polyline').evaluateAll((all) => all.map((one) => one.getAttribute('points')));
    await open('mine.py', "def reward_function(params):\n    return params['no_such_thing']\n");
    await page.getByRole('alert').filter({ hasText: 'mine.py:2' }).waitFor();
    await open('mine.py', "def reward_function(params):\n    return 2 * params['speed'] ** 2\n");
    await strip.getByText('Reward (mine.py)').waitFor();
    const after = await strip.locator('polyline').evaluateAll((all) => all.map((one) => one.getAttribute('points')));
    expect(after).toHaveLength(2);
    for (const [i, points] of after.entries()) expect(points).not.toBe(before[i]);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('plays, and goes where it is asked to', async () => {
    const time = page.getByRole('slider', { name: 'Time' });
    await time.fill('5');
    const before = await page.locator('.telemetry figcaption').allTextContents();
    await page.getByRole('button', { name: 'One decision on' }).click();
    expect(Number(await time.inputValue())).toBeCloseTo(5 + 1 / 15, 1);
    await page.getByLabel('Speed', { exact: true }).selectOption('4');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(async () => Number(await time.inputValue()), { timeout: 20_000 }).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await page.locator('.telemetry figcaption').allTextContents()).not.toEqual(before);
  });

  it('saves a picture that shows something', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Picture' }).click(),
    ]);
    const file = join(folder, 'picture.png');
    await download.saveAs(file);
    const bytes = readFileSync(file);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeGreaterThan(20_000);
  });

  it('takes a friend’s lap, and says where one is not as it was recorded', async () => {
    const lap = JSON.parse(lapOf('harbour-gold'));
    const bend = lap.actions.findIndex(([, steeringDeg]: number[], i: number) => i > 40 && steeringDeg !== 0);
    lap.actions[bend][1] *= -1;
    await open('friend-lap.json', JSON.stringify(lap));
    await cards().nth(2).waitFor();
    expect(await cards().nth(2).textContent()).toMatch(/not as recorded/);
  });

  it('shows one track at a time, and says when it is another', async () => {
    await open('other-lap.json', lapOf('classic-gold'));
    await page.getByText('other-lap is of another track: the world now shows classic.').waitFor();
    expect(await cards().count()).toBe(1);
  });

  it('says what is wrong with a file', async () => {
    await open('strange-lap.json', '{"actions": 1}');
    await page.getByRole('alert').filter({ hasText: 'strange-lap' }).waitFor();
    await open('far-lap.json', JSON.stringify({ ...JSON.parse(lapOf('classic-gold')), courseHash: '0'.repeat(64) }));
    await page.getByText('far-lap: courseHash is of a track that is not bundled; open the track’s file first').waitFor();
    const lap = JSON.parse(lapOf('classic-gold'));
    const long = Array.from({ length: 30_001 }, (_, i) => [8 * i, 0, 1]);
    await open('long-lap.json', JSON.stringify({ ...lap, actions: long }));
    await page.getByText('long-lap: actions are 30001').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    expect(await cards().count()).toBe(0);
    await open('again-lap.json', lapOf('classic-gold'));
    await cards().first().waitFor();
    expect(await cards().count()).toBe(1);
    expect(problems).toEqual([]);
  });
});
