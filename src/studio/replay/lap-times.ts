/** Times in the laps that are on show. */
import { lapTime } from '../../ui/format.ts';
import type { ReplayLap } from './laps.ts';
import { REPLAY } from './texts.ts';

/** Of the longest of them, s; never 0. */
export function durationOf(laps: readonly ReplayLap[]): number {
  return Math.max(1e-3, ...laps.map(({ playback }) => (playback.count - 1) * playback.stepSeconds));
}

/** When the fastest of its laps began, s. */
export function bestStart(lap: ReplayLap | undefined): number {
  const laps = lap?.playback.laps ?? [];
  const best = laps.reduce((least, { seconds }) => Math.min(least, seconds), Number.POSITIVE_INFINITY);
  return laps.find(({ seconds }) => seconds === best)?.from ?? 0;
}

/** Which lap it is, and the time in it. */
export function clockOf(lap: ReplayLap | undefined, time: number): string {
  const laps = lap?.playback.laps ?? [];
  const at = laps.findLastIndex(({ from }) => from <= time + 1e-6);
  return at < 0 ? lapTime(time) : `${REPLAY.lap} ${at + 1}  ${lapTime(Math.min(time - laps[at].from, laps[at].seconds))}`;
}
