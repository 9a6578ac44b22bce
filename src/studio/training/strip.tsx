/** The timing strip: the buttons, and what the training has reached. */
import { zipAgent } from '../../store/agent-zip.ts';
import { lapTime, thousands } from '../../ui/format.ts';
import { save } from '../../ui/save.ts';
import { useTraining } from './context.ts';
import { whyOf } from './learning-panel.tsx';
import { TEXT } from './texts.ts';

export interface StripProps {
  readonly onPress: () => void;
  readonly onReset: () => void;
  readonly disabled: boolean;
}

export function Strip({ onPress, onReset, disabled }: StripProps) {
  const training = useTraining();
  const phase = training.phase.value;
  const status = training.status.value;
  const backend = training.backend.value;
  const isUnderWay = phase === 'training' || phase === 'paused';
  const unkept = training.unkept.value;
  const ending = training.ending.value;
  const laps = training.lapSeconds.value.filter((value) => value !== null);
  // The saved policy need not be the one with the single fastest lap.
  const fastest = ending ? ending.bestLapSeconds : laps.length > 0 ? Math.min(...laps) : null;
  const rate = training.metrics.value.at(-1)?.['charts/SPS'];
  return (
    <footer class="strip">
      <button
        type="button"
        class="primary"
        title={phase === 'finished' ? TEXT.buttonHelp.finished : undefined}
        disabled={disabled || phase === 'starting' || phase === 'reward-failed'}
        onClick={onPress}
      >
        {TEXT.buttons[phase]}
      </button>
      <button type="button" title={TEXT.stepHelp} disabled={!isUnderWay} onClick={training.step}>
        {TEXT.step}
      </button>
      <button type="button" title={TEXT.stopHelp} disabled={!isUnderWay && phase !== 'reward-failed'} onClick={training.stop}>
        {TEXT.stop}
      </button>
      <button
        type="button"
        title={TEXT.buttonHelp.startOver}
        disabled={phase === 'idle' || phase === 'starting'}
        onClick={onReset}
      >
        {TEXT.reset}
      </button>
      <dl class="figures">
        <Figure name={TEXT.firstLap} value={status?.firstLap ? `${status.firstLap.seconds.toFixed(1)} s` : '–'} />
        <Figure name={ending ? TEXT.bestLap : TEXT.fastestLap} value={fastest === null ? '–' : lapTime(fastest)} />
        <Figure name={TEXT.steps} value={status ? thousands(status.steps) : '–'} />
        <Figure name={TEXT.rate} value={rate ? thousands(rate) : '–'} />
        {backend && (
          <Figure name={TEXT.learning.backend} value={TEXT.on[backend.backend]} help={whyOf(backend)} kind="of-machine" />
        )}
      </dl>
      <div class="tidings" aria-live="polite">
        {phase === 'failed' && <span role="alert">{training.problem.value}</span>}
        {unkept && (
          <button type="button" onClick={() => save(zipAgent(unkept.files), `${unkept.name}.zip`, 'application/zip')}>
            {TEXT.downloadAgent}
          </button>
        )}
        {training.notices.value.slice(-1).map((notice) => (
          <span key={notice} class="quiet">
            {notice}
          </span>
        ))}
      </div>
    </footer>
  );
}

function Figure({ name, value, help, kind }: { name: string; value: string; help?: string; kind?: string }) {
  return (
    <div title={help} class={kind}>
      <dt class="quiet">{name}</dt>
      <dd class="number">{value}</dd>
    </div>
  );
}
