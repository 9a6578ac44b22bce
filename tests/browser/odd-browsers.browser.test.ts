import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../src/serve/serve-site.node.ts';
import { hasBrowser, launchBrowser, SOFTWARE_GL } from '../support/browser.ts';

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

/** A page whose browser is changed before anything runs in it. */
async function odd(change: () => void): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(change);
  return { page, errors };
}

/** How many different colours are on the canvas. Runs in the page. */
function coloursOf(canvas: HTMLCanvasElement): number {
  const context = canvas.getContext('2d');
  if (!context) return 0;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set<number>();
  for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  return seen.size;
}

describe.skipIf(!hasBrowser)('in a browser whose language no standard knows', () => {
  it.each(['train', 'garage', 'replay', 'analysis', 'compare', 'bring'])('the room %s opens', async (room) => {
    const { page, errors } = await odd(() => {
      Object.defineProperty(Navigator.prototype, 'language', { get: () => 'C' });
      Object.defineProperty(Navigator.prototype, 'languages', { get: () => ['C'] });
    });
    await page.goto(`${address}#/${room}`);
    await page.locator(room === 'train' ? '.strip' : 'main').waitFor();
    expect(await page.getByText('This page could not be shown').count()).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(!hasBrowser)('where a room fails while it is drawn', () => {
  it('says what happened, and offers ways out', async () => {
    const { page } = await odd(() => {
      Object.defineProperty(String.prototype, 'localeCompare', { value: 0 });
    });
    await page.route(/\/garage-[^/]*\.js/, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: 'export const GaragePage = () => { throw new Error("no wheels"); };',
      }),
    );
    await page.goto(`${address}#/garage`);
    await page.getByText('This page could not be shown').waitFor();
    expect(await page.locator('.failure').textContent()).toContain('no wheels');
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('link', { name: /^Train a car/ }).waitFor();
    await page.context().close();
  });

  it('says so, too, where a part of it cannot be loaded', async () => {
    const { page } = await odd(() => {});
    await page.route(/\/compare-[^/]*\.js/, (route) => route.abort());
    await page.goto(`${address}#/compare`);
    await page.getByText('This page could not be shown').waitFor();
    await page.context().close();
  });
});

describe.skipIf(!hasBrowser)('without WebGL 2', () => {
  it('the world is drawn from above, with the cars that learn', async () => {
    const { page, errors } = await odd(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind.startsWith('webgl') ? null : Reflect.apply(real, this, [kind, ...rest]);
      } as typeof real;
    });
    await page.goto(`${address}#/train`);
    const canvas = page.locator('.world canvas');
    await page.getByText('Drawn from above').waitFor();
    await expect.poll(() => canvas.evaluate(coloursOf)).toBeGreaterThan(20);
    // Where there is one viewpoint, none is offered.
    expect(await page.getByLabel('Viewpoint').count()).toBe(0);
    await page.locator('.strip .primary').click();
    const picture = () => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
    await expect.poll(() => page.locator('.strip .primary').textContent()).toBe('Pause');
    const before = await picture();
    await expect.poll(picture).not.toBe(before);
    await page.locator('.ended').waitFor();
    await page.goto(`${address}#/replay`);
    await page.locator('.replay-laps .card').waitFor();
    await expect.poll(() => page.locator('.replay-world').evaluate(coloursOf)).toBeGreaterThan(20);
    await page.goto(`${address}#/`);
    await expect.poll(() => page.locator('.home-world').evaluate(coloursOf)).toBeGreaterThan(20);
    expect(errors).toEqual([]);
    await page.context().close();
  }, 120_000);
});
