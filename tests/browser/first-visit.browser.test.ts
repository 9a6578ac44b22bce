import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let address = '';
const problems: string[] = [];

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1');
  browser = await launchBrowser(SOFTWARE_GL);
  address = `http://127.0.0.1:${site.port}/`;
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await newPage(context);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function newPage(where: BrowserContext): Promise<Page> {
  const made = await where.newPage();
  made.setDefaultTimeout(60_000);
  made.on('pageerror', (error) => problems.push(error.message));
  return made;
}

const train = () => page.locator('.strip .primary');
const figure = (name: string) => page.locator('.figures > div', { hasText: name }).locator('dd');

async function trainFor(steps: number): Promise<void> {
  await page.getByLabel('Until').selectOption('steps');
  await page.getByLabel('How many', { exact: true }).fill(String(steps));
  await train().click();
  await page.locator('.ended').waitFor();
}

/** Drops a file on the page, as from the desktop. */
function drop(on: Page, name: string, text: string): Promise<void> {
  return on.evaluate(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      for (const type of ['dragover', 'drop']) {
        const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector('main, .studio')?.dispatchEvent(event);
      }
    },
    [name, text],
  );
}

describe.skipIf(!hasBrowser)('a first visit', () => {
  it('leads from home to a learned lap, seen from behind, in two presses', async () => {
    await page.goto(address);
    await page.getByRole('link', { name: /^Train a car/ }).click();
    await train().click();
    await page.locator('.ended').waitFor();
    expect(await page.locator('.ended').textContent()).toMatch(
      /Solved after [\d.]+ s: three clean laps in a row, both ways round\. Best lap 0:\d\d\.\d{3}\./,
    );
    expect(await page.getByLabel('Viewpoint').inputValue()).toBe('chase');
    await page.locator('.lap-clock .last-lap').waitFor();
    // The advice agrees with the banner.
    expect(await page.locator('.readings .advice').textContent()).toContain('Solved');
    expect(await page.locator('.test-laps li').count()).toBe(2);
    expect(await page.locator('.test-laps').textContent()).toContain('3 of 3 clean');
    expect(await page.locator('.guide').textContent()).toContain('3 of 5');
  }, 180_000);

  it('shows on the card the lap that its replay plays, and plays it at once', async () => {
    await page.goto(`${address}#/garage`);
    const card = page.locator('.agent').first();
    expect(await card.locator('.agent-name').inputValue()).toBe('progress-and-speed-1');
    const facts = await card.textContent();
    const best = /Best lap (0:\d\d\.\d{3}) \((flying|standing start), (counter-)?clockwise\)/.exec(facts ?? '')?.[1];
    expect(best).toBeDefined();
    expect(facts).toContain('Reward: progress-and-speed');
    // The player comes late: playing has been asked for before.
    await page.route(/lap-player/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    await card.locator('.menu summary').click();
    await card.getByRole('link', { name: 'Replay its best lap' }).click();
    const lap = page.locator('.replay-laps .card');
    await lap.waitFor();
    expect(await lap.locator('tbody').textContent()).toContain(best);
    const time = page.getByRole('slider', { name: 'Time' });
    // It begins where the best lap does, and plays.
    const rows = await lap.locator('tbody tr').allTextContents();
    const seconds = rows.map((row) => Number(/0:(\d\d\.\d{3})/.exec(row)?.[1]));
    const number = 1 + rows.findIndex((row) => row.includes(String(best)));
    const start = seconds.slice(0, number - 1).reduce((sum, each) => sum + each, 0);
    await expect.poll(async () => Number(await time.inputValue()), { timeout: 8000 }).toBeGreaterThan(start + 0.5);
    expect(await page.locator('.replay .number', { hasText: `Lap ${number}` }).count()).toBe(1);
    await page.unroute(/lap-player/);
  }, 120_000);

  it('shows no camera for the limit, which no policy drives', async () => {
    const sum = () =>
      page.locator('.car-frame canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((total, value) => total + value, 0);
      });
    await expect.poll(sum).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'The limit of this car' }).click();
    await page.locator('.replay-laps .card').nth(1).waitFor();
    await page.locator('.replay-laps .card').nth(1).getByRole('button', { name: 'Follow' }).click();
    await expect.poll(sum).toBe(0);
    await page.waitForTimeout(500);
    expect(await sum()).toBe(0);
  }, 120_000);

  it('forgets what was trained on another track', async () => {
    await page.goto(`${address}#/train`);
    await expect.poll(() => figure('Best lap').textContent()).toMatch(/\d/);
    await page.getByRole('button', { name: /^Change the track/ }).click();
    await page.locator('.tracks button', { hasText: 'classic' }).click();
    await expect.poll(() => figure('Fastest lap').textContent()).toBe('–');
    expect(await figure('Steps').first().textContent()).toBe('–');
    expect(await page.locator('.ended').count()).toBe(0);
    expect(await page.locator('.readings').textContent()).not.toContain('Solved');
  }, 60_000);

  it('keeps a custom reward in the list, and what was trained with', async () => {
    await page.getByRole('button', { name: 'Edit the code' }).click();
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText("def reward_function(params):\n    return params['speed']  # mine\n");
    await page.getByLabel('Choose a reward').selectOption('steady');
    await expect.poll(() => page.locator('.cm-content').textContent()).not.toContain('# mine');
    await page.getByLabel('Choose a reward').selectOption({ label: 'your reward' });
    await expect.poll(() => page.locator('.cm-content').textContent()).toContain('# mine');
    await page.getByRole('button', { name: 'History …' }).click();
    const past = page.locator('.history li').first();
    expect(await past.textContent()).toMatch(/progress-and-speed.*test laps 100 %.*best lap/);
    await past.getByRole('button', { name: 'Compare' }).click();
    await past.locator('.cm-changedLine, .cm-deletedChunk, .cm-mergeView').first().waitFor();
    await page.keyboard.press('Escape');
  }, 60_000);

  it('lets the code be edited while training is paused, and starts over with it', async () => {
    await page.locator('summary', { hasText: 'Learning' }).click();
    await page.getByLabel('Until').selectOption('minutes');
    await train().click();
    await expect.poll(() => train().textContent()).toBe('Pause');
    await train().click();
    await expect.poll(() => train().textContent()).toBe('Continue');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('# more');
    await page.getByText('This code is not the one in training.').waitFor();
    await page.getByRole('button', { name: 'Restore the code in training' }).click();
    await expect.poll(() => page.locator('.cm-content').textContent()).not.toContain('# more');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('# other');
    await page.getByRole('button', { name: 'Start over with this code' }).click();
    await expect.poll(() => train().textContent()).toBe('Pause');
    expect(await page.getByText('This code is not the one in training.').count()).toBe(0);
  }, 120_000);

  it('discards a training that is started over, for good, unless that is undone', async () => {
    const unfinishedRuns = () =>
      page.evaluate(
        () =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open('lapzero');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const all = opening.result.transaction('runs').objectStore('runs').getAll();
              all.onsuccess = () => resolve(all.result.filter(({ isOver }) => !isOver).length);
              opening.result.close();
            };
          }),
      );
    const steps = async () => Number((await figure('Steps').first().textContent())?.replace(',', '')) || 0;
    await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(30_000);
    await page.getByRole('button', { name: 'Start over', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(10_000);
    await page.getByRole('button', { name: 'Start over', exact: true }).click();
    await expect.poll(() => train().textContent()).toBe('Train');
    await expect.poll(unfinishedRuns, { timeout: 10_000 }).toBe(0);
    await page.reload();
    await train().waitFor();
    await page.waitForTimeout(1500);
    expect(await page.getByText('was interrupted').count()).toBe(0);
  }, 180_000);

  it('continues an agent with the reward it was trained with', async () => {
    await page.locator('summary', { hasText: 'Learning' }).click();
    await trainFor(2048);
    await page.getByLabel('Choose a reward').selectOption('stay-inside');
    await page.goto(`${address}#/garage`);
    await page.locator('.agent').first().getByRole('link', { name: 'Continue training' }).click();
    const chosen = () => page.getByLabel('Choose a reward').locator('option:checked').textContent();
    await expect.poll(chosen).toBe('your reward');
    await page.getByRole('button', { name: 'Edit the code' }).click();
    await expect.poll(() => page.locator('.cm-content').textContent()).toContain('# mine# other');
    // It belongs to the person, so nothing is in the way.
    expect(await page.getByText('A shared recipe').count()).toBe(0);
    await page.goto(`${address}#/garage`);
    await page.locator('.agent').last().getByRole('link', { name: 'Continue training' }).click();
    await expect.poll(() => page.getByLabel('Choose a reward').inputValue()).toBe('progress-and-speed');
  }, 120_000);

  it('takes a file that is dropped anywhere to where it belongs', async () => {
    const other = await newPage(await browser.newContext());
    await other.goto(address);
    await other.locator('.home').waitFor();
    await drop(other, 'mine.py', "def reward_function(params):\n    return params['speed'] ** 2\n");
    await other.locator('.choices').waitFor();
    const chosen = () => other.getByLabel('Choose a reward').locator('option:checked').textContent();
    await expect.poll(chosen).toBe('your reward');
    await drop(other, 'pond.json', readFileSync('tracks/replaced/pond.json', 'utf8'));
    await expect.poll(() => other.locator('.track-now b').textContent()).toBe('pond');
    await other.goto(address);
    await other.locator('.home').waitFor();
    await drop(other, 'lap.json', readFileSync('agents/harbour-gold/lap.json', 'utf8'));
    await other.locator('.replay-laps .card').first().waitFor();
    await other.goto(address);
    await other.locator('.home').waitFor();
    await drop(other, 'letter.txt', 'Dear Lapzero');
    await other.getByText('letter.txt: the content holds no model.pb').waitFor();
    await other.context().close();
  }, 120_000);

  it('had no error that nobody caught', () => {
    expect(problems).toEqual([]);
  });
});
