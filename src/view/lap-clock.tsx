/** The followed car's lap, running, and the one before. */
import type { ReadonlySignal } from '@preact/signals';
import { lapTime } from '../ui/format.ts';
import type { ShowFrame } from './showing.ts';
import './lap-clock.css';

const TEXT = { label: 'Lap clock', last: 'last lap' };

export function LapClock({ frame }: { frame: ReadonlySignal<ShowFrame | null> }) {
  const followed = frame.value?.followed;
  if (!followed) return null;
  const { lapSeconds, lastLapSeconds, speed } = followed;
  return (
    <p class="lap-clock number" role="img" aria-label={TEXT.label}>
      <b>{lapTime(Math.max(0, lapSeconds)).slice(0, -2)}</b>
      <span>{speed.toFixed(1)} m/s</span>
      {lastLapSeconds !== null && (
        <span class="last-lap">
          {TEXT.last} {lapTime(lastLapSeconds)}
        </span>
      )}
    </p>
  );
}
