/** Is it better? Two setups, five seeds each, and what that shows. */

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import type { StoredAgent } from '../../store/garage.browser.ts';
import { LIBRARY_REWARDS, libraryReward } from '../../store/library.browser.ts';
import { isComparing } from '../../ui/activity.ts';
import { DocLink } from '../../ui/doc-link.tsx';
import { lapTime, thousands } from '../../ui/format.ts';
import { Nav } from '../../ui/nav.tsx';
import { customReward } from '../training/custom-reward.ts';
import { isOpened, lastSetup, setupFrom } from '../training/opening.ts';
import { rewardNameOf, type Setup, setup, withReward } from '../training/setup.ts';
import { studioTraining } from '../training/studio-training.ts';
import { useStoredAgents } from '../use-stored-agents.ts';
import { DotPlot } from './dot-plot.tsx';
import { estimate } from './statistics.ts';
import { COMPARE } from './texts.ts';
import { type Trial, trainOnce } from './trials.ts';
import { verdicts } from './verdict.ts';
import './page.css';

type Side = 'A' | 'B';
const SIDES: readonly Side[] = ['A', 'B'];
const SEEDS = [1, 2, 3, 4, 5];
const MAX_STEPS = 200_000;
/** Characters of a reward function that are shown. */
const MAX_BRIEF = 1200;

/** What a side was set to, and what that means. */
interface Chosen {
  readonly choice: string;
  readonly setup: Setup;
}

/** The choices: `studio`, `custom`, `reward NAME`, `agent ID`. */
const STUDIO = 'studio';
const CUSTOM = 'custom';
const NOTHING = '';

const chosen = signal<Readonly<Partial<Record<Side, Chosen>>>>({});
const trials = signal<Readonly<Record<Side, readonly Trial[]>>>({ A: [], B: [] });
const trouble = signal('');
let stopping = new AbortController();

export function ComparePage() {
  const { A, B } = chosen.value;
  const agents = useStoredAgents();
  useEffect(() => {
    // The studio's setup is what people come with.
    if (!chosen.value.A) void choose('A', STUDIO);
  }, []);
  const isReady = A !== undefined && B !== undefined;
  const isBusy = !studioTraining.isOver();
  const areDone = SIDES.every((side) => trials.value[side].length === SEEDS.length);
  const areSameTrack = A?.setup.track.hash === B?.setup.track.hash;
  return (
    <div class="room">
      <Nav here="compare" />
      <main class="compare">
        <h1>{COMPARE.title}</h1>
        {areDone ? (
          <section class="card verdicts" aria-live="polite">
            {verdicts(trials.value.A, trials.value.B, [nameOf('A'), nameOf('B')], areSameTrack).map((text, i) =>
              i === 0 ? <h2 key={text}>{text}</h2> : <p key={text}>{text}</p>,
            )}
          </section>
        ) : (
          <p>
            {COMPARE.intro}{' '}
            <DocLink page="race-and-events" at="what-a-fair-comparison-is">
              {COMPARE.docs}
            </DocLink>
          </p>
        )}
        {trials.value.A.length > 0 && <Results areSameTrack={areSameTrack} />}
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
          {isBusy && !isComparing.value && (
            <a class="button" href="#/train">
              {COMPARE.toStudio}
            </a>
          )}
          {isComparing.value && <progress max={2 * SEEDS.length} value={trials.value.A.length + trials.value.B.length} />}
        </div>
        {isReady && !areSameTrack && <p class="warning">{COMPARE.differentTracks}</p>}
        {trouble.value && <p role="alert">{trouble.value}</p>}
        <div class="sides">
          {SIDES.map((side) => (
            <SideCard key={side} side={side} agents={agents.value} />
          ))}
        </div>
      </main>
    </div>
  );
}

function SideCard({ side, agents }: { side: Side; agents: readonly StoredAgent[] }) {
  const now = chosen.value[side];
  return (
    <section class="card">
      <h2>{side}</h2>
      <select
        aria-label={COMPARE.choose(side)}
        value={now?.choice ?? NOTHING}
        disabled={isComparing.value}
        onChange={(event) => void choose(side, event.currentTarget.value)}
      >
        {!now && <option value={NOTHING}>–</option>}
        <option value={STUDIO}>{COMPARE.studio}</option>
        <optgroup label={COMPARE.groups.rewards}>
          {LIBRARY_REWARDS.map((name) => (
            <option key={name} value={`reward ${name}`}>
              {name}
            </option>
          ))}
        </optgroup>
        {customReward.value && (
          <optgroup label={COMPARE.groups.custom}>
            <option value={CUSTOM}>{COMPARE.mine}</option>
          </optgroup>
        )}
        {agents.length > 0 && (
          <optgroup label={COMPARE.groups.agents}>
            {agents.map(({ id, name }) => (
              <option key={id} value={`agent ${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {now ? <SetupFacts setup={now.setup} /> : <p class="quiet">{COMPARE.none}</p>}
      {now?.choice === STUDIO && (
        <a class="button" href="#/train">
          {COMPARE.toStudio}
        </a>
      )}
    </section>
  );
}

/** "A (steady)" */
function nameOf(side: Side): string {
  const setup = chosen.value[side]?.setup;
  return setup ? `${side} (${rewardNameOf(setup)})` : side;
}

async function choose(side: Side, choice: string): Promise<void> {
  trouble.value = '';
  try {
    const next = await setupOf(choice);
    if (!next) return;
    chosen.value = { ...chosen.value, [side]: { choice, setup: next } };
    trials.value = { A: [], B: [] };
  } catch (error) {
    trouble.value = messageOf(error);
  }
}

/** A reward is tried with all else as in the studio; an agent's setup is trained from blank weights. */
async function setupOf(choice: string): Promise<Setup | null> {
  setup.value ??= await lastSetup();
  const current = setup.value;
  if (choice === STUDIO || choice === CUSTOM) {
    trouble.value = choice === STUDIO && isOpened.value ? COMPARE.opened : '';
    if (trouble.value) return null;
    return choice === CUSTOM && customReward.value ? withReward(blank(current), customReward.value, null) : current;
  }
  const name = choice.slice(choice.indexOf(' ') + 1);
  if (choice.startsWith('agent ')) return blank((await setupFrom(name, current)).found);
  const language = current.reward.language === 'python' ? 'python' : 'typescript';
  return withReward(blank(current), await libraryReward(name, language, current.track), name);
}

function blank(setup: Setup): Setup {
  return { ...setup, from: null, recipe: { ...setup.recipe, from: null, until: 'solved' } };
}

function SetupFacts({ setup }: { setup: Setup }) {
  const { recipe, track, reward, template } = setup;
  const { actionSpace } = recipe;
  return (
    <>
      <dl class="facts">
        <dt>{COMPARE.track}</dt>
        <dd>{track.name}</dd>
        <dt>{COMPARE.objects}</dt>
        <dd>{recipe.objects.map(({ count, kind }) => `${count} × ${kind}`).join(', ') || COMPARE.noObjects}</dd>
        <dt>{COMPARE.reward}</dt>
        <dd>{rewardNameOf(setup)}</dd>
        <dt>{COMPARE.actions}</dt>
        <dd>{actionSpace.kind === 'discrete' ? actionSpace.actions.length : actionSpace.kind}</dd>
        <dt>{COMPARE.network}</dt>
        <dd>{recipe.architecture}</dd>
      </dl>
      {template === null && (
        <pre class="brief">{reward.text.length > MAX_BRIEF ? `${reward.text.slice(0, MAX_BRIEF)} …` : reward.text}</pre>
      )}
    </>
  );
}

/** A and B in turn, so that a noisy machine disturbs both alike. */
async function runAll(): Promise<void> {
  isComparing.value = true;
  trouble.value = '';
  trials.value = { A: [], B: [] };
  stopping = new AbortController();
  try {
    for (const seed of SEEDS) {
      for (const side of SIDES) {
        const setup = chosen.value[side]?.setup;
        if (!setup || stopping.signal.aborted) return;
        const recipe = { ...setup.recipe, seed };
        const trial = await trainOnce({ ...setup, recipe }, MAX_STEPS, stopping.signal).catch((error) => {
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

const MEASURES: readonly (readonly [key: keyof Trial, title: string, format: (value: number) => string])[] = [
  ['firstLapSteps', COMPARE.steps, thousands],
  ['firstLapSeconds', COMPARE.firstLap, (value) => `${value.toFixed(1)} s`],
  ['bestLapSeconds', COMPARE.bestLap, lapTime],
];

function Results({ areSameTrack }: { areSameTrack: boolean }) {
  return (
    <section class="card" aria-live="polite">
      {MEASURES.filter(([key]) => areSameTrack || key !== 'bestLapSeconds').map(([key, title, format]) => (
        <DotPlot
          key={key}
          title={title}
          rows={SIDES.map((side) => ({
            name: side,
            summary: summaryOf(
              trials.value[side].map((trial) => trial[key]),
              format,
            ),
            dots: trials.value[side].map((trial) => ({
              value: trial[key],
              label: COMPARE.run(side, trial.seed, trial[key] === null ? COMPARE.never : format(trial[key])),
            })),
          }))}
        />
      ))}
      <p class="quiet">{COMPARE.dots}</p>
    </section>
  );
}

/** "9.1 s, 8.2 s–13.0 s" */
function summaryOf(values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return COMPARE.never;
  const { median, low, high, count } = estimate(known);
  const missing = values.length - count;
  const text = count === 1 ? format(median) : `${format(median)}, ${format(low)}–${format(high)}`;
  return missing > 0 ? `${text}; ${COMPARE.lapless(missing, values.length)}` : text;
}
