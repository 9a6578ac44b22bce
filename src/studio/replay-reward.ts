/** Laps paid by somebody's reward function, in its sandbox. */
import { inputsOfDrive } from '../lap/drive-inputs.ts';
import { SANDBOX_FRAME } from '../reward/assets.browser.ts';
import { browserSandboxes } from '../reward/sandbox.browser.ts';
import { newSandbox } from '../reward/sandbox.ts';
import type { RewardSource } from '../reward/source.ts';
import type { ReplayLap } from './replay-laps.ts';

const SEED = 1;

/** @returns the laps that have commands, paid anew, each from its beginning @throws RewardFailed when the function does */
export async function paidBy(source: RewardSource, laps: readonly ReplayLap[]): Promise<readonly ReplayLap[]> {
  const driven = laps.filter((lap) => lap.source);
  const carNumbers = driven.map((_, i) => i);
  const sandbox = newSandbox({ source, platform: browserSandboxes(SANDBOX_FRAME), seed: SEED, carNumbers });
  try {
    await sandbox.loaded();
    const paid = new Map<ReplayLap, ReplayLap>();
    for (const [car, lap] of driven.entries()) {
      if (!lap.source) continue;
      const reward = await sandbox.evaluate(car, inputsOfDrive(lap.source.recording, lap.track, lap.name));
      paid.set(lap, { ...lap, rewardName: source.file, playback: { ...lap.playback, reward } });
    }
    return laps.map((lap) => paid.get(lap) ?? lap);
  } finally {
    sandbox.close();
  }
}
