/** What the followed lap's car did over time: strips that share one time, and move it when they are touched. */
import type { Playback } from '../../lap/playback.ts';
import { REPLAY } from './texts.ts';

const WIDTH = 1000;
const HEIGHT = 64;
const DIGITS = { speed: 1, steeringDeg: 1, reward: 2, progress: 0 } as const;
type Column = keyof typeof DIGITS;
const NO_VALUES = new Float64Array(0);

interface StripOf {
  readonly label: string;
  readonly values: Float64Array;
  readonly low: number;
  readonly high: number;
}

export interface TelemetryProps {
  readonly laps: readonly { readonly playback: Playback; readonly colour: string; readonly rewardName: string }[];
  readonly followed: number;
  readonly time: number;
  readonly duration: number;
  readonly onSeek: (time: number) => void;
}

export function Telemetry({ laps, followed, time, duration, onSeek }: TelemetryProps) {
  const now = laps[followed];
  const strips: readonly { readonly name: Column; readonly label: string }[] = [
    { name: 'speed', label: REPLAY.speed },
    { name: 'steeringDeg', label: REPLAY.steering },
    { name: 'reward', label: REPLAY.reward(now?.rewardName ?? '') },
    { name: 'progress', label: REPLAY.progress },
  ];
  // The followed one lies on top.
  const order = [...laps.keys()].sort((a, b) => Number(a === followed) - Number(b === followed));
  return (
    <div class="telemetry">
      {strips.map(({ name, label }) => {
        const range = rangeOf(laps.map(({ playback }) => playback[name] ?? NO_VALUES));
        const at = now ? Math.min(now.playback.count - 1, Math.floor(time / now.playback.stepSeconds)) : 0;
        return (
          <figure key={name}>
            <figcaption>
              {label} <span class="number">{now?.playback[name]?.[at]?.toFixed(DIGITS[name]) ?? '–'}</span>
            </figcaption>
            <svg
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={label}
              onPointerDown={(event) => onSeek(timeAt(event, duration))}
              onPointerMove={(event) => {
                if (event.buttons === 1) onSeek(timeAt(event, duration));
              }}
            >
              {order.map((i) => (
                <polyline
                  key={i}
                  class={i === followed ? 'now' : ''}
                  stroke={laps[i].colour}
                  points={pointsOf(
                    { label, values: laps[i].playback[name] ?? NO_VALUES, ...range },
                    laps[i].playback,
                    duration,
                  )}
                />
              ))}
              <line x1={(WIDTH * time) / duration} x2={(WIDTH * time) / duration} y1={0} y2={HEIGHT} />
            </svg>
          </figure>
        );
      })}
    </div>
  );
}

function timeAt(event: PointerEvent, duration: number): number {
  const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - left) / width)) * duration;
}

function rangeOf(lists: readonly Float64Array[]): { low: number; high: number } {
  let [low, high] = [0, 1];
  for (const values of lists) {
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return { low, high };
}

function pointsOf({ values, low, high }: StripOf, { count, stepSeconds }: Playback, duration: number): string {
  const points: string[] = [];
  for (let i = 0; i < Math.min(count, values.length); i++) {
    const y = HEIGHT - 3 - ((values[i] - low) / (high - low)) * (HEIGHT - 6);
    points.push(`${((WIDTH * i * stepSeconds) / duration).toFixed(1)},${y.toFixed(1)}`);
  }
  return points.join(' ');
}
