import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOALS } from '../../src/learn/goal.ts';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { parseLink } from '../../src/studio/training/link.ts';
import { lapzero } from '../cli/run.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';
import { bundledTrack } from '../support/tracks.ts';

let site: Awaited<ReturnType<typeof serveSite>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let address = '';
/** the agent's file, named as the agent */
let downloaded = '';
const problems: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lapzero-studio-'));

beforeAll(async () => {
  if (!hasBrowser) return;
  site = await serveSite('127.0.0.1', undefined, ['garage.test']);
  // Plain http under a name that is not localhost: no secure context, as for the guests of a meetup.
  browser = await launchBrowser([...SOFTWARE_GL, '--host-resolver-rules=MAP garage.test 127.0.0.1']);
  address = `http://garage.test:${site.port}/`;
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
  page = await newPage();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function newPage(): Promise<Page> {
  const made = await context.newPage();
  made.setDefaultTimeout(60_000);
  made.on('pageerror', (error) => problems.push(error.message));
  return made;
}

const figure = (name: string) => page.locator('.figures > div', { hasText: name }).locator('dd');
const train = () => page.locator('.strip .primary');

/** Presses an action in an agent's menu. */
async function fromMenu(card: Locator, action: string): Promise<void> {
  await card.locator('.menu summary').click();
  await card.getByRole('button', { name: action }).click();
}

async function write(code: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(code);
}

/** Whether a training that is not over is kept in the browser. Runs in the page. */
function hasCheckpoint(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('lapzero');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const all = opening.result.transaction('runs').objectStore('runs').getAll();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result.some(({ isOver, checkpoint }) => !isOver && checkpoint !== null));
      };
    };
  });
}

/** So many updates of 1,024 steps. `patience` in milliseconds: software GL on two busy cores makes some 20 steps a second. */
async function trainFor(updates: number, patience: number): Promise<void> {
  await page.getByLabel('Until').selectOption('steps');
  await page.getByLabel('How many', { exact: true }).fill(String(1024 * updates));
  await train().click();
  await page.getByText('Saved to the Garage as').waitFor({ timeout: patience });
}

const GOOD = "def reward_function(params):\n    print('hello')\n    return params['speed'] * params['all_wheels_on_track']\n";

describe.skipIf(!hasBrowser)('the studio, as a visitor at a meetup has it', () => {
  it('opens on a home page with a way in', async () => {
    await page.goto(address);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.getByRole('link', { name: /^Train a car/ }).click();
    await train().waitFor();
    expect(await train().isEnabled()).toBe(true);
    await page.getByRole('img', { name: 'The world' }).waitFor();
  }, 180_000);

  it('shows a mistake in its line, and removes it when it is fixed', async () => {
    await page.getByRole('button', { name: 'Edit the code' }).click();
    await page.locator('.cm-content').waitFor();
    await write("def reward_function(params):\n    speed = params['speed']\n    return speed / no_such_thing\n");
    await page.locator('.cm-lint-marker-error').waitFor();
    await expect.poll(() => page.locator('.verdict [role=alert]').textContent()).toContain('reward.py:3');
    const marked = await page.locator('.cm-lintRange-error').textContent();
    expect(marked).toContain('no_such_thing');
    await write(GOOD);
    await page.locator('.verdict .good').waitFor();
    expect(await page.locator('.cm-lint-marker-error').count()).toBe(0);
    expect(await page.locator('.verdict').textContent()).toContain('It reads all_wheels_on_track, speed.');
    // Nothing severe; what it says is the check's, before there is a training.
    const note = 'The wrong way earns as much as the right one.';
    await expect.poll(() => page.locator('.readings .advice.wait').textContent()).toContain(note);
  }, 180_000);

  it('says beside the charts and under the code why a reward is bad, before training', async () => {
    await write("def reward_function(params):\n    return -1 - params['distance_from_center']\n");
    const cause = 'Every step costs, so the shortest drive wins.';
    await page.locator('.verdict .finding.severe').waitFor();
    expect(await page.locator('.verdict').textContent()).toContain(cause);
    expect(await page.locator('.readings .advice.trouble').textContent()).toContain(cause);
    await write(GOOD);
    await page.locator('.verdict .good').waitFor();
    await expect.poll(() => page.locator('.verdict .finding.severe').count()).toBe(0);
  }, 180_000);

  it('takes no order before there is a training', async () => {
    await page.locator('h1, h2, .strip').first().click();
    for (const key of ['s', 'f', 's']) await page.keyboard.press(key);
    expect(await train().textContent()).toBe('Train');
    expect(await page.locator('.choices select').first().isEnabled()).toBe(true);
  });

  it('keeps what is typed fast', async () => {
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    const typed = '# the quick brown fox jumps over the lazy dog, 0123456789 times';
    await page.keyboard.type(typed, { delay: 2 });
    expect((await page.locator('.cm-line').allTextContents()).at(-1)).toBe(typed);
  }, 180_000);

  it('trains on the CPU with that code, and the curves move', async () => {
    await page.locator('summary', { hasText: 'Learning' }).click();
    await page.getByLabel('Computes on').selectOption('wasm');
    await trainFor(3, 120_000);
    expect(await figure('Steps').first().textContent()).toBe('3,072');
    expect(await figure('Computes on').textContent()).toBe('CPU');
    const progress = page.locator('.chart', { hasText: 'Progress per episode' });
    expect(Number.parseFloat((await progress.locator('figcaption .number').textContent()) ?? '')).toBeGreaterThan(0);
    const accent = await progress.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] > 200 && data[at + 1] < 140 && data[at + 3] > 200) count++;
      return count;
    });
    expect(accent).toBeGreaterThan(20);
    expect(await page.locator('.verdict').textContent()).toContain('Printed in training');
    await page.locator('.odds .best').waitFor();
  }, 180_000);

  it('hides a part of the frame, by pointer and by keys, and tells what that changes', async () => {
    const line = page.locator('.car-frame-line');
    const marks = page.locator('.odds .bar b');
    await page.locator('.car-frame-image').hover();
    await expect.poll(() => line.textContent()).toMatch(/Without this part: .* \d+ % → \d+ %/);
    expect(await marks.count()).toBe(await page.locator('.odds li').count());
    await page.locator('.strip').hover();
    await expect.poll(() => marks.count()).toBe(0);
    await page.locator('.car-frame-image').press('ArrowUp');
    await expect.poll(() => line.textContent()).toContain('Without this part');
    await page.locator('.car-frame-image').press('Escape');
    await expect.poll(() => line.textContent()).toContain('Point at the frame');
  }, 60_000);

  it('trains on the GPU back end, too', async () => {
    await page.getByLabel('Computes on').selectOption('webgl');
    await trainFor(1, 600_000);
    expect(await figure('Steps').first().textContent()).toBe('1,024');
    expect(await figure('Computes on').textContent()).toBe('GPU');
  }, 630_000);

  it('finds its trainings and agents after a reload', async () => {
    await page.reload();
    await train().waitFor();
    expect(await page.locator('.choices').textContent()).toContain('your reward');
    await page.locator('summary', { hasText: 'Details' }).click();
    await expect.poll(() => page.getByLabel('Beside').locator('option').count()).toBe(3);
    await page.getByRole('link', { name: 'Garage', exact: true }).click();
    await page.locator('.agent').first().waitFor();
    expect(await page.locator('.agent').count()).toBe(2);
  }, 180_000);

  it('gives away an agent that drives in the terminal as it does here', async () => {
    const card = page.locator('.agent').last();
    await card.getByRole('button', { name: /^Drive/ }).click();
    const laps = card.locator('.laps');
    await laps.waitFor({ timeout: 60_000 });
    const hash = /[0-9a-f]{16,}/.exec((await laps.getAttribute('title')) ?? '')?.[0];
    const [download] = await Promise.all([page.waitForEvent('download'), fromMenu(card, 'Download')]);
    downloaded = download.suggestedFilename();
    expect(downloaded).toMatch(/^my-reward-\d\.zip$/);
    const file = join(folder, downloaded);
    await download.saveAs(file);
    const { stdout } = await lapzero(['evaluate', file, '--laps', '3', '--seed', '1']);
    expect(hash).toBeDefined();
    const { hash: inTerminal, laps: driven } = JSON.parse(stdout);
    expect(inTerminal).toBe(hash);
    // The drive is saved, and replays exactly.
    await card.getByRole('link', { name: 'See them in Replay' }).click();
    const lap = page.locator('.replay-laps .card');
    await lap.getByText('replays exactly').waitFor();
    expect(await lap.locator('tbody tr').count()).toBe(driven.length);
    await page.getByRole('link', { name: 'Garage', exact: true }).click();
    await page.locator('.agent').first().waitFor();
  }, 180_000);

  it('renames, clones, deletes, brings back, takes in', async () => {
    const names = () => page.locator('.agent-name').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    await page.locator('.agent-name').first().fill('my first');
    await page.keyboard.press('Enter');
    await fromMenu(page.locator('.agent').first(), 'Duplicate');
    await expect.poll(names).toContain('my first copy');
    await fromMenu(page.locator('.agent').first(), 'Delete');
    await expect.poll(async () => (await names()).length).toBe(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await names()).length).toBe(3);
    await page.locator('input[type=file]').setInputFiles(join(folder, downloaded));
    await expect.poll(async () => (await names()).length).toBe(4);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'x.zip', mimeType: 'application/zip', buffer: Buffer.from('no') });
    await page.getByText('x.zip: the file is no whole zip').waitFor();
  }, 180_000);

  it('shows a shared recipe before anything of it runs', async () => {
    await page.getByRole('link', { name: 'Studio' }).click();
    await page.getByRole('button', { name: 'Copy recipe link' }).click();
    const link = await page.locator('.toast textarea').inputValue();
    await page.getByRole('button', { name: 'Close this message' }).click();
    const other = await newPage();
    await other.goto(link);
    await other.getByText('A shared recipe', { exact: true }).waitFor();
    await expect.poll(() => other.locator('.cm-content').textContent()).toContain("print('hello')");
    // Longer than a pause in typing: nobody has tried it.
    await other.waitForTimeout(1500);
    expect(await other.locator('.verdict').textContent()).toBe('');
    expect(other.frames().length).toBe(1);
    // Nor does it take the place of what the visitor had, who goes away without accepting it.
    const visitor = await browser.newContext();
    const theirs = await visitor.newPage();
    await theirs.goto(link);
    await theirs.getByText('A shared recipe', { exact: true }).waitFor();
    await theirs.goto('about:blank');
    await theirs.goto(`${address}#/train`);
    await theirs.locator('.strip .primary').waitFor();
    await theirs.keyboard.press('e');
    await expect.poll(() => theirs.locator('.cm-content').textContent()).toContain('def reward_function');
    expect(await theirs.locator('.cm-content').textContent()).not.toContain("print('hello')");
    await visitor.close();
    await other.goto(link.slice(0, -4));
    await other.getByText(/damaged or cut short/).waitFor();
    await other.close();
  }, 180_000);

  it('resumes a training that the page was closed on', async () => {
    const other = await newPage();
    await other.goto(`${address}#/train`);
    await other.locator('summary', { hasText: 'Learning' }).click();
    await other.getByLabel('Until').selectOption('minutes');
    await other.getByLabel('Computes on').selectOption('wasm');
    await other.locator('.strip .primary').click();
    await expect.poll(() => other.evaluate(hasCheckpoint), { timeout: 120_000, interval: 500 }).toBe(true);
    // It is nobody's to take up as long as that page is there.
    await page.goto(`${address}#/garage`);
    await page.goto(`${address}#/train`);
    await page.waitForTimeout(1500);
    expect(await page.getByRole('button', { name: 'Resume' }).count()).toBe(0);
    await other.close();
    await page.goto(`${address}#/garage`);
    await page.goto(`${address}#/train`);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => page.locator('.strip .primary').textContent(), { timeout: 30_000 }).toBe('Pause');
    await expect
      .poll(async () => Number((await figure('Steps').first().textContent())?.replace(',', '')))
      .toBeGreaterThan(3072);
    await page.getByRole('button', { name: 'Start over' }).click();
  }, 180_000);

  it('continues for lap time when a training has ended, by the settings of that goal', async () => {
    const other = await newPage();
    await other.goto(`${address}#/train`);
    await other.locator('summary', { hasText: 'Learning' }).click();
    await other.getByLabel('Until').selectOption('steps');
    await other.getByLabel('How many', { exact: true }).fill('1024');
    await other.getByLabel('Computes on').selectOption('wasm');
    await other.locator('.strip .primary').click();
    await other.getByRole('button', { name: 'Train for lap time' }).click();
    await expect.poll(() => other.locator('.strip .primary').textContent()).toBe('Pause');
    expect(await other.getByLabel('Goal').inputValue()).toBe('gold');
    const steps = other.locator('.figures > div', { hasText: 'Steps' }).locator('dd').first();
    await expect.poll(async () => Number((await steps.textContent())?.replace(',', ''))).toBeGreaterThan(2048);
    await other.getByRole('button', { name: 'Copy recipe link' }).click();
    const link = await other.locator('.toast textarea').inputValue();
    const { recipe } = await parseLink(link.split('?r=')[1], {
      track: async (name) => bundledTrack(name),
      reward: async () => ({ language: 'python', text: 'pace', file: 'reward.py' }),
    });
    const { guide, critic, exploration, averaging } = GOALS.gold;
    expect(recipe).toMatchObject({ guide, critic, exploration, averaging });
    await other.getByRole('button', { name: 'Start over' }).click();
    await other.close();
  }, 180_000);

  it('writes the fastest line into a reward function, as the terminal does', async () => {
    await page.getByLabel('Choose a reward').selectOption('racing-line');
    await page.getByRole('button', { name: 'Use the fastest line' }).click();
    await expect.poll(() => page.getByLabel('Choose a reward').locator('option:checked').textContent()).toBe('your reward');
    await page.getByRole('button', { name: 'Copy recipe link' }).click();
    const link = await page.locator('.toast textarea').inputValue();
    await page.getByRole('button', { name: 'Close this message' }).click();
    const file = join(folder, 'along.py');
    await lapzero(['limit', 'workshop', '--cap', '2', '--reward', file]);
    const { reward } = await parseLink(link.split('?r=')[1], {
      track: async (name) => bundledTrack(name),
      reward: async () => Promise.reject(),
    });
    expect(reward.text).toBe(readFileSync(file, 'utf8'));
  }, 180_000);

  it('had no error that nobody caught', () => {
    expect(problems).toEqual([]);
  });
});
