/** A track as a small picture. */
import { thumbnailSvg } from '../track/picture.ts';
import type { Track } from '../track/track.ts';

/** Address of it, for an image: scripts in a file cannot run there. */
export function thumbnailUrl(track: Track): string {
  return `data:image/svg+xml,${encodeURIComponent(thumbnailSvg(track))}`;
}
