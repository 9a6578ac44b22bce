/** The studio: choose, train, watch. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { blankNetwork } from '../../learn/team.ts';
import { messageOf } from '../../math/error.ts';
import type { Spot } from '../../policy/cover.ts';
import { deleteRun, type StoredRun, storedRuns } from '../../store/garage.browser.ts';
import { trackFromData } from '../../track/track.ts';
import { isComparing } from '../../ui/activity.ts';
import { useDropped } from '../../ui/dropped.ts';
import { Fold } from '../../ui/fields.tsx';
import { thousands } from '../../ui/format.ts';
import { Nav } from '../../ui/nav.tsx';
import { toast } from '../../ui/toast.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import type { ShowFrame } from '../../view/showing.ts';
import { ActionsPanel } from './actions-panel.tsx';
import { ask, stopChecking } from './checker.ts';
import { TrainingContext, useTraining } from './context.ts';
import { isElsewhere } from './elsewhere.ts';
import { EndedCard } from './ended-card.tsx';
import { goalOf, withGoal } from './goal.ts';
import { Guide } from './guide.tsx';
import { KeyList } from './key-list.tsx';
import { LearningPanel } from './learning-panel.tsx';
import type { Filters } from './network-view.tsx';
import { acceptOpened, isOpened, openSetup, rememberSetup, resumeSetup, setupFrom } from './opening.ts';
import { Readings } from './readings.tsx';
import { RewardCode, RewardPanel } from './reward-panel.tsx';
import { savesSteps } from './saved-steps.ts';
import { needsSandbox, type Setup, setup, troubleOf } from './setup.ts';
import { ShareButton } from './share.tsx';
import { Strip } from './strip.tsx';
import { studioTraining } from './studio-training.ts';
import { TrackPanel } from './track-panel.tsx';
import './page.css';
import { takeDropped } from './take-dropped.ts';
import { TEXT } from './texts.ts';
import { type WorldHandle, WorldView } from './world-view.tsx';

/** How often another tab is asked whether it still trains. */
const ELSEWHERE_MILLISECONDS = 2000;

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

  const watch = (recipe: Setup['recipe']) => (parameters: Float32Array, isBest: boolean) => {
    world.current?.showPolicy({ recipe }, parameters, isBest);
    filters.value = filtersOf(recipe, parameters);
  };
  const showParent = ({ policy: { network, actionSpace } }: NonNullable<Setup['from']>) =>
    watch({ ...current.recipe, architecture: network.architecture.name, actionSpace })(network.parameters, true);
  const resume = async (run: StoredRun) => {
    try {
      await resumeSetup(run);
      if (setup.value) training.resume(run, setup.value, watch(run.recipe));
    } catch (error) {
      training.report(messageOf(error));
    }
  };
  const startWith = async (make: () => Promise<Setup>) => {
    try {
      const next = await make();
      setup.value = next;
      void training.start(next, savesSteps.value, watch(next.recipe));
    } catch (error) {
      training.report(messageOf(error));
    }
  };
  const continueTraining = () => {
    const agent = training.run.value?.agent;
    if (agent) void startWith(async () => (await setupFrom(agent, current)).found);
  };
  const press = () => {
    if (phase === 'training') training.pause(true);
    else if (phase === 'paused') training.pause(false);
    else if (training.isOver() && !trouble && !isComparing.value) {
      acceptOpened();
      void training.start(current, savesSteps.value, watch(current.recipe));
    }
  };
  const reset = () => {
    const discarded = training.reset();
    training.warmUp();
    world.current?.showPolicy(current, null, false);
    filters.value = null;
    if (discarded) toast({ text: TEXT.discarded, action: { label: TEXT.undo, run: () => void resume(discarded) } });
  };
  useEffect(() => {
    // What was trained on another track says nothing about this one.
    const trained = training.run.value?.courses[0];
    if (trained && training.isOver() && trackFromData(trained).hash !== track.hash) reset();
  }, [track.hash]);
  useEffect(() => {
    // Coming back to a training that continued meanwhile.
    if (training.run.value) training.listen(watch(training.run.value.recipe));
    else if (current.from) showParent(current.from);
  }, [current.from]);
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
        {isCodeOpen.value && (
          <RewardCode
            setup={current}
            onStartOver={() => {
              training.reset();
              void training.start(current, savesSteps.value, watch(current.recipe));
            }}
          />
        )}
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

/** A training that the page was closed on. */
function Unfinished({ onResume }: { onResume: (run: StoredRun) => void }) {
  const found = useSignal<StoredRun | null>(null);
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const run = (await storedRuns()).find(({ isOver, checkpoint }) => !isOver && checkpoint !== null);
      while (run && !isGone && (await isElsewhere(run.id))) {
        await new Promise((resolve) => setTimeout(resolve, ELSEWHERE_MILLISECONDS));
      }
      if (run && !isGone) found.value = run;
    };
    look().catch(() => {});
    return () => {
      isGone = true;
    };
  }, []);
  const run = found.value;
  if (!run) return null;
  return (
    <div class="unfinished card">
      <p>{TEXT.unfinished(run.name, thousands(run.metrics.at(-1)?.global_step ?? 0))}</p>
      <button type="button" class="primary" onClick={() => onResume(run)}>
        {TEXT.resume}
      </button>
      <button
        type="button"
        onClick={() => {
          found.value = null;
          void deleteRun(run.id);
        }}
      >
        {TEXT.discard}
      </button>
    </div>
  );
}

/** The first convolution's weights. */
function filtersOf(recipe: Setup['recipe'], parameters: Float32Array): Filters | null {
  const [first] = blankNetwork(recipe).policy.trunk;
  if (first.kind !== 'conv') return null;
  const [size, , , count] = first.shape;
  const values = new Float32Array(count * size * size);
  for (let k = 0; k < count; k++) {
    let largest = 1e-9;
    for (let i = 0; i < size * size; i++) {
      const weight = parameters[first.weightsAt + i * count + k];
      values[k * size * size + i] = weight;
      largest = Math.max(largest, Math.abs(weight));
    }
    for (let i = 0; i < size * size; i++) values[k * size * size + i] /= largest;
  }
  return { values, size, count };
}
