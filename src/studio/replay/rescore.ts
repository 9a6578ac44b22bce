/** Laps rescored by a custom reward function, in its sandbox. */
import { rescoreDrives } from '../../lap/drive-inputs.ts';
import { SANDBOX_FRAME } from '../../reward/assets.browser.ts';
import { browserSandboxes } from '../../reward/sandbox.browser.ts';
import type { RewardSource } from '../../reward/source.ts';
import type { ReplayLap } from './laps.ts';

/** @returns the laps that have commands, rescored, each from its beginning @throws RewardFailed when the function does */
export async function rescoredBy(source: RewardSource, laps: readonly ReplayLap[]): Promise<readonly ReplayLap[]> {
  const driven = laps.flatMap((lap) => (lap.source ? [{ lap, recording: lap.source.recording }] : []));
  const drives = driven.map(({ lap: { track, name }, recording }) => ({ recording, track, file: name }));
  const rewards = await rescoreDrives(drives, source, browserSandboxes(SANDBOX_FRAME));
  const rescored = new Map(
    driven.map(({ lap }, i) => [lap, { ...lap, rewardName: source.file, playback: { ...lap.playback, reward: rewards[i] } }]),
  );
  return laps.map((lap) => rescored.get(lap) ?? lap);
}
