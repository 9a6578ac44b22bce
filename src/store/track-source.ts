/** How a track can be had again, without its points. */

export type TrackSource =
  /** bundled, by name */
  | { readonly own: string }
  | { readonly generated: { readonly seed: number; readonly difficulty: number } }
  /** a file of that name: only its points will do */
  | { readonly file: string };
