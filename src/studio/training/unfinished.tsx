/** A training that the page was closed on: it can be resumed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { deleteRun, type StoredRun, storedRuns } from '../../store/garage.browser.ts';
import { thousands } from '../../ui/format.ts';
import { isElsewhere } from './elsewhere.ts';
import { TEXT } from './texts.ts';

/** How often another tab is asked whether it still trains. */
const ELSEWHERE_MILLISECONDS = 2000;

export function Unfinished({ onResume }: { onResume: (run: StoredRun) => void }) {
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
