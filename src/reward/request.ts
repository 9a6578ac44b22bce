/**
 * What a host asks of its sandbox. A message is a small JSON object and, beside it, a block of bytes: rows of numbers on
 * the way in, rewards on the way out. Imports nothing: it is loaded on both sides.
 */

/** Rows of one request: at most this many, or one per car where those are more. */
export const BATCH_ROWS = 16;

/** What a host asks. */
export type Request =
  | {
      readonly kind: 'load';
      readonly file: string;
      /** JavaScript or Python */
      readonly text: string;
      /** of the cars' random numbers */
      readonly seed: number;
      readonly carNumbers: readonly number[];
      /** a call that fails counts as 0, instead of ending the batch */
      readonly zero: boolean;
      readonly milliseconds: number;
    }
  /** block: the track's waypoints, float64 */
  | { readonly kind: 'track'; readonly number: number; readonly length: number }
  /** block: rows; `milliseconds` that all of them may take */
  | { readonly kind: 'evaluate'; readonly count: number; readonly stride: number; readonly milliseconds: number }
  /** rewards of inputs given as JSON texts of objects; `common` is part of each; `watch` reports which are read */
  | {
      readonly kind: 'call';
      readonly car: number;
      readonly common: string;
      readonly inputs: readonly string[];
      readonly watch: boolean;
      readonly milliseconds: number;
    };
