/** The tracks that Replay can show, by hash: those that were opened here, and the bundled ones. */
import { bundledTrack, KNOWN_TRACKS } from '../../store/library.browser.ts';
import type { Track } from '../../track/track.ts';

const known = new Map<string, Track>();

export function rememberTrack(track: Track): void {
  known.set(track.hash, track);
}

/** @returns undefined for one that is not bundled and was not opened */
export async function trackOfHash(hash: string): Promise<Track | undefined> {
  if (!known.has(hash)) for (const track of await Promise.all(KNOWN_TRACKS.map(bundledTrack))) rememberTrack(track);
  return known.get(hash);
}
