/** How a track can be had again, without its points. */
import type { GeneratorVersion } from '../track/generator-options.ts';

export type TrackSource =
  /** bundled, by name */
  | { readonly own: string }
  | { readonly generated: GeneratedSource }
  /** a file of that name: only its points will do */
  | { readonly file: string };

export interface GeneratedSource {
  readonly seed: number;
  readonly difficulty: number;
  /** absent: 1, as in sources from before there was another */
  readonly generator?: GeneratorVersion;
}
