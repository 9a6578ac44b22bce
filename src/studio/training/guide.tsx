/** A first run in five steps, for first visits. It waits for each step to be done and can be skipped at any time. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { storeText } from '../../ui/stored-text.ts';
import { useTraining } from './context.ts';
import type { Setup } from './setup.ts';
import { TEXT } from './texts.ts';

const STORAGE_KEY = 'lapzero-guide';
const DONE = 'done';

const { guide: GUIDE } = TEXT;

const step = signal<number | null>(read());
/** the reward that the first training had */
let firstReward: string | null = null;

function read(): number | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    if (stored === DONE) return null;
    const number = Number(stored ?? 0);
    return Number.isInteger(number) && number >= 0 && number < GUIDE.steps.length ? number : 0;
  } catch {
    return null;
  }
}

function goTo(next: number | null): void {
  step.value = next;
  storeText(STORAGE_KEY, next === null ? DONE : String(next));
}

export function Guide({ setup }: { setup: Setup }) {
  const now = step.value;
  const phase = useTraining().phase.value;
  const { text } = setup.reward;
  useEffect(() => {
    if (now === 0 && phase === 'training') {
      firstReward = text;
      goTo(1);
    } else if (now === 1 && phase === 'finished') {
      firstReward ??= text;
      goTo(2);
    } else if (now === 2 && phase === 'training' && text !== firstReward) goTo(3);
  }, [now, phase, text]);
  if (now === null) return null;
  const { title, text: what } = GUIDE.steps[now];
  return (
    <aside class="guide" aria-label={GUIDE.label}>
      <span class="number quiet">{GUIDE.of(now + 1, GUIDE.steps.length)}</span>
      <p aria-live="polite">
        <b>{title}.</b> {what}
      </p>
      {now === 3 && <Door label={GUIDE.compare} room="compare" next={4} />}
      {now === 4 && <Door label={GUIDE.garage} room="garage" next={null} />}
      <button type="button" onClick={() => goTo(null)}>
        {GUIDE.skip}
      </button>
    </aside>
  );
}

/** Leads to a room, and to the guide's next step. */
function Door({ label, room, next }: { label: string; room: string; next: number | null }) {
  return (
    <button
      type="button"
      class="primary"
      onClick={() => {
        goTo(next);
        location.hash = `#/${room}`;
      }}
    >
      {label}
    </button>
  );
}
