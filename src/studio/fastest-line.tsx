/** The limit's line for a reward function. */
import { useSignal } from '@preact/signals';
import { fastestSpeed } from '../car/actions.ts';
import { messageOf } from '../math/error.ts';
import { libraryText } from '../store/library.browser.ts';
import { trackToData } from '../track/track.ts';
import type { LimitAnswer, LimitCall } from './limit.worker.ts';
import type { Plan } from './plan.ts';
import { TEXT } from './texts.ts';

const { reward: REWARD } = TEXT;

interface FastestLineProps {
  readonly plan: Plan;
  readonly language: 'python' | 'typescript';
  readonly disabled: boolean;
  /** of a reward function that pays for driving along it */
  readonly onText: (text: string) => void;
}

/** The line of least curvature is good; the limit's, for this car and its speeds, is better. */
export function FastestLine({ plan, language, disabled, onText }: FastestLineProps) {
  const isBusy = useSignal(false);
  const trouble = useSignal('');
  const find = async () => {
    const { recipe, track } = plan;
    isBusy.value = true;
    trouble.value = '';
    try {
      const text = await libraryText('racing-line', language);
      const call: LimitCall = { course: trackToData(track), car: recipe.car, cap: fastestSpeed(recipe.actionSpace), text };
      const answer = await answerOf(call);
      if ('failed' in answer) throw new Error(answer.failed);
      if (answer.text === null) trouble.value = REWARD.noFastestLine;
      else onText(answer.text);
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

function answerOf(call: LimitCall): Promise<LimitAnswer> {
  const worker = new Worker(new URL('./limit.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<LimitAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<LimitAnswer>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(call);
  }).finally(() => worker.terminate());
}
