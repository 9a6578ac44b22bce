/** What a policy sees, what its decision depends on, and what it would do; also with a patch of the frame hidden. */
import { useEffect, useId, useRef } from 'preact/hooks';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { ActionSpace } from '../car/actions.ts';
import { ARCHITECTURES, type ArchitectureName } from '../policy/architecture.ts';
import type { Spot } from '../policy/cover.ts';
import type { Insight } from '../policy/insight.ts';
import { paintSight } from './car-frame-paint.ts';
import { CAR_FRAME } from './car-frame-texts.ts';
import { coverChange, Odds } from './odds.tsx';
import './car-frame.css';

const { width, height } = DEEPRACER_CAMERA;
/** Of the patch, by an arrow key: widths of the frame. */
const KEY_STEP = 0.04;
/** Where the keys begin: on the road ahead. */
const KEY_START: Spot = { x: 0.5, y: 0.55 };

/** What a network sees, and makes of it. */
export interface Seen {
  /** 120 × 160 greys */
  readonly frame: Uint8Array | null;
  readonly insight: Insight | null;
}

export interface CarFrameProps {
  readonly seen: Seen | null;
  /** whose */
  readonly name: string;
  /** said where there is no insight */
  readonly empty: string;
  readonly actionSpace: ActionSpace;
  readonly architecture: ArchitectureName;
  /** the patch that is hidden from the policy */
  readonly cover: Spot | null;
  readonly onCover: (cover: Spot | null) => void;
}

export function CarFrame({ seen, name, empty, actionSpace, architecture, cover, onCover }: CarFrameProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const line = useId();
  // What arrives may still be of the patch that was just taken away.
  const insight = seen?.insight ? { ...seen.insight, covered: cover && seen.insight.covered } : null;
  useEffect(() => {
    // A few pixels, often: cheaper without the GPU.
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    if (!seen?.frame) {
      context.clearRect(0, 0, width, height);
      return;
    }
    const image = context.createImageData(width, height);
    const hidden = insight ? cover : null;
    paintSight(ARCHITECTURES[architecture], seen.frame, insight?.attention ?? null, hidden, image.data);
    context.putImageData(image, 0, 0);
  }, [seen, cover]);
  useEffect(() => () => onCover(null), []);
  const point = (event: PointerEvent) => {
    const { left, top, width: across, height: down } = (event.currentTarget as Element).getBoundingClientRect();
    onCover({ x: within((event.clientX - left) / across), y: within((event.clientY - top) / down) });
  };
  const end = () => onCover(null);
  const press = (event: KeyboardEvent) => {
    const next = moved(cover, event.key);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // The page has other uses for arrows.
    event.stopPropagation();
    onCover(next);
  };
  return (
    <figure class="car-frame">
      <figcaption>
        {CAR_FRAME.title} <span class="number">{name}</span>
      </figcaption>
      <button
        type="button"
        class="car-frame-image"
        aria-label={CAR_FRAME.help}
        aria-describedby={line}
        onPointerDown={point}
        onPointerMove={point}
        onPointerLeave={end}
        onPointerCancel={end}
        onBlur={end}
        onKeyDown={press}
        onClick={(event) => {
          // By a key: a pointer has moved it already.
          if (event.detail === 0) onCover(cover ? null : KEY_START);
        }}
      >
        <canvas ref={canvas} width={width} height={height} />
      </button>
      <p class="car-frame-legend">
        <i aria-hidden="true" /> {CAR_FRAME.legend}
      </p>
      <p id={line} class="quiet car-frame-line">
        {(insight && coverChange(insight, actionSpace)) || CAR_FRAME.hint}
      </p>
      {insight ? <Odds insight={insight} actionSpace={actionSpace} /> : <p class="quiet car-frame-empty">{empty}</p>}
    </figure>
  );
}

/** @returns null: none any more; undefined: the key is for others */
function moved(from: Spot | null, key: string): Spot | null | undefined {
  if (key === 'Escape') return from ? null : undefined;
  const dx = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  const dy = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
  if (dx === 0 && dy === 0) return undefined;
  if (!from) return KEY_START;
  return { x: within(from.x + KEY_STEP * dx), y: within(from.y + (KEY_STEP * dy * width) / height) };
}

function within(part: number): number {
  return Math.max(0, Math.min(1, part));
}
