/** Bundled and replaced tracks, as tests use them. */
import { existsSync, readFileSync } from 'node:fs';
import { parseTrackJson } from '../../src/track/format.ts';
import type { Track } from '../../src/track/track.ts';

export function bundledTrackText(name: string): string {
  const [listed, replaced] = ['', 'replaced/'].map((folder) => new URL(`../../tracks/${folder}${name}.json`, import.meta.url));
  return readFileSync(existsSync(listed) ? listed : replaced, 'utf8');
}

export function bundledTrack(name: string): Track {
  return parseTrackJson(bundledTrackText(name), `${name}.json`);
}
