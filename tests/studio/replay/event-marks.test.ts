import { expect, it } from 'vitest';
import type { RaceEvent } from '../../../src/lap/race-events.ts';
import { eventMarks, markAfter, markBefore } from '../../../src/studio/replay/event-marks.ts';

const event = (tick: number): RaceEvent => ({ kind: 'off-track', tick, entrants: [0], pushedBy: null });
const marks = eventMarks([60, 600, 1200].map(event));

it('a jump to an event begins a second before it, never before the race', () => {
  expect(marks.map(({ seconds }) => seconds)).toEqual([0.5, 5, 10]);
  expect(marks.map(({ jump }) => jump)).toEqual([0, 4, 9]);
});

it('jumps on and back visit every event, also while the race plays', () => {
  expect(markAfter(marks, 0)).toBe(marks[1]);
  expect(markAfter(marks, 4)).toBe(marks[2]);
  expect(markAfter(marks, 9)).toBeUndefined();
  expect(markBefore(marks, 12)).toBe(marks[2]);
  expect(markBefore(marks, 9.2)).toBe(marks[1]);
  expect(markBefore(marks, 4)).toBe(marks[0]);
  expect(markBefore(marks, 0)).toBeUndefined();
});
