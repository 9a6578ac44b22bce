/** Our own courses, as tests use them. */
import { readFileSync } from 'node:fs';
import { parseTrackJson } from '../../src/track/format.ts';
import type { Track } from '../../src/track/track.ts';

export function ownTrackText(name: string): string {
  return readFileSync(new URL(`../../tracks/${name}.json`, import.meta.url), 'utf8');
}

export function ownTrack(name: string): Track {
  return parseTrackJson(ownTrackText(name), `${name}.json`);
}
