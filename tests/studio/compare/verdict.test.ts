import { expect, it } from 'vitest';
import type { Trial } from '../../../src/studio/compare/trials.ts';
import { verdicts } from '../../../src/studio/compare/verdict.ts';

const NAMES = ['A (steady)', 'B (mine)'] as const;
const trials = (steps: readonly (number | null)[], laps: readonly (number | null)[]): Trial[] =>
  steps.map((firstLapSteps, i) => ({
    seed: i + 1,
    firstLapSeconds: firstLapSteps && firstLapSteps / 2000,
    firstLapSteps,
    bestLapSeconds: laps[i],
  }));
const STEPS = [2048, 2048, 3072, 2048, 3072];
const LAPS = [8, 8.2, 8.1, 8.4, 8.3];

it('says what differs, by name', () => {
  const slower = LAPS.map((seconds) => seconds + 3);
  expect(verdicts(trials(STEPS, LAPS), trials(STEPS, slower), NAMES, true)).toEqual([
    expect.stringMatching(/^A \(steady\) laps 3\.00 s faster\. Very likely real \(.* chance of luck\)\.$/),
  ]);
  const sooner = STEPS.map((steps) => steps / 4);
  expect(verdicts(trials(STEPS, LAPS), trials(sooner, LAPS), NAMES, true)[0]).toContain('B (mine) needs 75 % fewer steps');
});

it('compares no laps of different tracks, and claims nothing that five seeds cannot show', () => {
  const slower = LAPS.map((seconds) => seconds + 3);
  const same = 'No difference that five seeds can show.';
  expect(verdicts(trials(STEPS, LAPS), trials(STEPS, slower), NAMES, false)).toEqual([same]);
  expect(verdicts(trials(STEPS, LAPS), trials(STEPS, LAPS), NAMES, true)).toEqual([same]);
});

it('counts those that never lapped', () => {
  const never = [null, null, null, 2048, 2048];
  const none = [null, null, null, 8, 8];
  expect(verdicts(trials(STEPS, LAPS), trials(never, none), NAMES, true)).toEqual([
    'A (steady) lapped with every seed, the other did not.',
  ]);
  expect(verdicts(trials(never, none), trials(never, none), NAMES, true)).toEqual(['Too few of them lapped to compare.']);
});
