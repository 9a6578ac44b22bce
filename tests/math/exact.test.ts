import { describe, expect, it } from 'vitest';
import { atan, atan2, cos, exp, log, MAX_ANGLE, sin, tan } from '../../src/math/exact.ts';
import { fc } from '../support/fast-check.ts';

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('exact functions stay close to the language’s own', () => {
  it.each([
    ['sin', sin, Math.sin, 1000, 4e-16],
    ['cos', cos, Math.cos, 1000, 4e-16],
    ['atan', atan, Math.atan, 1e6, 3e-16],
  ] as const)('%s, absolute error', (_, ours, theirs, range, bound) => {
    fc.assert(
      fc.property(finite(-range, range), (x) => Math.abs(ours(x) - theirs(x)) <= bound),
      { numRuns: 5000 },
    );
  });

  it('sin and cos at the largest angle', () => {
    fc.assert(
      fc.property(
        finite(-MAX_ANGLE, MAX_ANGLE),
        (x) => Math.abs(sin(x) - Math.sin(x)) < 1e-14 && Math.abs(cos(x) - Math.cos(x)) < 1e-14,
      ),
    );
  });

  it.each([
    ['exp', exp, Math.exp, -700, 700],
    ['log', log, Math.log, 1e-300, 1e300],
  ] as const)('%s, relative error below 3e-16', (_, ours, theirs, low, high) => {
    fc.assert(
      fc.property(finite(low, high), (x) => Math.abs(ours(x) - theirs(x)) <= 3e-16 * Math.abs(theirs(x))),
      { numRuns: 5000 },
    );
  });

  it('tan, relative error', () => {
    fc.assert(fc.property(finite(-1.5, 1.5), (x) => Math.abs(tan(x) - Math.tan(x)) <= 1e-14 * Math.abs(Math.tan(x))));
  });

  it('atan2 in all quadrants', () => {
    fc.assert(
      fc.property(finite(-10, 10), finite(-10, 10), (y, x) => {
        // Both zeros are one here: −0 has no side.
        fc.pre(y !== 0 && x !== 0);
        return Math.abs(atan2(y, x) - Math.atan2(y, x)) < 1e-15;
      }),
      { numRuns: 5000 },
    );
  });

  it('answers at the edges', () => {
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(0)).toBe(1);
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(1)).toBe(0);
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 10);
    expect(atan2(0, 0)).toBe(0);
    expect(() => sin(Number.NaN)).toThrow(RangeError);
    expect(() => cos(MAX_ANGLE * 2)).toThrow(RangeError);
  });
});
