/** An agent in one file: the zip that the studio gives and takes, and the terminal reads. */
import { zipSync } from 'fflate';
import { zipEntries } from '../deploy/zip.ts';
import { messageOf, UserError } from '../math/error.ts';
import type { AgentFiles } from '../policy/agent.ts';

/** Files of an agent, and how large each may be, bytes: the largest network has 231 MB of weights. */
const LIMITS: Readonly<Record<string, number>> = {
  'agent.json': 1 << 20,
  'weights.bin': 256 << 20,
  'lap.json': 8 << 20,
  'reward.py': 1 << 20,
  'reward.js': 1 << 20,
  'reward.ts': 1 << 20,
};
const MAX_ZIP = 256 << 20;
/** An agent has six files; whatever packed it may have added its own. */
const MAX_ENTRIES = 100;

export interface ZippedAgent extends AgentFiles {
  /** whatever else of an agent is there: its lap, its reward function */
  readonly [name: string]: Uint8Array;
}

export function zipAgent(files: ZippedAgent): Uint8Array {
  // No time of day in it: the same agent makes the same bytes.
  return zipSync({ ...files }, { mtime: new Date(1980, 0, 1) });
}

/** @throws UserError naming `place` for a file that is no zip, holds no agent, or is larger than any */
export function unzipAgent(bytes: Uint8Array, place: string): ZippedAgent {
  const fix = 'take the file that "Download" in the Garage gave';
  if (bytes.length > MAX_ZIP) throw new UserError(place, 'size', 'is over 256 MiB', fix);
  const files: Record<string, Uint8Array> = {};
  try {
    for (const { name, size, read } of zipEntries(bytes, MAX_ENTRIES)) {
      if (!Object.hasOwn(LIMITS, name)) continue;
      if (size > LIMITS[name]) throw new UserError(place, name, `is over ${LIMITS[name] >> 20} MiB`, fix);
      files[name] = read();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(place, 'the file', `is no whole zip (${messageOf(error)})`, fix);
  }
  const { 'agent.json': manifest, 'weights.bin': weights } = files;
  if (manifest && weights) return { ...files, 'agent.json': manifest, 'weights.bin': weights };
  throw new UserError(place, manifest ? 'weights.bin' : 'agent.json', 'is missing', fix);
}
