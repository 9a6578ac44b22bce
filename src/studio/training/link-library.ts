/** What recipe links only name. */
import type { RewardSource } from '../../reward/source.ts';
import type { Track } from '../../track/track.ts';

export interface Library {
  track(name: string): Promise<Track>;
  reward(name: string, language: 'python' | 'typescript', track: Track): Promise<RewardSource>;
}

/** Whether a text is the library's function of that name, unchanged. */
export async function isOfLibrary(
  name: string,
  { language, text }: RewardSource,
  track: Track,
  library: Library,
): Promise<boolean> {
  if (language === 'javascript') return false;
  return library.reward(name, language, track).then(
    (bundled) => bundled.text === text,
    () => false,
  );
}
