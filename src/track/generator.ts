/** Endless tracks from seeds. The same options and version give the same track, bit for bit. */
import { generateFirst } from './generator-1.ts';
import { generateSecond } from './generator-2.ts';
import type { GeneratorOptions } from './generator-options.ts';
import type { Track } from './track.ts';

/** @throws RangeError for options that no track can fulfil */
export function generateTrack(options: GeneratorOptions): Track {
  const { difficulty, generator = 1 } = options;
  if (!(difficulty >= 0 && difficulty <= 1)) throw new RangeError(`difficulty is ${difficulty}; use 0 to 1`);
  return generator === 2 ? generateSecond(options) : generateFirst(options);
}
