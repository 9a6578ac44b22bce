/** A small line chart: raw values as dots, their running median as a line; another run beside, if there is one. */
import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface ChartProps {
  readonly title: string;
  readonly unit: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** another run's */
  readonly beside?: { readonly x: readonly number[]; readonly y: readonly (number | null)[] } | undefined;
  /** lowest and highest value there can be; else it fits what there is */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** index of a value to mark, and what it is */
  readonly mark?: { readonly at: number; readonly label: string } | undefined;
  readonly height?: number;
  readonly format?: (value: number) => string;
}

/** Values that a median is of, at most, always an odd number; the first ones stand for themselves. */
const WINDOW = 9;
/** What an empty chart spans. */
const FIRST_STEPS = 10_000;
/** All charts of a page show the values at the same place. */
const CURSOR = 'charts';

export function Chart({
  title,
  unit,
  x,
  y,
  beside,
  range,
  mark,
  height = 100,
  format = (value) => value.toPrecision(3),
}: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const [hovered, setHovered] = useState<number | null>(null);
  const marked = useRef<Pick<ChartProps, 'x' | 'y' | 'mark'>>({ x, y });
  marked.current = { x, y, mark };
  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const chart = new UPlot(options(element, height, range, marked, setHovered), [[], [], [], []], element);
    plot.current = chart;
    const sizes = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: light)');
    const recolour = () => chart.redraw();
    scheme.addEventListener('change', recolour);
    return () => {
      sizes.disconnect();
      scheme.removeEventListener('change', recolour);
      chart.destroy();
    };
  }, [height]);
  useEffect(() => {
    plot.current?.setData(joined(x, y, beside));
  }, [x, y, beside]);
  const shown = (hovered === null ? null : y[hovered]) ?? y.findLast((value) => value !== null) ?? null;
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="number">{shown === null ? '–' : `${format(shown)} ${unit}`}</span>
      </figcaption>
      <div ref={place} style={{ height: `${height}px` }} />
    </figure>
  );
}

function options(
  element: HTMLElement,
  height: number,
  range: ChartProps['range'],
  marked: { current: Pick<ChartProps, 'x' | 'y' | 'mark'> },
  onHover: (at: number | null) => void,
): UPlot.Options {
  // Read again for each drawing: the page may have become light.
  const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, size: 44 };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, sync: { key: CURSOR } },
    // Axes before there is anything: nothing jumps when it comes.
    scales: {
      x: { time: false, range: (_, low, high) => (high > low ? [low, high] : [0, high || FIRST_STEPS]) },
      y: range
        ? { range: [...range] }
        : { range: (_, low, high) => (low === null ? [0, 1] : UPlot.rangeNum(low, high, 0.1, true)) },
    },
    axes: [
      { ...axis, size: 22, values: (_, ticks) => ticks.map((tick) => (tick >= 1000 ? `${tick / 1000}k` : String(tick))) },
      {
        ...axis,
        space: 20,
        values: (_, ticks) => ticks.map((tick) => (Math.abs(tick) >= 1000 ? `${tick / 1000}k` : String(tick))),
      },
    ],
    series: [
      {},
      { stroke: colour('--quiet'), width: 1, dash: [4, 4], points: { show: false }, spanGaps: true },
      { paths: () => null, points: { show: true, size: 4, width: 0, fill: colour('--quiet') } },
      { stroke: colour('--accent'), width: 2, points: { show: false }, spanGaps: true },
    ],
    hooks: {
      setCursor: [
        (chart) => {
          const at = chart.cursor.idx;
          const place = typeof at === 'number' ? marked.current.x.indexOf(chart.data[0][at]) : -1;
          onHover(place < 0 ? null : place);
        },
      ],
      draw: [(chart) => drawMark(chart, marked.current, colour('--best')())],
    },
  };
}

function drawMark(chart: UPlot, { mark, x, y }: Pick<ChartProps, 'x' | 'y' | 'mark'>, colour: string): void {
  const value = mark ? y[mark.at] : null;
  if (!mark || value === null || value === undefined) return;
  const { ctx } = chart;
  const left = chart.valToPos(x[mark.at], 'x', true);
  const top = chart.valToPos(value, 'y', true);
  ctx.save();
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.arc(left, top, 4 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = top > chart.bbox.top + 12 * devicePixelRatio ? 'bottom' : 'top';
  const away = ctx.textBaseline === 'bottom' ? -6 : 6;
  ctx.fillText(mark.label, left + 4 * devicePixelRatio, top + away * devicePixelRatio);
  ctx.restore();
}

/** Both runs on one axis. */
function joined(x: readonly number[], y: ChartProps['y'], beside: ChartProps['beside']): UPlot.AlignedData {
  const middle = runningMedian(y);
  if (!beside) return [[...x], x.map(() => null), [...y], middle];
  const other = runningMedian(beside.y);
  const all = [...new Set([...x, ...beside.x])].sort((a, b) => a - b);
  const at = (places: readonly number[], values: readonly (number | null)[]) => {
    const known = new Map(places.map((place, i) => [place, values[i]]));
    return all.map((place) => known.get(place) ?? null);
  };
  return [all, at(beside.x, other), at(x, y), at(x, middle)];
}

function runningMedian(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, i) => {
    if (value === null) return null;
    const near = values
      .slice(Math.max(0, i + 1 - Math.min(WINDOW, 1 + 2 * (i >> 3))), i + 1)
      .filter((value) => value !== null);
    near.sort((a, b) => a - b);
    return near.length > 0 ? near[near.length >> 1] : null;
  });
}
