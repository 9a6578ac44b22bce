/** Is it better? Two plans, five seeds each, and what that shows. */

import { signal } from '@preact/signals';
import { messageOf } from '../math/error.ts';
import { lapTime, thousands } from '../ui/format.ts';
import { Nav } from '../ui/nav.tsx';
import { COMPARE } from './compare-texts.ts';
import { type Plan, plan } from './plan.ts';
import * as session from './session.ts';
import { chanceOfDifference, estimate } from './statistics.ts';
import './rooms.css';
import { isOpened, lastPlan } from './opening.ts';
import { isComparing, type Trial, trainOnce } from './trials.ts';

type Side = 'A' | 'B';
const SIDES: readonly Side[] = ['A', 'B'];
const SEEDS = [1, 2, 3, 4, 5];
/** A chance below this is called a difference. */
const SURE = 0.05;
const MAX_STEPS = 200_000;
/** Characters of a reward function that are shown. */
const MAX_BRIEF = 1200;

const plans = signal<Readonly<Partial<Record<Side, Plan>>>>({});
const trials = signal<Readonly<Record<Side, readonly Trial[]>>>({ A: [], B: [] });
const trouble = signal('');
let stopping = new AbortController();

export function Compare() {
  const { A, B } = plans.value;
  const isReady = A !== undefined && B !== undefined;
  const isBusy = !session.isOver();
  return (
    <div class="room">
      <Nav here="compare" />
      <main class="compare">
        <h1>{COMPARE.title}</h1>
        <p>{COMPARE.intro}</p>
        <div class="sides">
          {SIDES.map((side) => (
            <SideCard key={side} side={side} />
          ))}
        </div>
        <div class="row">
          {isComparing.value ? (
            <button type="button" onClick={() => stopping.abort()}>
              {COMPARE.stop}
            </button>
          ) : (
            <button type="button" class="primary" disabled={!isReady || isBusy} onClick={() => void runAll()}>
              {COMPARE.start}
            </button>
          )}
          <span class="quiet" aria-live="polite">
            {isComparing.value
              ? COMPARE.underWay(trials.value.A.length + trials.value.B.length, 2 * SEEDS.length)
              : isBusy
                ? COMPARE.busy
                : COMPARE.cap}
          </span>
        </div>
        {trouble.value && <p role="alert">{trouble.value}</p>}
        {trials.value.A.length > 0 && <Results />}
      </main>
    </div>
  );
}

function SideCard({ side }: { side: Side }) {
  const own = plans.value[side];
  const take = async () => {
    plan.value ??= await lastPlan();
    trouble.value = isOpened.value ? COMPARE.opened : '';
    if (isOpened.value) return;
    plans.value = { ...plans.value, [side]: plan.value };
    trials.value = { A: [], B: [] };
  };
  return (
    <section class="card">
      <h2>{side}</h2>
      {own ? <PlanFacts plan={own} /> : <p class="quiet">{COMPARE.none}</p>}
      <div class="row">
        <button type="button" disabled={isComparing.value} onClick={() => void take()}>
          {side === 'A' ? COMPARE.setA : COMPARE.setB}
        </button>
        <a class="button" href="#/train">
          {COMPARE.toStudio}
        </a>
      </div>
    </section>
  );
}

function PlanFacts({ plan: { recipe, track, reward, template } }: { plan: Plan }) {
  return (
    <>
      <dl class="facts">
        <dt>{COMPARE.course}</dt>
        <dd>{track.name}</dd>
        <dt>{COMPARE.reward}</dt>
        <dd>{template ?? reward.file}</dd>
        <dt>{COMPARE.network}</dt>
        <dd>{recipe.architecture}</dd>
      </dl>
      {template === null && (
        <pre class="brief">{reward.text.length > MAX_BRIEF ? `${reward.text.slice(0, MAX_BRIEF)} …` : reward.text}</pre>
      )}
    </>
  );
}

/** Turn and turn about, so that a noisy machine disturbs both alike. */
async function runAll(): Promise<void> {
  isComparing.value = true;
  trouble.value = '';
  trials.value = { A: [], B: [] };
  stopping = new AbortController();
  try {
    for (const seed of SEEDS) {
      for (const side of SIDES) {
        const own = plans.value[side];
        if (!own || stopping.signal.aborted) return;
        const recipe = { ...own.recipe, seed };
        const trial = await trainOnce({ ...own, recipe }, MAX_STEPS, stopping.signal).catch((error) => {
          throw new Error(`${side}: ${messageOf(error)}`);
        });
        if (stopping.signal.aborted) return;
        trials.value = { ...trials.value, [side]: [...trials.value[side], trial] };
      }
    }
  } catch (error) {
    trouble.value = messageOf(error);
  } finally {
    isComparing.value = false;
  }
}

function Results() {
  return (
    <section class="card" aria-live="polite">
      <table class="results">
        <thead>
          <tr>
            <th />
            <th>{COMPARE.firstLap}</th>
            <th>{COMPARE.steps}</th>
            <th>{COMPARE.bestLap}</th>
          </tr>
        </thead>
        <tbody>
          {SIDES.map((side) => (
            <tr key={side}>
              <th>{side}</th>
              <td>
                {spoken(
                  trials.value[side].map(({ firstLapSeconds }) => firstLapSeconds),
                  (value) => `${value.toFixed(1)} s`,
                )}
              </td>
              <td>
                {spoken(
                  trials.value[side].map(({ firstLapSteps }) => firstLapSteps),
                  thousands,
                )}
              </td>
              <td>
                {spoken(
                  trials.value[side].map(({ bestLapSeconds }) => bestLapSeconds),
                  lapTime,
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">{COMPARE.spread}</p>
      {trials.value.A.length === SEEDS.length && trials.value.B.length === SEEDS.length && (
        <ul>
          {verdicts(trials.value.A, trials.value.B).map((text) => (
            <li key={text}>
              <b>{text}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** "9.1 s, 8.2 s–13.0 s over 5 seeds" */
function spoken(values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return COMPARE.never;
  const { median, low, high, count } = estimate(known);
  const missing = values.length - count;
  const text = count === 1 ? format(median) : `${format(median)}, ${format(low)}–${format(high)} ${COMPARE.over(count)}`;
  return missing > 0 ? `${text}; ${COMPARE.lapless(missing, values.length)}` : text;
}

function verdicts(a: readonly Trial[], b: readonly Trial[]): string[] {
  const { verdicts: SAY } = COMPARE;
  const said: string[] = [];
  const lapped = (list: readonly Trial[]) => list.filter(({ firstLapSteps }) => firstLapSteps !== null).length;
  if (lapped(a) === a.length && lapped(b) < b.length) said.push(SAY.reliable('A'));
  if (lapped(b) === b.length && lapped(a) < a.length) said.push(SAY.reliable('B'));
  if (Math.min(lapped(a), lapped(b)) < 3) return said.length > 0 ? said : [SAY.few];
  const chance = (value: number) => (value < 0.01 ? 'less than 1 %' : `${(100 * value).toFixed(0)} %`);
  const steps = [a, b].map((list) => list.flatMap(({ firstLapSteps }) => firstLapSteps ?? []));
  const byLuck = chanceOfDifference(steps[0], steps[1]);
  if (byLuck < SURE) {
    const [first, second] = steps.map((list) => estimate(list).median);
    const saved = 1 - Math.min(first, second) / Math.max(first, second);
    said.push(SAY.betterSteps(first < second ? 'A' : 'B', `${(100 * saved).toFixed(0)} %`, chance(byLuck)));
  }
  const laps = [a, b].map((list) => list.flatMap(({ bestLapSeconds }) => bestLapSeconds ?? []));
  const lapByLuck = Math.min(laps[0].length, laps[1].length) > 2 ? chanceOfDifference(laps[0], laps[1]) : 1;
  if (lapByLuck < SURE) {
    const [first, second] = laps.map((list) => estimate(list).median);
    said.push(SAY.betterLap(first < second ? 'A' : 'B', Math.abs(first - second).toFixed(2), chance(lapByLuck)));
  }
  return said.length > 0 ? said : [SAY.same];
}
