import { expect, it } from 'vitest';
import { newReplayClock } from '../../src/view/replay-clock.ts';

it('a slow machine skips frames: the time shown is the time that has passed', () => {
  const clock = newReplayClock();
  clock.isPlaying = true;
  for (let frame = 0; frame < 10; frame++) clock.advance(0.4, 60);
  expect(clock.time).toBeCloseTo(4, 9);
  clock.rate = 0.25;
  clock.advance(0.4, 60);
  expect(clock.time).toBeCloseTo(4.1, 9);
});

it('stands when it is paused, and stops at the end', () => {
  const clock = newReplayClock();
  clock.advance(1, 10);
  expect(clock.time).toBe(0);
  clock.isPlaying = true;
  clock.advance(30, 10);
  expect(clock.time).toBe(10);
  expect(clock.isPlaying).toBe(false);
});
