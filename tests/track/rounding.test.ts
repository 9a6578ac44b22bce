import { expect, it } from 'vitest';
import { type Corner, comesNear, measurePolygon, roundedLength, sampleRounded, withRadii } from '../../src/track/rounding.ts';
import { fc } from '../support/fast-check.ts';

const square = (radius: number): Corner[] =>
  [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ].map(([x, y]) => ({ x, y, radius }));

it('a rounded square is as long as its sides and arcs', () => {
  expect(roundedLength(square(2))).toBeCloseTo(4 * 6 + 2 * Math.PI * 2, 9);
});

it('its points lie evenly on the sides and arcs', () => {
  const { xs, ys } = sampleRounded(square(2), 400);
  const step = roundedLength(square(2)) / 400;
  for (let i = 0; i < 400; i++) {
    const next = (i + 1) % 400;
    // A chord of an arc is shorter than the arc by step³/24r².
    expect(Math.hypot(xs[next] - xs[i], ys[next] - ys[i])).toBeCloseTo(step, 4);
    const [dx, dy] = [Math.max(0, Math.abs(xs[i] - 5) - 3), Math.max(0, Math.abs(ys[i] - 5) - 3)];
    expect(Math.hypot(dx, dy)).toBeCloseTo(2, 9);
  }
});

it('radii shrink to what the edges have room for, and not below the least', () => {
  const corners = square(9);
  const radii = withRadii(corners, measurePolygon(corners), 1, 1)?.map(({ radius }) => radius);
  expect(radii).toEqual([5, 5, 5, 5]);
  expect(withRadii(corners, measurePolygon(corners), 1, 6)).toBeUndefined();
});

it('whether a line comes near itself is what comparing all points says', () => {
  // Corners in all directions from the middle, near and far: some such lines come near themselves.
  const reaches = fc.array(fc.double({ min: 0.3, max: 5, noNaN: true }), { minLength: 4, maxLength: 9 });
  fc.assert(
    fc.property(reaches, fc.double({ min: 0.2, max: 2, noNaN: true }), (reaches, gap) => {
      const corners = reaches.map((reach, i) => {
        const angle = (2 * Math.PI * i) / reaches.length;
        return { x: reach * Math.cos(angle), y: reach * Math.sin(angle), radius: 0.02 };
      });
      const length = roundedLength(corners);
      const count = Math.round(length / 0.2);
      const { xs, ys } = sampleRounded(corners, count);
      const skip = Math.ceil((2 * count) / length);
      let isNear = false;
      for (let i = 0; i < count; i++) {
        for (let j = i + skip; j - i <= count - skip && j < count; j++) {
          if (Math.hypot(xs[i] - xs[j], ys[i] - ys[j]) < gap) isNear = true;
        }
      }
      expect(comesNear(xs, ys, length, 2, gap)).toBe(isNear);
    }),
  );
});
