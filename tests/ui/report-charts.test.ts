import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineChart, tickLabels, ticks } from '../../src/ui/report-charts.ts';

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
