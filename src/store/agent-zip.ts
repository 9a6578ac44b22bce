/** An agent in one file: the zip that the studio gives and takes, and the terminal reads. */
import { unzipSync, zipSync } from 'fflate';
import { UserError } from '../math/error.ts';
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
  const mend = 'take the file that "Download" in the Garage gave';
  if (bytes.length > MAX_ZIP) throw new UserError(place, 'size', 'is over 256 MiB', mend);
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!Object.hasOwn(LIMITS, name)) return false;
        if (originalSize <= LIMITS[name]) return true;
        throw new UserError(place, name, `is over ${LIMITS[name] >> 20} MiB`, mend);
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(place, 'the file', 'is no whole zip', mend);
  }
  const { 'agent.json': manifest, 'weights.bin': weights } = files;
  if (manifest && weights) return { ...files, 'agent.json': manifest, 'weights.bin': weights };
  throw new UserError(place, manifest ? 'weights.bin' : 'agent.json', 'is missing', mend);
}
