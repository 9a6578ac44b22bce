/** What a policy sees, what it looks at in it, and what it would do. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { ActionSpace } from '../car/actions.ts';
import { ARCHITECTURES, type ArchitectureName, observationShape } from '../policy/architecture.ts';
import type { Insight } from '../policy/insight.ts';
import type { ShowFrame } from '../view/showing.ts';
import { TEXT } from './texts.ts';
import './eye-picture.css';

const { width, height } = DEEPRACER_CAMERA;

/** What a network sees, and makes of it. */
export interface Seen {
  /** 120 × 160 greys */
  readonly picture: Uint8Array | null;
  readonly insight: Insight | null;
}

export interface EyePictureProps {
  readonly seen: Seen | null;
  /** whose */
  readonly name: string;
  /** said where there is no insight */
  readonly empty: string;
  readonly actionSpace: ActionSpace;
  readonly architecture: ArchitectureName;
}

export function EyePicture({ seen, name, empty, actionSpace, architecture }: EyePictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const insight = seen?.insight ?? null;
  useEffect(() => {
    // A few pixels, often: cheaper without the GPU.
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    if (!seen?.picture) {
      context.clearRect(0, 0, width, height);
      return;
    }
    const image = context.createImageData(width, height);
    paint(seen.picture, insight, architecture, image.data);
    context.putImageData(image, 0, 0);
  }, [seen]);
  return (
    <figure class="eye">
      <figcaption>
        {TEXT.eye} <span class="number">{name}</span>
      </figcaption>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={TEXT.eyeHelp} />
      {insight ? <Choice insight={insight} actionSpace={actionSpace} /> : <p class="quiet eye-empty">{empty}</p>}
    </figure>
  );
}

export interface FollowedEyeProps extends Pick<EyePictureProps, 'actionSpace' | 'architecture'> {
  readonly frame: ReadonlySignal<ShowFrame | null>;
}

/** Of the car that the world follows: changes many times a second, and nothing around it. */
export function FollowedEye({ frame, ...policy }: FollowedEyeProps) {
  const followed = frame.value?.followed ?? null;
  return <EyePicture seen={followed} name={followed ? `#${followed.car + 1}` : ''} empty={TEXT.noPolicy} {...policy} />;
}

/** Of more actions only the best one says what it is. */
const MOST_LABELLED = 11;

/** Greys, warm where the network looks. */
function paint(picture: Uint8Array, insight: Insight | null, name: ArchitectureName, out: Uint8ClampedArray): void {
  const architecture = ARCHITECTURES[name];
  const { cropTop, pool } = architecture;
  const columns = observationShape(architecture, DEEPRACER_CAMERA).width;
  const attention = insight?.attention;
  for (let at = 0; at < picture.length; at++) {
    const row = Math.floor(at / width) - cropTop;
    const cell = Math.floor(row / pool) * columns + Math.floor((at % width) / pool);
    const warmth = attention && row >= 0 ? 0.75 * (attention[cell] ?? 0) : 0;
    const grey = picture[at];
    out[4 * at] = grey + warmth * (255 - grey);
    out[4 * at + 1] = grey + warmth * (110 - grey);
    out[4 * at + 2] = grey + warmth * (30 - grey);
    out[4 * at + 3] = 255;
  }
}

function Choice({ insight, actionSpace }: { insight: Insight; actionSpace: ActionSpace }) {
  if (actionSpace.kind === 'discrete') {
    return (
      <ol class={actionSpace.actions.length > MOST_LABELLED ? 'odds many' : 'odds'} aria-label={TEXT.odds}>
        {actionSpace.actions.map(({ steeringDeg, speed }, k) => {
          const part = insight.outputs[k] ?? 0;
          const title = `${steeringDeg}°, ${speed} m/s: ${(100 * part).toFixed(0)} %`;
          return (
            <li key={title.slice(0, title.indexOf(':'))} title={title} class={k === insight.best ? 'best' : ''}>
              <i style={{ height: `${100 * part}%` }} />
              <span class="number">
                {steeringDeg}°
                <br />
                {speed}
              </span>
            </li>
          );
        })}
      </ol>
    );
  }
  const [steering, speed, steeringSpread, speedSpread] = insight.outputs;
  const bars = [
    {
      label: TEXT.actions.steering,
      unit: '°',
      range: actionSpace.steeringDeg,
      mean: -steering,
      spread: steeringSpread,
      value: steering,
    },
    { label: TEXT.actions.speed, unit: ' m/s', range: actionSpace.speed, mean: speed, spread: speedSpread, value: speed },
  ];
  return (
    <ul class="means" aria-label={TEXT.means}>
      {bars.map(({ label, unit, range, mean, spread, value }) => {
        const shown = range.low + ((Math.max(-1, Math.min(1, value)) + 1) / 2) * (range.high - range.low);
        return (
          <li key={label}>
            <span>{label}</span>
            <span class="mean-bar">
              <i style={{ left: `${50 * (1 + mean - spread)}%`, width: `${100 * spread}%` }} />
              <b style={{ left: `${50 * (1 + Math.max(-1, Math.min(1, mean)))}%` }} />
            </span>
            <span class="number">
              {shown.toFixed(1)}
              {unit}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
