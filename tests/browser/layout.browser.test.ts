import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { layoutProblems } from '../support/geometry.ts';

/** From a desktop to a phone. */
const SIZES = [
  [1280, 800],
  [820, 1180],
  [390, 844],
] as const;

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let address = '';

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1');
  browser = await launchBrowser(SOFTWARE_GL);
  address = `http://127.0.0.1:${site.port}/`;
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
});

/** Everything that is wrong with a page in every size and both looks. It has the last size before and after. */
async function problemsOf(page: Page, what: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(nextFrames);
      for (const problem of await page.evaluate(layoutProblems)) {
        problems.push(`${what}, ${width} × ${height}, ${colorScheme}: ${problem}`);
      }
    }
  }
  return problems;
}

/** Resolves when everything that follows the window's size has its new one. Runs in the page. */
function nextFrames(): Promise<unknown> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  });
}

describe.skipIf(!hasBrowser)('nothing overlaps and no text is cut', () => {
  it('in any room, in windows of three sizes', async () => {
    // Used on a phone, where there is least room for everything that is pressed.
    const [width, height] = SIZES[SIZES.length - 1];
    const page = await browser.newPage({ viewport: { width, height } });
    page.setDefaultTimeout(60_000);
    const problems: string[] = [];
    const check = async (what: string) => {
      problems.push(...(await problemsOf(page, what)));
    };
    const go = (room: string) => page.goto(`${address}#/${room}`);
    await go('');
    await page.getByRole('link', { name: /^Train a car/ }).waitFor();
    await check('home');

    await go('train');
    await page.locator('.strip .primary:enabled').waitFor();
    await page.locator('.world canvas').waitFor();
    await check('studio');
    await page.locator('.choices > .fold').evaluateAll((folds) => {
      for (const fold of folds as HTMLDetailsElement[]) fold.open = true;
    });
    await page.locator('.choices').getByLabel('On the road').selectOption('object-avoidance');
    await check('studio, all settings open, boxes chosen');
    await page.locator('.choices').getByLabel('On the road').selectOption('time-trial');
    await page.getByRole('button', { name: 'Edit the code' }).click();
    await page.locator('.cm-content').waitFor();
    await page.locator('.verdict .good').waitFor();
    await check('studio with its code');
    await page.getByRole('button', { name: 'Close the code' }).click();
    await page.getByRole('button', { name: /^Change the track/ }).click();
    await page.locator('.tracks li').nth(11).waitFor();
    await check('track dialog');
    await page.keyboard.press('Escape');
    await page.getByLabel('Until').selectOption('steps');
    await page.getByLabel('How many', { exact: true }).fill('6144');
    await page.locator('.strip .primary').click();
    await page.locator('.ended').waitFor();
    await page.locator('.lap-clock .last-lap').waitFor();
    await check('studio, training over');
    await page.getByRole('button', { name: 'History …' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.cm-mergeView').waitFor();
    await check('reward history');

    await go('garage');
    await page.locator('.agent').first().waitFor();
    await page.locator('.agent .menu summary').click();
    await check('garage');
    await page.keyboard.press('Escape');
    await page.locator('.agent').getByRole('button', { name: 'Drive 3 laps' }).click();
    await page.locator('.agent .laps').waitFor();
    await check('garage, laps driven');

    for (const room of ['watch', 'replay', 'analysis', 'compare', 'bring', 'speed', 'nowhere']) {
      await go(room);
      await page.locator('main').waitFor();
      if (room === 'watch') await page.locator('.means').waitFor();
      if (room === 'replay') await page.locator('.replay-laps .card').waitFor();
      await check(room);
    }
    await go('bring');
    await page.locator('.nav-menu summary').click();
    await check('the menu of rooms');
    expect(problems).toEqual([]);
  }, 240_000);

  it('in the documentation, which opens from the home page beside it, under the policy of the site', async () => {
    const home = await browser.newPage();
    await home.goto(address);
    const [popup] = await Promise.all([
      home.waitForEvent('popup'),
      home.getByRole('link', { name: 'Documentation' }).click({ timeout: 60_000 }),
    ]);
    await popup.waitForLoadState();
    const documentation = popup.url();
    await popup.close();
    // Opened again with somebody listening from the beginning.
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (/error|warning/.test(message.type())) problems.push(message.text());
    });
    await page.goto(documentation);
    problems.push(...(await problemsOf(page, 'the list of documents')));
    await page.getByRole('main').getByRole('link', { name: 'Write a reward' }).click();
    await page.getByRole('heading', { name: 'Check it' }).waitFor();
    problems.push(...(await problemsOf(page, 'a document')));
    const grounds: string[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    expect(grounds).toEqual(['rgb(15, 18, 22)', 'rgb(246, 245, 242)']);
    expect(problems).toEqual([]);
    // Back to a room.
    await page.locator('.nav-menu summary').click();
    await page.getByRole('link', { name: 'Garage' }).click();
    await page.getByRole('heading', { name: 'Garage' }).waitFor();
    await home.context().close();
  }, 120_000);
});
