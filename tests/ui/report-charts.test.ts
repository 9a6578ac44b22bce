import { expect, it } from 'vitest';
import { barChart, cellsOf, escaped, heatCells, histogram, lineChart, tickLabels, ticks } from '../../src/ui/report-charts.ts';
import { fc } from '../support/fast-check.ts';

it('labels no two ticks alike', () => {
  expect(tickLabels([135.6, 135.8, 136])).toEqual(['135.6', '135.8', '136']);
  expect(tickLabels([0, 500, 1000, 1500])).toEqual(['0', '500', '1k', '1.5k']);
  fc.assert(
    fc.property(
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      (low, span) => {
        const labels = tickLabels(ticks(low, low + span, 6));
        expect(new Set(labels).size).toBe(labels.length);
      },
    ),
  );
});

it('has one tick for a report of one iteration', () => {
  const chart = lineChart([{ name: 'progress', kind: 'dots', points: [[136, 12.5]] }], {
    x: 'iteration',
    y: '%',
    range: [0, 100],
  });
  const below = [...chart.matchAll(/text-anchor="middle">([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(below).toEqual(['136']);
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

it('ticks are round numbers within the range, evenly apart, about as many as asked for', () => {
  fc.assert(
    fc.property(number(-1e5, 1e5), number(0.01, 1e5), fc.integer({ min: 3, max: 9 }), (low, span, count) => {
      const marks = ticks(low, low + span, count);
      expect(marks.length).toBeGreaterThanOrEqual(Math.floor(count / 3));
      expect(marks.length).toBeLessThanOrEqual(count + 1);
      const step = 10 ** Math.floor(Math.log10(span / count));
      for (const mark of marks) {
        expect(mark).toBeGreaterThanOrEqual(low - 1e-6 * span);
        expect(mark).toBeLessThanOrEqual(low + span + 1e-6 * span);
        expect(Math.abs(mark / step - Math.round(mark / step))).toBeLessThan(1e-6 * Math.max(1, Math.abs(mark / step)));
      }
      const gaps = marks.slice(1).map((mark, i) => mark - marks[i]);
      for (const gap of gaps) expect(gap / gaps[0]).toBeCloseTo(1, 6);
    }),
  );
});

it('a chart has every point within its frame, and a taller bar for a larger value', () => {
  // No figure is so near to zero that differences vanish.
  const figure = number(-1e4, 1e4).map((value) => (Math.abs(value) < 1e-9 ? 0 : value));
  const points = fc.array(fc.tuple(figure, figure), { minLength: 2, maxLength: 30 });
  fc.assert(
    fc.property(points, (list) => {
      const chart = lineChart([{ name: 'a', kind: 'dots', points: list }], { x: 'x', y: 'y' });
      const dots = [...chart.matchAll(/cx="([^"]*)" cy="([^"]*)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
      expect(dots).toHaveLength(list.length);
      for (const [x, y] of dots) expect(x >= 56 && x <= 624 && y >= 19.9 && y <= 208.1).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.array(number(0, 1e4), { minLength: 2, maxLength: 30 }), (values) => {
      const chart = barChart(
        values.map((value) => ({ label: '', value })),
        { x: 'x', y: 'y' },
      );
      const heights = [...chart.matchAll(/ height="([^"]*)" fill/g)].map(([, height]) => Number(height));
      values.forEach((value, i) => {
        values.forEach((other, k) => {
          if (value <= other) expect(heights[i]).toBeLessThanOrEqual(heights[k]);
        });
      });
    }),
    { numRuns: 30 },
  );
});

it('a histogram counts every value once', () => {
  const counts = (values: readonly number[], parts: number) =>
    [...histogram(values, { x: 'x' }, parts).matchAll(/<title>[^<]*: (\d+)<\/title>/g)].map(([, count]) => Number(count));
  fc.assert(
    fc.property(
      fc.array(number(-1e6, 1e6), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 30 }),
      (list, parts) => {
        const found = counts(list, parts);
        expect(found).toHaveLength(parts);
        expect(found.reduce((sum, count) => sum + count, 0)).toBe(list.length);
      },
    ),
  );
  // Whole numbers, one in each part.
  expect(counts([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10)).toEqual(new Array(10).fill(1));
});

it('cells have the mean of the values in their squares, and all of them', () => {
  const steps = fc.array(fc.tuple(number(-3, 3), number(-3, 3), number(-9, 9)), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(steps, number(0.1, 1), (list, size) => {
      const [xs, ys, values] = [0, 1, 2].map((i) => list.map((step) => step[i]));
      const { cells } = cellsOf(xs, ys, values, size);
      expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
      expect(cells.reduce((sum, { count, value }) => sum + count * value, 0)).toBeCloseTo(
        values.reduce((sum, value) => sum + value, 0),
        9,
      );
      expect(new Set(cells.map(({ x, y }) => `${Math.round(x / size)} ${Math.round(y / size)}`)).size).toBe(cells.length);
      const { svg } = heatCells({ size, cells }, 'm/s');
      expect(svg.match(/<rect /g)).toHaveLength(cells.length);
      expect(svg).not.toContain('NaN');
    }),
  );
});

it('text is escaped so that it reads back, and opens no element and ends no attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('&', '<', '>', '"', 'a', ';', 'amp;') }), (text) => {
      const safe = escaped(text);
      expect(safe).not.toMatch(/[<>"]/);
      const back = safe.replace(
        /&lt;|&gt;|&quot;|&amp;/g,
        (entity) => ({ '&lt;': '<', '&gt;': '>', '&quot;': '"' })[entity] ?? '&',
      );
      expect(back).toBe(text);
    }),
  );
});
