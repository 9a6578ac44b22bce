/** Which tracks can be generated, and by which version of the generator. */
import type { Surface } from './track.ts';

/**
 * 1 draws round loops; recipes, links and agents from before version 2 mean it by saying nothing.
 * 2 draws race tracks: straights, hairpins, chicanes, stretches beside each other.
 */
export const GENERATORS = [1, 2] as const;
export type GeneratorVersion = (typeof GENERATORS)[number];
/** The version for new tracks. */
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

/** `count` difficulties, spread evenly from the least to the most; the middle for a single one. */
export function spreadDifficulties(count: number, least = 0, most = 1): number[] {
  return Array.from({ length: count }, (_, i) => least + (count > 1 ? i / (count - 1) : 0.5) * (most - least));
}
