/** What the studio does with files that were dropped: a track to train on, a reward function to train with. */
import { isRewardFile, rewardSource } from '../../reward/source.ts';
import { trackFromFile } from '../../store/library.browser.ts';
import type { GivenUpload } from '../../ui/uploads.ts';
import { lastSetup } from './opening.ts';
import { setup, withReward, withTrack } from './setup.ts';

/** @throws UserError for what is neither */
export async function takeDropped(uploads: readonly GivenUpload[]): Promise<void> {
  for (const { file } of uploads) {
    const current = setup.value ?? (await lastSetup());
    if (isRewardFile(file.name)) {
      setup.value = withReward(current, rewardSource(file.name, await file.text()), null);
    } else {
      const track = await trackFromFile(file);
      setup.value = await withTrack(current, track, { file: track.name });
    }
  }
}
