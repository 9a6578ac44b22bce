/** What the studio does with files that were dropped: a track to train on, a reward function to train with. */
import { isRewardFile, rewardSource } from '../reward/source.ts';
import { trackFromFile } from '../store/library.browser.ts';
import { lastPlan } from './opening.ts';
import { plan, withReward, withTrack } from './plan.ts';
import type { GivenUpload } from './uploads.ts';

/** @throws UserError for what is neither */
export async function takeDropped(uploads: readonly GivenUpload[]): Promise<void> {
  for (const { file } of uploads) {
    const current = plan.value ?? (await lastPlan());
    if (isRewardFile(file.name)) {
      plan.value = withReward(current, rewardSource(file.name, await file.text()), null);
    } else {
      const track = await trackFromFile(file);
      plan.value = await withTrack(current, track, { file: track.name });
    }
  }
}
