/** The limit's line for a reward function. */
import { useSignal } from '@preact/signals';
import { fastestSpeed } from '../../car/actions.ts';
import { messageOf } from '../../math/error.ts';
import { libraryText } from '../../store/library.browser.ts';
import { trackToData } from '../../track/track.ts';
import { askOnce } from '../../ui/ask-once.ts';
import type { LimitAnswer, LimitCall } from './limit.worker.ts';
import type { Setup } from './setup.ts';
import { TEXT } from './texts.ts';

const { reward: REWARD } = TEXT;

interface FastestLineProps {
  readonly setup: Setup;
  readonly language: 'python' | 'typescript';
  readonly disabled: boolean;
  /** of a reward function that rewards driving along it */
  readonly onText: (text: string) => void;
}

/** The line of least curvature is good; the limit's, for this car and its speeds, is better. */
export function FastestLine({ setup, language, disabled, onText }: FastestLineProps) {
  const isBusy = useSignal(false);
  const trouble = useSignal('');
  const find = async () => {
    const { recipe, track } = setup;
    isBusy.value = true;
    trouble.value = '';
    try {
      const text = await libraryText('racing-line', language);
      const call: LimitCall = { track: trackToData(track), car: recipe.car, cap: fastestSpeed(recipe.actionSpace), text };
      const worker = new Worker(new URL('./limit.worker.ts', import.meta.url), { type: 'module' });
      const { text: along } = await askOnce<LimitAnswer>(worker, call);
      if (along === null) trouble.value = REWARD.noFastestLine;
      else onText(along);
    } catch (error) {
      trouble.value = messageOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      <button type="button" title={REWARD.fastestLineHelp} disabled={disabled || isBusy.value} onClick={() => void find()}>
        {isBusy.value ? REWARD.findingLine : REWARD.fastestLine}
      </button>
      {trouble.value && <p role="alert">{trouble.value}</p>}
    </>
  );
}
