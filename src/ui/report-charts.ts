/** Charts as SVG text, for pages that must need nothing else: each with axes, units, and its numbers on hover. */
import { viridisCss } from './viridis.ts';

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 56;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 52;

/** Colours that the colour-blind tell apart (Okabe and Ito, 2008). */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;

interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly kind: 'line' | 'dots' | 'steps';
}

interface Axes {
  readonly x: string;
  readonly y: string;
  /** lowest and highest value of y; else it fits what there is */
  readonly range?: readonly [number, number];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
}

const DIGITS = 3;
const MOST_DIGITS = 8;

const short = (value: number, digits = DIGITS) =>
  Math.abs(value) >= 1000 ? `${Number((value / 1000).toPrecision(digits))}k` : String(Number(value.toPrecision(digits)));

/** Ticks as text: as short as it can be with no two alike. */
export function tickLabels(values: readonly number[]): string[] {
  for (let digits = DIGITS; digits <= MOST_DIGITS; digits++) {
    const labels = values.map((value) => short(value, digits));
    if (new Set(labels).size === labels.length) return labels;
  }
  return values.map(String);
}

/** Round numbers from `low` to `high`, about `count` of them. */
export function ticks(low: number, high: number, count: number): number[] {
  const span = high - low || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

function scaleOf(
  values: readonly number[],
  from: number,
  to: number,
  count: number,
  range?: readonly [number, number],
): Scale {
  const [least, most] = range ?? [Math.min(...values), Math.max(...values)];
  // A single value stands in the middle, and is the only tick.
  const low = most > least ? least : least - 0.5;
  const span = most - least || 1;
  const marked = most > least ? ticks(low, low + span, count) : [least];
  return { at: (value) => from + ((to - from) * (value - low)) / span, ticks: marked };
}

function frame(x: Scale, y: Scale, axes: Axes, inside: string): string {
  const [xLabels, yLabels] = [tickLabels(x.ticks), tickLabels(y.ticks)];
  const across = y.ticks
    .map((tick, i) => {
      const at = y.at(tick).toFixed(1);
      return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}" class="grid"/><text x="${LEFT - 6}" y="${at}" dy="4" text-anchor="end">${yLabels[i]}</text>`;
    })
    .join('');
  const along = x.ticks
    .map(
      (tick, i) => `<text x="${x.at(tick).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${xLabels[i]}</text>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(`${axes.y} over ${axes.x}`)}">
${across}${along}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle" class="axis">${escaped(axes.x)}</text>
<text x="${LEFT}" y="${TOP - 3}" class="axis">${escaped(axes.y)}</text>
${inside}</svg>`;
}

/** Lines, steps and dots over a common axis, with a legend where there are several. */
export function lineChart(series: readonly Series[], axes: Axes): string {
  const points = series.flatMap(({ points }) => points);
  if (points.length === 0) return '<p class="quiet">There is nothing to draw.</p>';
  const xs = points.map(([x]) => x);
  const x = scaleOf(xs, LEFT, WIDTH - RIGHT, 8);
  const y = scaleOf(
    points.map(([, y]) => y),
    HEIGHT - BOTTOM,
    TOP + 6,
    5,
    axes.range,
  );
  const drawn = series.map(({ points, kind, name }, k) => {
    const colour = COLOURS[k % COLOURS.length];
    const placed = points.map(([px, py]) => [x.at(px).toFixed(1), y.at(py).toFixed(1)] as const);
    // A line of one point would not be seen.
    if (kind === 'dots' || points.length === 1) {
      return placed
        .map(
          ([cx, cy], i) =>
            `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}" fill-opacity=".55"><title>${escaped(name)}: ${short(points[i][1])} at ${short(points[i][0])}</title></circle>`,
        )
        .join('');
    }
    const path =
      kind === 'steps'
        ? placed.map(([px, py], i) => (i === 0 ? `M${px} ${py}` : `H${px}V${py}`)).join('')
        : `M${placed.map(([px, py]) => `${px} ${py}`).join('L')}`;
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"><title>${escaped(name)}</title></path>`;
  });
  return `${frame(x, y, axes, drawn.join('\n'))}${series.length > 1 ? legend(series.map(({ name }) => name)) : ''}`;
}

export function legend(names: readonly string[]): string {
  return `<p class="legend">${names
    .map((name, k) => `<span><i style="background:${COLOURS[k % COLOURS.length]}"></i>${escaped(name)}</span>`)
    .join('')}</p>`;
}

/** In as many lines as it has. */
function barLabel(x: number, label: string): string {
  const lines = label
    .split('\n')
    .map((line, k) => `<tspan x="${x.toFixed(1)}" y="${HEIGHT - BOTTOM + 14 + 13 * k}">${escaped(line)}</tspan>`);
  return `<text text-anchor="middle">${lines.join('')}</text>`;
}

/** Bars side by side. */
export function barChart(
  bars: readonly { readonly label: string; readonly value: number; readonly title?: string }[],
  axes: Axes,
): string {
  if (bars.length === 0) return '<p class="quiet">There is nothing to draw.</p>';
  const y = scaleOf(
    bars.map(({ value }) => value),
    HEIGHT - BOTTOM,
    TOP + 6,
    5,
    axes.range ?? [0, Math.max(...bars.map(({ value }) => value)) || 1],
  );
  const width = (WIDTH - LEFT - RIGHT) / bars.length;
  const every = Math.ceil(bars.length / 16);
  const drawn = bars.map(({ label, value, title }, i) => {
    const x = LEFT + i * width;
    const top = y.at(value);
    const text = i % every === 0 ? barLabel(x + width / 2, label) : '';
    return `<rect x="${(x + width * 0.1).toFixed(1)}" width="${(width * 0.8).toFixed(1)}" y="${top.toFixed(1)}" height="${(HEIGHT - BOTTOM - top).toFixed(1)}" fill="${COLOURS[0]}"><title>${escaped(title ?? `${label}: ${short(value)}`)}</title></rect>${text}`;
  });
  return frame({ at: () => 0, ticks: [] }, y, axes, drawn.join(''));
}

/** How often values are where, in equal parts. */
export function histogram(values: readonly number[], axes: Omit<Axes, 'y'>, parts = 30): string {
  if (values.length === 0) return '<p class="quiet">There is nothing to draw.</p>';
  let low = values[0];
  let high = values[0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const span = high - low || 1;
  const counts = new Array<number>(parts).fill(0);
  for (const value of values) counts[Math.min(parts - 1, Math.floor((parts * (value - low)) / span))]++;
  const bars = counts.map((value, i) => {
    const from = low + (span * i) / parts;
    return { label: short(from), value, title: `${short(from)} to ${short(from + span / parts)}: ${value}` };
  });
  return barChart(bars, { ...axes, y: 'how many' });
}

export type Point = readonly [x: number, y: number];

export interface MapFrame {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** A track from above: its borders, where they are known, and what is drawn on it. Metres; y points up. */
export function trackMap(frame: MapFrame, borders: readonly (readonly Point[])[], inside: string, label: string): string {
  const margin = 0.3;
  const width = frame.maxX - frame.minX + 2 * margin;
  const height = frame.maxY - frame.minY + 2 * margin;
  const lines = borders.map(
    (border) => `<polygon points="${border.map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`).join(' ')}" class="border"/>`,
  );
  return `<svg viewBox="${(frame.minX - margin).toFixed(3)} ${(-frame.maxY - margin).toFixed(3)} ${width.toFixed(3)} ${height.toFixed(3)}" role="img" aria-label="${escaped(label)}" class="map"><g transform="scale(1 -1)">${lines.join('')}${inside}</g></svg>`;
}

/** Values in squares of the ground: mean of those that fell into each. */
interface Cells {
  readonly size: number;
  readonly cells: readonly { readonly x: number; readonly y: number; readonly value: number; readonly count: number }[];
}

export function cellsOf(xs: ArrayLike<number>, ys: ArrayLike<number>, values: ArrayLike<number>, size: number): Cells {
  const found = new Map<string, { x: number; y: number; sum: number; count: number }>();
  for (let i = 0; i < xs.length; i++) {
    const x = Math.floor(xs[i] / size);
    const y = Math.floor(ys[i] / size);
    const key = `${x},${y}`;
    const cell = found.get(key);
    if (cell) {
      cell.sum += values[i];
      cell.count++;
    } else found.set(key, { x: x * size, y: y * size, sum: values[i], count: 1 });
  }
  return { size, cells: [...found.values()].map(({ x, y, sum, count }) => ({ x, y, value: sum / count, count })) };
}

/** From the 5th to the 95th of a hundred, so that a few do not take all colours. */
export function heatCells({ size, cells }: Cells, unit: string): { readonly svg: string; readonly scale: string } {
  const values = cells.map(({ value }) => value).sort((a, b) => a - b);
  const low = values[Math.floor(0.05 * (values.length - 1))] ?? 0;
  const high = values[Math.ceil(0.95 * (values.length - 1))] ?? 1;
  const colour = (value: number) => viridisCss(Math.min(1, Math.max(0, (value - low) / (high - low || 1))));
  const svg = cells
    .map(
      ({ x, y, value, count }) =>
        `<rect x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${size}" height="${size}" fill="${colour(value)}"><title>${short(value)} ${unit}, ${count} steps</title></rect>`,
    )
    .join('');
  const stops = [0, 0.25, 0.5, 0.75, 1].map(viridisCss).join(', ');
  return {
    svg,
    scale: `<p class="scale"><span>${short(low)}</span><i style="background:linear-gradient(90deg, ${stops})"></i><span>${short(high)} ${unit}</span></p>`,
  };
}

export function pathLine(points: readonly Point[], colour: string, title: string): string {
  return `<polyline points="${points.map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`).join(' ')}" fill="none" stroke="${colour}" class="path"><title>${escaped(title)}</title></polyline>`;
}
