/** What to reward: a bundled function, sliders, or custom code. */
import { useSignal } from '@preact/signals';
import { lazy, Suspense } from 'preact/compat';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { OBJECTS_REWARD } from '../../reward/builtin.ts';
import { headline, type RewardProblem } from '../../reward/problem.ts';
import { type Sliders, slidersCode, slidersSchema, WISHES } from '../../reward/sliders.ts';
import type { Language, RewardSource } from '../../reward/source.ts';
import { LIBRARY_REWARDS, libraryReward } from '../../store/library.browser.ts';
import { DocLink } from '../../ui/doc-link.tsx';
import { Select } from '../../ui/fields.tsx';
import { Findings } from './advice.tsx';
import { check } from './checker.ts';
import { useTraining } from './context.ts';
import { customReward, saveCustomReward } from './custom-reward.ts';
import type { Remark } from './editor.tsx';
import { FastestLine } from './fastest-line.tsx';
import { RewardHistory } from './reward-history.tsx';
import { change, needsSandbox, type Setup, seesObjects, withReward } from './setup.ts';
import { TEXT } from './texts.ts';

const { reward: REWARD } = TEXT;
const Editor = lazy(() => import('./editor.tsx').then(({ Editor }) => Editor));

const CUSTOM = ' own';
const SLIDERS = ' sliders';
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ['python', 'Python'],
  ['typescript', 'TypeScript'],
  ['javascript', 'JavaScript'],
];
const EXTENSIONS = { python: 'py', typescript: 'ts', javascript: 'js' } as const;
const FIRST_SLIDERS = slidersSchema.parse({ progress: 5, central: 2 });

function set(reward: RewardSource, template: string | null): void {
  change((setup) => withReward(setup, reward, template));
}

export function RewardPanel({
  setup,
  disabled,
  isOpen,
  onToggle,
}: {
  setup: Setup;
  disabled: boolean;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { reward, template, track } = setup;
  const sliders = useSignal<Sliders | null>(null);
  const isSliders = sliders.value !== null && slidersCode(sliders.value, written(reward.language)) === reward.text;
  const isCustom = template === null && !isSliders;
  const isHistoryOpen = useSignal(false);
  useEffect(() => {
    if (isCustom) saveCustomReward(reward);
  }, [isCustom, reward]);
  const choose = async (name: string) => {
    sliders.value = name === SLIDERS ? FIRST_SLIDERS : null;
    if (name === SLIDERS) set(sourceOf(slidersCode(FIRST_SLIDERS, written(reward.language)), written(reward.language)), null);
    else if (name === CUSTOM && customReward.value) set(customReward.value, null);
    else if (name !== CUSTOM) set(await libraryReward(name, written(reward.language), track), name);
  };
  const speak = async (language: Language) => {
    if (isSliders && sliders.value && language !== 'javascript')
      set(sourceOf(slidersCode(sliders.value, language), language), null);
    else if (template && language !== 'javascript') set(await libraryReward(template, language, track), template);
    else set(sourceOf(reward.text, language), null);
  };
  return (
    <>
      <Select
        label={REWARD.template}
        value={isSliders ? SLIDERS : (template ?? CUSTOM)}
        options={[
          ...(isCustom || customReward.value ? ([[CUSTOM, REWARD.custom]] as const) : []),
          ...LIBRARY_REWARDS.map((name) => [name, name] as const),
          [SLIDERS, REWARD.sliders],
        ]}
        disabled={disabled}
        onChange={(name) => void choose(name)}
      />
      {isSliders && sliders.value && (
        <div class="wishes">
          {WISHES.map((wish) => (
            <label key={wish} class="wish">
              <span>{REWARD.wishes[wish]}</span>
              <input
                type="range"
                min={0}
                max={10}
                step={1}
                value={sliders.value?.[wish]}
                disabled={disabled}
                onInput={(event) => {
                  const next = { ...(sliders.value as Sliders), [wish]: event.currentTarget.valueAsNumber };
                  sliders.value = next;
                  const language = written(reward.language);
                  set(sourceOf(slidersCode(next, language), language), null);
                }}
              />
              <span class="number">{sliders.value?.[wish]}</span>
            </label>
          ))}
        </div>
      )}
      <p class="quiet">
        {template && REWARD.about[template]} {needsSandbox(setup) ? REWARD.sandboxed : REWARD.native}{' '}
        <DocLink page="write-a-reward">{REWARD.docs}</DocLink>
      </p>
      {!seesObjects(setup) && (
        <p class="warning">
          {REWARD.blind}{' '}
          <button type="button" disabled={disabled} onClick={() => void choose(OBJECTS_REWARD)}>
            {REWARD.useAvoid}
          </button>
        </p>
      )}
      {template === 'racing-line' && (
        <FastestLine
          setup={setup}
          language={written(reward.language)}
          disabled={disabled}
          onText={(text) => set(sourceOf(text, written(reward.language)), null)}
        />
      )}
      <Select
        label={REWARD.language}
        value={reward.language}
        options={LANGUAGES}
        disabled={disabled}
        onChange={(name) => void speak(name)}
      />
      <div class="row">
        <button type="button" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? REWARD.hide : REWARD.edit}
        </button>
        <button
          type="button"
          onClick={() => {
            isHistoryOpen.value = true;
          }}
        >
          {REWARD.history.open}
        </button>
      </div>
      {isHistoryOpen.value && (
        <RewardHistory
          current={reward}
          disabled={disabled}
          onUse={set}
          onClose={() => {
            isHistoryOpen.value = false;
          }}
        />
      )}
    </>
  );
}

/** Bundled functions are written in these; custom ones may also be in JavaScript. */
function written(language: Language): 'python' | 'typescript' {
  return language === 'python' ? 'python' : 'typescript';
}

function sourceOf(text: string, language: Language): RewardSource {
  return { file: `reward.${EXTENSIONS[language]}`, language, text };
}

/** The code, and what the checker says of it. */
export function RewardCode({ setup, onStartOver }: { setup: Setup; onStartOver: () => void }) {
  const { reward } = setup;
  const place = useRef<HTMLElement>(null);
  // On a narrow page it opens far from its button.
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), []);
  const training = useTraining();
  const isFailed = training.phase.value === 'reward-failed';
  const failed = training.rewardProblem.value;
  const trained = training.trainedReward.value;
  const differs = !training.isOver() && !isFailed && trained !== null && trained.text !== reward.text;
  const answer = check.value;
  const result = answer.state === 'done' ? answer.result : null;
  const isFoundByCheck = failed && result?.problem && headline(failed) === headline(result.problem);
  const remarks = useMemo((): Remark[] => {
    const problem = result?.problem ?? (answer.state === 'checking' ? failed : null);
    const errors: Remark[] = problem
      ? [
          {
            line: problem.line ?? 1,
            column: problem.column,
            severity: 'error',
            message: `${problem.type}: ${problem.message}`,
          },
        ]
      : [];
    // The error says it already.
    const warnings = (result?.warnings ?? [])
      .map(({ message, line }): Remark => ({ line: line ?? 1, column: null, severity: 'warning', message }))
      .filter(({ line }) => line !== errors[0]?.line);
    return [...errors, ...warnings];
  }, [result, failed, answer.state]);
  return (
    <section class="code" aria-label={REWARD.editorLabel} ref={place}>
      <Suspense fallback={<p class="quiet">{REWARD.loading}</p>}>
        <Editor
          label={REWARD.editorLabel}
          text={reward.text}
          language={reward.language}
          remarks={remarks}
          onChange={(text) => {
            if (text !== reward.text) set({ ...reward, file: `reward.${EXTENSIONS[reward.language]}`, text }, null);
          }}
        />
      </Suspense>
      <div class="verdict" aria-live="polite">
        {differs && trained !== null && (
          <div class="failed-reward">
            <p>
              <b>{REWARD.differs}</b>
            </p>
            <span class="row">
              <button type="button" onClick={() => set({ ...reward, text: trained.text }, trained.template)}>
                {REWARD.restore}
              </button>
              <button type="button" class="primary" disabled={result?.problem != null} onClick={onStartOver}>
                {REWARD.startOver}
              </button>
            </span>
          </div>
        )}
        {isFailed && (
          <div class="failed-reward">
            <p>
              <b>{REWARD.failedTitle}</b> {REWARD.failedHelp}
            </p>
            <button
              type="button"
              class="primary"
              disabled={result === null || result.problem !== null}
              onClick={() => training.continueWithFix(setup)}
            >
              {REWARD.continue}
            </button>
            {failed && !isFoundByCheck && result?.problem !== null && <Problem problem={failed} />}
          </div>
        )}
        <Verdict />
        {training.printed.value.length > 0 && (
          <details>
            <summary>{REWARD.printedTraining}</summary>
            <pre>{training.printed.value.join('\n')}</pre>
          </details>
        )}
      </div>
    </section>
  );
}

function Verdict() {
  const answer = check.value;
  if (answer.state === 'checking') return <p class="quiet">{REWARD.checking}</p>;
  if (answer.state === 'refused') return <p role="alert">{answer.why}</p>;
  if (answer.state !== 'done') return null;
  const { problem, calls, microsecondsPerCall, trials, reads, printed, warnings, findings } = answer.result;
  return (
    <>
      {problem ? (
        <Problem problem={problem} />
      ) : (
        <p>
          <span class="good">{REWARD.works(calls, microsecondsPerCall)}</span> {REWARD.along} …
        </p>
      )}
      <Findings findings={findings} />
      {warnings
        .filter(({ line }) => problem === null || line !== problem.line)
        .map(({ message, line }) => (
          <p key={message} class="warning">
            {line === null ? '' : `${line}: `}
            {message}
          </p>
        ))}
      {trials.map(({ name, values }) => (
        <RewardLine key={name} name={name} values={values} />
      ))}
      {reads.length > 0 && (
        <p class="quiet">
          {REWARD.reads} {reads.join(', ')}. <DocLink page="reward-inputs">{REWARD.inputs}</DocLink>
        </p>
      )}
      {printed && (
        <details>
          <summary>{REWARD.prints}</summary>
          <pre>{printed.slice(0, 4000)}</pre>
        </details>
      )}
    </>
  );
}

function Problem({ problem }: { problem: RewardProblem }) {
  return (
    <>
      <p role="alert">{headline(problem)}</p>
      {problem.inputs && (
        <details>
          <summary>{REWARD.given}</summary>
          <pre>{problem.inputs}</pre>
        </details>
      )}
    </>
  );
}

const WIDTH = 200;
const HEIGHT = 32;

/** Its reward, step by step. */
function RewardLine({ name, values }: { name: string; values: readonly number[] }) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const y = (value: number) => HEIGHT - 2 - ((HEIGHT - 4) * (value - low)) / (high - low || 1);
  const points = values.map(
    (value, i) => `${((WIDTH * i) / Math.max(1, values.length - 1)).toFixed(1)},${y(value).toFixed(1)}`,
  );
  return (
    <figure class="reward-curve">
      <figcaption class="quiet">
        {name}{' '}
        <span class="number">
          {least === most ? least.toPrecision(2) : `${least.toPrecision(2)} … ${most.toPrecision(2)}`}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${REWARD.along} ${name}`}>
        <line class="reward-curve-zero" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
        <polyline class="reward-curve-line" points={points.join(' ')} />
      </svg>
    </figure>
  );
}
