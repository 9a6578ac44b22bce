/** Endless tracks from seeds. The same options and version give the same track, bit for bit. */
import { generateFirst } from './generator-1.ts';
import { generateSecond } from './generator-2.ts';
import type { Surface, Track } from './track.ts';

/**
 * 1 draws round loops; recipes, links and agents from before version 2 mean it by saying nothing.
 * 2 draws race tracks: straights, hairpins, chicanes, stretches beside each other.
 */
export const GENERATORS = [1, 2] as const;
export type GeneratorVersion = (typeof GENERATORS)[number];
/** What is written where nobody asks for another. */
export const NEWEST_GENERATOR: GeneratorVersion = 2;

export interface GeneratorOptions {
  readonly seed: number;
  /** 0 = wide and round, 1 = narrow and full of hairpins */
  readonly difficulty: number;
  /** m around, about; drawn up to 30 (generator 1) or 60 (generator 2) when not given */
  readonly length?: number;
  /** m across, on average; drawn by difficulty when not given */
  readonly width?: number;
  readonly name?: string;
  readonly surface?: Surface;
  /** default: 1, so that seeds from before version 2 keep their meaning */
  readonly generator?: GeneratorVersion;
}

/** @throws RangeError for options that no track can fulfil */
export function generateTrack(options: GeneratorOptions): Track {
  const { difficulty, generator = 1 } = options;
  if (!(difficulty >= 0 && difficulty <= 1)) throw new RangeError(`difficulty is ${difficulty}; use 0 to 1`);
  return generator === 2 ? generateSecond(options) : generateFirst(options);
}
