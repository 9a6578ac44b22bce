/** Tracks: bundled ones by name, custom ones by file. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { UserError } from '../math/error.ts';
import { PROJECT } from '../math/project.node.ts';
import { parseTrackJson, parseTrackNpy } from '../track/format.ts';
import type { Track } from '../track/track.ts';
import { readBytes, readText } from './files.node.ts';

export const DEFAULT_TRACK = 'workshop';

const LISTED = join(PROJECT, 'tracks');
const REPLACED = join(LISTED, 'replaced');

/** The bundled tracks, as lists show them. */
export function bundledTrackNames(): string[] {
  return namesIn(LISTED);
}

/** The listed tracks, then those that earlier versions had: agents, recordings and recipes may still name them. */
export function knownTrackNames(): string[] {
  return [...namesIn(LISTED), ...namesIn(REPLACED)];
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/** A bundled or replaced track by its name, or one from a `.json` or `.npy` file. @throws UserError */
export function loadTrack(nameOrFile: string): Track {
  if (/^[\w-]+$/.test(nameOrFile)) {
    const file = [LISTED, REPLACED].map((folder) => join(folder, `${nameOrFile}.json`)).find(existsSync);
    if (file !== undefined) return parseTrackJson(readText(file), file);
  }
  const extension = extname(nameOrFile).toLowerCase();
  if (extension === '.npy') return parseTrackNpy(readBytes(nameOrFile), nameOrFile, trackNameOf(nameOrFile));
  if (extension === '.json') return parseTrackJson(readText(nameOrFile), nameOrFile);
  const fix = `use ${bundledTrackNames().join(', ')}, or a .json or .npy file`;
  throw new UserError('--track', `"${nameOrFile}"`, 'is no bundled track and no track file', fix);
}

/** A track's name from its file's. */
function trackNameOf(path: string): string {
  const name = basename(path, extname(path)).replace(/[^\w .-]/g, '_');
  return (/^\w/.test(name) ? name : `track ${name}`).slice(0, 64).trim();
}
