/** A page without a driver: it computes the golden hashes and posts them to its server. */
import { startWasm } from '../../src/tensor/backend.browser.ts';
import { goldenDrive } from './golden.ts';
import { goldenWeights } from './golden-learning.ts';
import { goldenRace } from './golden-race.ts';

async function post(result: unknown): Promise<void> {
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
}

/** @param trackTexts the golden drive's; the training is on the first */
export async function run(trackTexts: readonly string[]): Promise<void> {
  try {
    const race = goldenRace(trackTexts[0]);
    await post({ ...goldenDrive(trackTexts), race, weights: await goldenWeights(trackTexts[0], startWasm) });
  } catch (error) {
    await post({ error: String(error) });
  }
}
