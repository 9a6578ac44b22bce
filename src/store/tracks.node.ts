/** Courses: our own by name, anybody's by file. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../math/error.ts';
import { parseTrackJson, parseTrackNpy } from '../track/format.ts';
import type { Track } from '../track/track.ts';
import { readBytes, readText } from './files.node.ts';

export const DEFAULT_TRACK = 'workshop';

/** The project's own folder, whether this runs from `src` or compiled from `build`. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const OWN_TRACKS = join(PROJECT, 'tracks');

export function ownTrackNames(): string[] {
  return readdirSync(OWN_TRACKS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/** A course by its name among ours, or from a `.json` or `.npy` file. @throws UserError */
export function loadTrack(nameOrFile: string): Track {
  if (/^[\w-]+$/.test(nameOrFile) && existsSync(join(OWN_TRACKS, `${nameOrFile}.json`))) {
    const file = join(OWN_TRACKS, `${nameOrFile}.json`);
    return parseTrackJson(readText(file), file);
  }
  const extension = extname(nameOrFile).toLowerCase();
  if (extension === '.npy') return parseTrackNpy(readBytes(nameOrFile), nameOrFile, trackNameOf(nameOrFile));
  if (extension === '.json') return parseTrackJson(readText(nameOrFile), nameOrFile);
  const mend = `use ${ownTrackNames().join(', ')}, or a .json or .npy file`;
  throw new UserError('--track', `"${nameOrFile}"`, 'is no course of ours and no course file', mend);
}

/** A course's name from its file's. */
function trackNameOf(path: string): string {
  const name = basename(path, extname(path)).replace(/[^\w .-]/g, '_');
  return (/^\w/.test(name) ? name : `course ${name}`).slice(0, 64).trim();
}
