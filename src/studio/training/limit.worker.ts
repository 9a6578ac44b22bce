/** Finds the fastest line of a car around a track, and writes it into a reward function. */
import type { CarName } from '../../car/spec.ts';
import { provenLimit } from '../../lap/limit.ts';
import { withLimitLine } from '../../lap/limit-list.ts';
import { messageOf } from '../../math/error.ts';
import { type TrackData, trackFromData } from '../../track/track.ts';

export interface LimitCall {
  readonly track: TrackData;
  readonly car: CarName;
  /** of commanded speeds, m/s */
  readonly cap: number;
  /** the library's racing-line function, without a line */
  readonly text: string;
}

/** null where the car cannot be driven around the track at that speed */
export type LimitAnswer = { readonly text: string | null } | { readonly failed: string };

addEventListener('message', ({ data: { track, car, cap, text } }: MessageEvent<LimitCall>) => {
  let answer: LimitAnswer;
  try {
    const limit = provenLimit(trackFromData(track), car, cap);
    answer = { text: limit ? withLimitLine(text, limit) : null };
  } catch (error) {
    answer = { failed: messageOf(error) };
  }
  postMessage(answer);
});
