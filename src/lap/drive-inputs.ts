/** The reward inputs of a recorded drive, for any reward function to score. */
import { newSandbox, type RecordedSteps, type SandboxPlatform } from '../reward/sandbox.ts';
import type { RewardSource } from '../reward/source.ts';
import { copyInputs, newRewardInputs, type RewardInputs } from '../sim/inputs.ts';
import type { Track } from '../track/track.ts';
import { isNewLap } from './drive-log.ts';
import { FIRST_STEP } from './logged-step.ts';
import { findDifference, type Recording } from './recording.ts';

interface RecordedDrive {
  readonly recording: Recording;
  readonly track: Track;
  /** for messages */
  readonly file: string;
}

/** Rewards of each decision, drive by drive, each drive in the state of a separate car. @throws RewardFailed when it does */
export async function rescoreDrives(
  drives: readonly RecordedDrive[],
  source: RewardSource,
  platform: SandboxPlatform,
): Promise<Float64Array[]> {
  const sandbox = newSandbox({ source, platform, seed: 1, carNumbers: drives.map((_, i) => i) });
  try {
    await sandbox.loaded();
    const rewards: Float64Array[] = [];
    for (const [car, drive] of drives.entries()) rewards.push(await sandbox.evaluate(car, inputsOfDrive(drive)));
    return rewards;
  } finally {
    sandbox.close();
  }
}

/**
 * Drives it again; each lap is an episode of its own, as in training.
 * @throws UserError when it was recorded on another track or under other rules
 */
export function inputsOfDrive({ recording, track, file }: RecordedDrive): RecordedSteps {
  let all: RewardInputs | undefined;
  let count = 0;
  /** steps of the laps before this one */
  let before = 0;
  findDifference(recording, track, file, ({ inputs }) => {
    all ??= newRewardInputs(recording.actions.length, inputs.object_capacity);
    copyInputs(inputs, all, count);
    if (count > 0 && isNewLap(inputs.progress[0], all.progress[count - 1])) before = inputs.steps[0] - FIRST_STEP;
    all.steps[count++] -= before;
  });
  return { track, inputs: all ?? newRewardInputs(0), count };
}
