/** What the trainings of A and B show, in sentences. */

import { chanceOfDifference, estimate } from './statistics.ts';
import { COMPARE } from './texts.ts';
import type { Trial } from './trials.ts';

/** A chance below this is called a difference. */
const SURE = 0.05;
/** Fewer trainings with a lap than this cannot be compared. */
const FEWEST = 3;

/** The most important one first. @param names of the two @param areLapsComparable both drove the same track */
export function verdicts(
  a: readonly Trial[],
  b: readonly Trial[],
  names: readonly [string, string],
  areLapsComparable: boolean,
): string[] {
  const { verdicts: SAY } = COMPARE;
  const found: string[] = [];
  const lapped = (list: readonly Trial[]) => list.filter(({ firstLapSteps }) => firstLapSteps !== null).length;
  if (lapped(a) === a.length && lapped(b) < b.length) found.push(SAY.reliable(names[0]));
  if (lapped(b) === b.length && lapped(a) < a.length) found.push(SAY.reliable(names[1]));
  if (Math.min(lapped(a), lapped(b)) < FEWEST) return found.length > 0 ? found : [SAY.few];
  const chance = (value: number) => (value < 0.01 ? 'less than 1 %' : `${(100 * value).toFixed(0)} %`);
  const better = (values: readonly (readonly number[])[]) => {
    if (Math.min(...values.map(({ length }) => length)) < FEWEST) return null;
    const luck = chanceOfDifference(values[0], values[1]);
    if (luck >= SURE) return null;
    const [first, second] = values.map((list) => estimate(list).median);
    return { name: first < second ? names[0] : names[1], less: Math.min(first, second), more: Math.max(first, second), luck };
  };
  const steps = better([a, b].map((list) => list.flatMap(({ firstLapSteps }) => firstLapSteps ?? [])));
  if (steps) {
    const saved = `${(100 * (1 - steps.less / steps.more)).toFixed(0)} %`;
    found.push(SAY.betterSteps(steps.name, saved, chance(steps.luck)));
  }
  const laps = areLapsComparable
    ? better([a, b].map((list) => list.flatMap(({ bestLapSeconds }) => bestLapSeconds ?? [])))
    : null;
  if (laps) found.push(SAY.betterLap(laps.name, (laps.more - laps.less).toFixed(2), chance(laps.luck)));
  return found.length > 0 ? found : [SAY.same];
}
