/** What the training page's buttons and keys do. */
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import type { StoredRun } from '../../store/garage.browser.ts';
import { trackFromData } from '../../track/track.ts';
import { isComparing } from '../../ui/activity.ts';
import { toast } from '../../ui/toast.tsx';
import { useTraining } from './context.ts';
import { type Filters, filtersOf } from './filters.ts';
import { acceptOpened, resumeSetup, setupFrom } from './opening.ts';
import { savesSteps } from './saved-steps.ts';
import { type Setup, setup, troubleOf } from './setup.ts';
import { TEXT } from './texts.ts';
import type { WorldHandle } from './world-view.tsx';

export interface TrainingActions {
  /** Trains, pauses or continues, whichever is next. */
  press(): void;
  /** Clears the page. */
  reset(): void;
  /** Trains anew with the setup as it is now. */
  startOver(): void;
  startWith(make: () => Promise<Setup>): Promise<void>;
  /** From the weights of the agent that was just trained. */
  continueTraining(): void;
  resume(run: StoredRun): Promise<void>;
}

/** @param world shows the newest weights @param filters those of their first layer */
export function useActions(
  current: Setup,
  world: { readonly current: WorldHandle | undefined },
  filters: Signal<Filters | null>,
): TrainingActions {
  const training = useTraining();
  const { track } = current;
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
    const phase = training.phase.value;
    if (phase === 'training') training.pause(true);
    else if (phase === 'paused') training.pause(false);
    else if (training.isOver() && !troubleOf(current) && !isComparing.value) {
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
  const startOver = () => {
    training.reset();
    void training.start(current, savesSteps.value, watch(current.recipe));
  };
  return { press, reset, startOver, startWith, continueTraining, resume };
}
