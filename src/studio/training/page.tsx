/** The studio: choose, train, watch. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import type { Spot } from '../../policy/cover.ts';
import { isComparing } from '../../ui/activity.ts';
import { useDropped } from '../../ui/dropped.ts';
import { Fold } from '../../ui/fields.tsx';
import { Nav } from '../../ui/nav.tsx';
import { toast } from '../../ui/toast.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import type { ShowFrame } from '../../view/showing.ts';
import { ActionsPanel } from './actions-panel.tsx';
import { ask, stopChecking } from './checker.ts';
import { TrainingContext, useTraining } from './context.ts';
import { EndedCard } from './ended-card.tsx';
import type { Filters } from './filters.ts';
import { goalOf, withGoal } from './goal.ts';
import { Guide } from './guide.tsx';
import { KeyList } from './key-list.tsx';
import { LearningPanel } from './learning-panel.tsx';
import { isOpened, openSetup, rememberSetup } from './opening.ts';
import { Readings } from './readings.tsx';
import { RewardCode, RewardPanel } from './reward-panel.tsx';
import { needsSandbox, type Setup, setup, troubleOf } from './setup.ts';
import { ShareButton } from './share.tsx';
import { Strip } from './strip.tsx';
import { studioTraining } from './studio-training.ts';
import { takeDropped } from './take-dropped.ts';
import { TEXT } from './texts.ts';
import { TrackPanel } from './track-panel.tsx';
import { Unfinished } from './unfinished.tsx';
import { useActions } from './use-actions.ts';
import { type WorldHandle, WorldView } from './world-view.tsx';
import './page.css';

/** @param query what comes after `#/train?` */
export function TrainingPage({ query }: { query: string }) {
  const trouble = useSignal('');
  useEffect(() => {
    studioTraining.warmUp();
    if (query) trouble.value = '';
    openSetup(new URLSearchParams(query), studioTraining).catch((error) => {
      trouble.value = messageOf(error);
      leaveLink();
    });
  }, [query]);
  useDropped(
    'train',
    (uploads) => void takeDropped(uploads).catch((error) => toast({ text: messageOf(error), kind: 'warning' })),
  );
  const current = setup.value;
  return (
    <div class="studio">
      <Nav here="train">
        {current && <ShareButton setup={current} />}
        <KeyList />
      </Nav>
      {trouble.value && (
        <p class="banner" role="alert">
          {trouble.value}
        </p>
      )}
      <TrainingContext.Provider value={studioTraining}>
        {current && <Guide setup={current} />}
        {current ? <TrainingRooms setup={current} /> : <div class="skeleton" aria-busy="true" />}
      </TrainingContext.Provider>
    </div>
  );
}

/** The address names only the room. */
function leaveLink(): void {
  if (location.hash.startsWith('#/train?')) location.replace('#/train');
}

function TrainingRooms({ setup: current }: { setup: Setup }) {
  const training = useTraining();
  const world = useRef<WorldHandle | undefined>(undefined);
  const frame = useSignal<ShowFrame | null>(null);
  const cover = useSignal<Spot | null>(null);
  const filters = useSignal<Filters | null>(null);
  const isCodeOpen = useSignal(false);
  const phase = training.phase.value;
  const isBusy = useComputed(() => !training.isOver()).value;
  const trouble = troubleOf(current);
  const { reward, track } = current;
  const { discount } = current.recipe.hyperparameters;
  const isSandboxed = needsSandbox(current);

  const wasOpened = useRef(false);
  useEffect(() => {
    if (!isOpened.value) rememberSetup(current);
    // Once accepted or changed, it belongs to the person: a reload must not bring the link back over it.
    if (wasOpened.current && !isOpened.value) leaveLink();
    wasOpened.current = isOpened.value;
  }, [current, isOpened.value]);
  useEffect(() => {
    if (!isOpened.value && (isSandboxed || isCodeOpen.value)) ask(reward, track, discount);
    else stopChecking();
  }, [reward, track, discount, isSandboxed, isCodeOpen.value, isOpened.value]);
  useEffect(() => {
    if (phase === 'reward-failed' || isOpened.value) isCodeOpen.value = true;
  }, [phase, isOpened.value]);

  const { press, reset, resume, startWith, startOver, continueTraining } = useActions(current, world, filters);
  useKeys({
    ' ': press,
    s: training.step,
    f: training.stop,
    w: () => world.current?.watch(),
    v: () => world.current?.nextViewpoint(),
    h: () => world.current?.nextHeat(),
    n: () => world.current?.nextCar(),
    e: () => {
      isCodeOpen.value = !isCodeOpen.value;
    },
  });
  return (
    <>
      <section class="choices" aria-label={TEXT.choices}>
        {isBusy && <p class="quiet">{TEXT.reward.locked}</p>}
        <TrackPanel setup={current} disabled={isBusy} />
        <Fold title={TEXT.reward.title} open>
          <RewardPanel
            setup={current}
            disabled={isBusy}
            isOpen={isCodeOpen.value}
            onToggle={() => {
              isCodeOpen.value = !isCodeOpen.value;
            }}
          />
        </Fold>
        <ActionsPanel setup={current} disabled={isBusy} />
        <LearningPanel setup={current} disabled={isBusy} />
      </section>
      <div class={isCodeOpen.value ? 'middle with-code' : 'middle'}>
        <WorldView setup={current} frame={frame} cover={cover} handle={world}>
          {phase === 'idle' && !isOpened.value && !isComparing.value && (
            <p class="hint">{current.from ? TEXT.continuesFrom(current.from.name) : TEXT.empty}</p>
          )}
          {phase === 'paused' && <p class="hint">{TEXT.paused}</p>}
          {training.celebration.value !== null && (
            <p class="celebration" role="status">
              {TEXT.firstLapCame(training.celebration.value.toFixed(1))}
            </p>
          )}
          {isComparing.value && <p class="hint">{TEXT.comparing}</p>}
          {isOpened.value && <Opened setup={current} />}
          {(phase === 'idle' || phase === 'failed') && <Unfinished onResume={(run) => void resume(run)} />}
          {phase === 'finished' && (
            <EndedCard
              onWatch={() => world.current?.watch()}
              onContinue={continueTraining}
              onLapTime={
                goalOf(current) === 'clean' && current.recipe.objects.length === 0
                  ? () => void startWith(() => withGoal(current, 'gold'))
                  : undefined
              }
              onStartOver={reset}
            />
          )}
        </WorldView>
        {isCodeOpen.value && <RewardCode setup={current} onStartOver={startOver} />}
      </div>
      <section class="readings" aria-label={TEXT.readings}>
        <Readings recipe={training.run.value?.recipe ?? current.recipe} frame={frame} cover={cover} filters={filters} />
      </section>
      <Strip onPress={press} onReset={reset} disabled={(trouble !== '' || isComparing.value) && !isBusy} />
    </>
  );
}

function Opened({ setup: current }: { setup: Setup }) {
  return (
    <div class="hint card">
      <b>{TEXT.opened.title}</b>
      <p>{needsSandbox(current) ? TEXT.opened.text : TEXT.opened.builtIn}</p>
    </div>
  );
}
