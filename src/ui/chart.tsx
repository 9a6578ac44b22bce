/** A small line chart: raw values as dots, their running median as a line. */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface ChartProps {
  readonly title: string;
  readonly unit: string;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  readonly height?: number;
}

const WINDOW = 9;

export function Chart({ title, unit, x, y, height = 110 }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  useEffect(() => {
    const element = place.current as HTMLDivElement;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, size: 36 };
    plot.current = new UPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 22, values: (_, ticks) => ticks.map((tick) => (tick >= 1000 ? `${tick / 1000}k` : String(tick))) },
          axis,
        ],
        series: [
          {},
          { paths: () => null, points: { show: true, size: 3, fill: colour('--quiet'), stroke: 'transparent' } },
          { stroke: colour('--accent'), width: 2, points: { show: false } },
        ],
      },
      [[], [], []],
      element,
    );
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      plot.current?.destroy();
    };
  }, [height]);
  useEffect(() => {
    plot.current?.setData([[...x], [...y], runningMedian(y)]);
  }, [x, y]);
  const last = y.findLast((value) => value !== null);
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="number">{last === undefined || last === null ? '–' : `${last.toPrecision(3)} ${unit}`}</span>
      </figcaption>
      <div ref={place} />
    </figure>
  );
}

function runningMedian(values: readonly (number | null)[]): (number | null)[] {
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - WINDOW + 1), i + 1).filter((value) => value !== null);
    near.sort((a, b) => a - b);
    return near.length > 0 ? near[near.length >> 1] : null;
  });
}
