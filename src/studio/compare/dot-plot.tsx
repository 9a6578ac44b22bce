/** One dot for each run, rows above each other on one axis, the median as a bar. */
import { estimate } from './statistics.ts';

export interface DotRow {
  readonly name: string;
  /** beside the row */
  readonly summary: string;
  /** null has no place on the axis: a hollow dot at its end */
  readonly dots: readonly { readonly value: number | null; readonly label: string }[];
}

const WIDTH = 600;
const HEIGHT = 36;
const RADIUS = 5;
const MARGIN = 16;

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < RADIUS;
}

/** Dots at one place stand above and below each other. */
function aside(before: number): number {
  return (before % 2 === 0 ? 1 : -1) * Math.ceil(before / 2) * 2 * RADIUS * 0.9;
}

export function DotPlot({ title, rows }: { title: string; rows: readonly DotRow[] }) {
  const known = rows.flatMap(({ dots }) => dots.flatMap(({ value }) => value ?? []));
  const low = Math.min(...known);
  const high = Math.max(...known);
  const x = (value: number | null) =>
    value === null ? WIDTH - MARGIN / 2 : MARGIN + ((WIDTH - 3 * MARGIN) * (value - low)) / (high - low || 1);
  return (
    <figure class="dots">
      <figcaption>{title}</figcaption>
      {rows.map(({ name, summary, dots }) => {
        const values = dots.flatMap(({ value }) => value ?? []);
        return (
          <div key={name} class="dots-row">
            <b>{name}</b>
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}, ${name}: ${summary}`}>
              <line class="dots-axis" x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
              {values.length > 0 && (
                <line
                  class="dots-median"
                  x1={x(estimate(values).median)}
                  x2={x(estimate(values).median)}
                  y1={3}
                  y2={HEIGHT - 3}
                />
              )}
              {dots.map(({ value, label }, i) => (
                <circle
                  key={label}
                  class={value === null ? 'dot none' : 'dot'}
                  cx={x(value)}
                  cy={HEIGHT / 2 + aside(dots.slice(0, i).filter((other) => near(x(other.value), x(value))).length)}
                  r={RADIUS}
                >
                  <title>{label}</title>
                </circle>
              ))}
            </svg>
            <span class="number">{summary}</span>
          </div>
        );
      })}
    </figure>
  );
}
