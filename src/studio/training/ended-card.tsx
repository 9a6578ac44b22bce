/** When training is over: why, what it reached, and what can be done next. */
import type { Budget } from '../../learn/recipe.ts';
import type { Outcome } from '../../learn/trainer.ts';
import { lapTime, thousands } from '../../ui/format.ts';
import type { Ending } from './client-signals.ts';
import { useTraining } from './context.ts';
import { TEXT } from './texts.ts';

const { ended: ENDED } = TEXT;

export interface EndedCardProps {
  readonly onWatch: () => void;
  readonly onContinue: () => void;
  /** absent where it was that already, or cannot be */
  readonly onLapTime: (() => void) | undefined;
  readonly onStartOver: () => void;
}

export function EndedCard({ onWatch, onContinue, onLapTime, onStartOver }: EndedCardProps) {
  const training = useTraining();
  const ending = training.ending.value;
  const run = training.run.value;
  if (!ending || !run) return null;
  const { bestLapSeconds } = ending;
  return (
    <div class="ended card" role="status">
      <p>
        <b>{whyEnded(ending)}</b> {bestLapSeconds === null ? ENDED.noLap : ENDED.bestLap(lapTime(bestLapSeconds))}{' '}
        {run.agent && <a href="#/garage">{ENDED.saved(run.name)}</a>}
      </p>
      <div class="row">
        {bestLapSeconds !== null && (
          <button type="button" class="primary" onClick={onWatch}>
            {ENDED.watch}
          </button>
        )}
        <button
          type="button"
          class={bestLapSeconds === null ? 'primary' : ''}
          title={TEXT.buttonHelp.continue}
          disabled={!run.agent}
          onClick={onContinue}
        >
          {ENDED.continue}
        </button>
        {onLapTime && (
          <button type="button" title={ENDED.lapTimeHelp} onClick={onLapTime}>
            {ENDED.lapTime}
          </button>
        )}
        <button type="button" title={TEXT.buttonHelp.startOver} onClick={onStartOver}>
          {TEXT.reset}
        </button>
        {run.keepsSteps && (
          <a class="button" href={`#/analysis?run=${run.id}`}>
            {TEXT.analyse}
          </a>
        )}
      </div>
    </div>
  );
}

function whyEnded({ outcome, until, seconds, steps }: Ending): string {
  const why: Readonly<Record<Exclude<Outcome, 'finished'>, string>> = {
    plateau: ENDED.plateau,
    stopped: ENDED.stopped,
    diverged: ENDED.diverged,
  };
  return outcome === 'finished' ? budgetUsed(until, seconds, steps) : why[outcome];
}

function budgetUsed(until: Budget, seconds: number, steps: number): string {
  const took = `${seconds.toFixed(1)} s`;
  if (until === 'solved') return ENDED.solved(took);
  if (until === 'lap') return ENDED.lapped(took);
  return 'minutes' in until ? ENDED.minutes(until.minutes) : ENDED.steps(thousands(steps));
}
