/** What a reward function would have been told on a recorded drive, to be paid by any. */
import type { RecordedSteps } from '../reward/sandbox.ts';
import { copyInputs, newRewardInputs, type RewardInputs } from '../sim/inputs.ts';
import type { Track } from '../track/track.ts';
import { FIRST_STEP, HALF_A_LAP } from './drive-log.ts';
import { findDifference, type Recording } from './recording.ts';

/** Drives it again; each lap is an episode of its own, as in training. @throws UserError when it was recorded on another course or under other rules */
export function inputsOfDrive(recording: Recording, track: Track, file: string): RecordedSteps {
  let all: RewardInputs | undefined;
  let count = 0;
  /** steps of the laps before this one */
  let before = 0;
  findDifference(recording, track, file, ({ inputs }) => {
    all ??= newRewardInputs(recording.actions.length, inputs.object_capacity);
    copyInputs(inputs, all, count);
    if (count > 0 && inputs.progress[0] < all.progress[count - 1] - HALF_A_LAP) before = inputs.steps[0] - FIRST_STEP;
    all.steps[count++] -= before;
  });
  return { track, inputs: all ?? newRewardInputs(0), count };
}
