/** What recipe links only name. */
import type { RewardSource } from '../reward/source.ts';
import type { Track } from '../track/track.ts';

export interface Library {
  course(name: string): Promise<Track>;
  reward(name: string, language: 'python' | 'typescript', track: Track): Promise<RewardSource>;
}
