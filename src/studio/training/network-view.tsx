/** The network's first layer: its filters, and what each answers to the frame. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ShowFrame } from '../../view/showing.ts';
import type { Filters } from './filters.ts';
import { TEXT } from './texts.ts';

/** Side of a filter's square, and the gap between two, px of the canvas. */
const CELL = 20;
const GAP = 2;
/** Small and often: cheaper without the GPU. */
const CONTEXT: CanvasRenderingContext2DSettings = { willReadFrequently: true };

export interface NetworkViewProps {
  readonly frame: ReadonlySignal<ShowFrame | null>;
  readonly filters: ReadonlySignal<Filters | null>;
}

export function NetworkView({ frame, filters: learned }: NetworkViewProps) {
  const insight = frame.value?.followed.insight ?? null;
  const filters = learned.value;
  const filterCanvas = useRef<HTMLCanvasElement>(null);
  const mapCanvas = useRef<HTMLCanvasElement>(null);
  const count = insight?.maps.count ?? 8;
  const columns = Math.min(8, count);
  const rows = Math.ceil(count / columns);
  const width = columns * (CELL + GAP);
  const mapHeight = insight ? Math.round((CELL * insight.maps.height) / insight.maps.width) : CELL;
  useEffect(() => {
    const context = filterCanvas.current?.getContext('2d', CONTEXT);
    if (!context || !filters) return;
    for (let k = 0; k < filters.count; k++) {
      const values = filters.values.subarray(k * filters.size ** 2, (k + 1) * filters.size ** 2);
      drawTile(context, k, columns, CELL, filters.size, filters.size, (i) => warmOrCold(values[i]));
    }
  }, [filters, columns]);
  useEffect(() => {
    const context = mapCanvas.current?.getContext('2d', CONTEXT);
    if (!context || !insight) return;
    const { maps } = insight;
    const area = maps.width * maps.height;
    for (let k = 0; k < maps.count; k++) {
      const values = maps.values.subarray(k * area, (k + 1) * area);
      drawTile(context, k, columns, mapHeight, maps.width, maps.height, (i) => grey(values[i]));
    }
  }, [insight]);
  return (
    <figure class="network">
      <figcaption>{TEXT.filters}</figcaption>
      <canvas ref={filterCanvas} width={width} height={rows * (CELL + GAP)} aria-hidden="true" tabIndex={-1} />
      <canvas ref={mapCanvas} width={width} height={rows * (mapHeight + GAP)} aria-hidden="true" tabIndex={-1} />
    </figure>
  );
}

function drawTile(
  context: CanvasRenderingContext2D,
  k: number,
  columns: number,
  tileHeight: number,
  width: number,
  height: number,
  colour: (i: number) => string,
): void {
  const left = (k % columns) * (CELL + GAP);
  const top = Math.floor(k / columns) * (tileHeight + GAP);
  const [dx, dy] = [CELL / width, tileHeight / height];
  for (let i = 0; i < width * height; i++) {
    context.fillStyle = colour(i);
    context.fillRect(left + (i % width) * dx, top + Math.floor(i / width) * dy, dx + 0.5, dy + 0.5);
  }
}

function grey(value: number): string {
  const level = Math.round(255 * value);
  return `rgb(${level} ${level} ${level})`;
}

/** Blue for what a filter dislikes, orange for what it likes (Okabe–Ito). */
function warmOrCold(value: number): string {
  const mix = (to: number) => Math.round(24 + Math.abs(value) * (to - 24));
  return value > 0 ? `rgb(${mix(230)} ${mix(159)} ${mix(0)})` : `rgb(${mix(0)} ${mix(114)} ${mix(178)})`;
}
