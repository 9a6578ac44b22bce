/** A race's events on its time line: where they are marked, and the way from one to the next. */
import type { RaceEvent } from '../../lap/race-events.ts';
import { TICKS_PER_SECOND } from '../../sim/episode.ts';

/** A jump to an event shows what led to it, s. */
const BEFORE = 1;
/** So much of a second before now still counts as now: a race that plays would never get past a mark. */
const SLACK = 0.5;

export interface EventMark {
  readonly event: RaceEvent;
  /** since the start signal, s */
  readonly seconds: number;
  /** where a jump to it leads, s */
  readonly jump: number;
}

/** @param events in the order of their ticks */
export function eventMarks(events: readonly RaceEvent[]): EventMark[] {
  return events.map((event) => {
    const seconds = event.tick / TICKS_PER_SECOND;
    return { event, seconds, jump: Math.max(0, seconds - BEFORE) };
  });
}

/** The first one that a jump from `time` on leads to. */
export function markAfter(marks: readonly EventMark[], time: number): EventMark | undefined {
  return marks.find(({ jump }) => jump > time + 1e-6);
}

/** The last one that a jump back from `time` leads to. */
export function markBefore(marks: readonly EventMark[], time: number): EventMark | undefined {
  return marks.findLast(({ jump }) => jump < time - SLACK);
}
