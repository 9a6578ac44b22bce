/** What the studio's GPU back end does here, in Chromium: the page "How fast is it here?", read by a script. */
import { Command } from 'commander';
import { UserError } from '../../math/error.ts';
import { serveSite } from '../../serve/serve-site.node.ts';
import { HARDWARE_GL, launchChromium, SOFTWARE_GL } from '../chromium.ts';
import { say } from '../output.ts';
import type { Bench, BenchResult } from './report.ts';

interface Measured {
  readonly gpu: { readonly name: string; readonly isSoftware: boolean } | null;
  readonly rows: Readonly<Record<string, { readonly cpu?: number; readonly gpu?: number }>>;
}

const LONGEST_MILLISECONDS = 300_000;

export function gpuBench(): Bench {
  const command = new Command('gpu')
    .description('camera, gradient steps and training by WebGL in Chromium, beside one thread of the CPU')
    .option('--software', 'let the CPU play a GPU');
  return { command, digits: 0, measure };
}

async function measure({ software }: { readonly software?: boolean }): Promise<BenchResult> {
  const { port, close } = await serveSite('127.0.0.1');
  const browser = await launchChromium(software ? SOFTWARE_GL : HARDWARE_GL);
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/#/speed`);
    await page.click('button.primary');
    await page.waitForSelector('.as-json', { state: 'attached', timeout: LONGEST_MILLISECONDS });
    const { gpu, rows }: Measured = JSON.parse((await page.textContent('.as-json')) ?? '');
    if (!software && (!gpu || gpu.isSoftware)) {
      throw new UserError(
        'Chromium',
        'the GPU',
        `is ${gpu?.name || 'none'}`,
        'run it on a machine with one, or say --software',
      );
    }
    for (const [what, { cpu = 0, gpu = 0 }] of Object.entries(rows)) {
      say(`${what}: CPU ${cpu.toFixed(0)}, GPU ${gpu.toFixed(0)} per second`);
    }
    return { bench: 'gpu', unit: 'steps/s', values: [rows['train pocket']?.gpu ?? 0], device: gpu?.name, rows };
  } finally {
    await browser.close();
    close();
  }
}
