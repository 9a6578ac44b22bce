/** What holds for every number: angles, random streams, joined bytes, nested JSON. */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toDegrees, toRadians, turnBetween, wrapAngle } from '../../src/math/angles.ts';
import { UserError } from '../../src/math/error.ts';
import { atan2, cos, exp, log, PI, sin } from '../../src/math/exact.ts';
import { joinBytes } from '../../src/math/join-bytes.ts';
import { integerBelow, nextUint32, randomStream, shuffle, uniformIn } from '../../src/math/random.ts';
import { readJson } from '../../src/math/read-json.ts';
import { within } from '../support/arbitraries.ts';
import { fc } from '../support/fast-check.ts';

describe('angles', () => {
  it('wrapped are the same direction, from −π to below π, and stay when they are wrapped again', () => {
    fc.assert(
      fc.property(within(-1000, 1000), (angle) => {
        const wrapped = wrapAngle(angle);
        expect(wrapped).toBeGreaterThanOrEqual(-PI);
        expect(wrapped).toBeLessThan(PI);
        expect(Math.cos(wrapped)).toBeCloseTo(Math.cos(angle), 9);
        expect(Math.sin(wrapped)).toBeCloseTo(Math.sin(angle), 9);
        expect(wrapAngle(wrapped)).toBeCloseTo(wrapped, 12);
      }),
    );
  });

  it('between directions turn one into the other, and back', () => {
    fc.assert(
      fc.property(within(-3, 3), within(-3, 3), (from, to) => {
        const [ux, uy, vx, vy] = [Math.cos(from), Math.sin(from), Math.cos(to), Math.sin(to)];
        const turn = turnBetween(ux, uy, vx, vy);
        expect(Math.cos(from + turn)).toBeCloseTo(vx, 9);
        expect(Math.sin(from + turn)).toBeCloseTo(vy, 9);
        expect(Math.abs(turn)).toBeLessThanOrEqual(PI);
        if (Math.abs(turn) < 3.14) expect(turnBetween(vx, vy, ux, uy)).toBeCloseTo(-turn, 9);
      }),
    );
  });

  it('in degrees and back are the same', () => {
    fc.assert(
      fc.property(within(-1e4, 1e4), (angle) => Math.abs(toRadians(toDegrees(angle)) - angle) <= 1e-12 * Math.abs(angle)),
    );
  });
});

describe('exact functions', () => {
  it('keep the laws of a circle', () => {
    fc.assert(
      fc.property(within(-1000, 1000), (x) => {
        expect(sin(x) ** 2 + cos(x) ** 2).toBeCloseTo(1, 14);
        // Odd and even, in every bit; both zeros are one.
        expect(sin(-x) + 0).toBe(-sin(x) + 0);
        expect(cos(-x)).toBe(cos(x));
        expect(wrapAngle(atan2(sin(x), cos(x)) - x)).toBeCloseTo(0, 9);
      }),
    );
  });

  it('turn products into sums, and back', () => {
    fc.assert(
      fc.property(within(-300, 300), within(-300, 300), (a, b) => {
        expect(log(exp(a))).toBeCloseTo(a, 12);
        expect(Math.abs(exp(a + b) / (exp(a) * exp(b)) - 1)).toBeLessThan(1e-12);
        if (a < b) expect(exp(a)).toBeLessThanOrEqual(exp(b));
      }),
    );
  });
});

describe('random streams', () => {
  const streams = fc.tuple(fc.integer({ min: 0, max: 0xffff_ffff }), fc.string({ maxLength: 8 }), fc.nat(99));

  it('continue from a copy of their state', () => {
    fc.assert(
      fc.property(streams, fc.nat(20), ([seed, name, index], draws) => {
        const stream = randomStream(seed, name, index);
        for (let i = 0; i < draws; i++) nextUint32(stream);
        const copy = { state: stream.state.slice() };
        for (let i = 0; i < 10; i++) expect(nextUint32(copy)).toBe(nextUint32(stream));
      }),
    );
  });

  it('stay in their ranges, and shuffle what there is', () => {
    fc.assert(
      fc.property(
        streams,
        within(-1e6, 1e6),
        within(1e-3, 1e6),
        fc.integer({ min: 1, max: 50 }),
        ([seed, name], low, span, n) => {
          const stream = randomStream(seed, name);
          const value = uniformIn(stream, low, low + span);
          expect(value >= low && value <= low + span).toBe(true);
          const whole = integerBelow(stream, n);
          expect(Number.isInteger(whole) && whole >= 0 && whole < n).toBe(true);
          const items = Int32Array.from({ length: n }, (_, i) => i);
          shuffle(stream, items);
          expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        },
      ),
    );
  });
});

it('joined bytes are what Node joins', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 }), (pieces) => {
      expect(Buffer.from(joinBytes(pieces))).toEqual(Buffer.concat(pieces));
    }),
  );
});

describe('JSON that people give us', () => {
  const read = (text: string) => readJson(text, z.unknown(), 'x.json', 'fix it');

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(read(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is refused beyond 32 levels, which brackets in texts are not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.string({ unit: fc.constantFrom('[', '{', '"', '\\', 'a') }),
        (depth, text) => {
          const nested = `${'['.repeat(depth)}${JSON.stringify(text)}${']'.repeat(depth)}`;
          if (depth > 32) expect(() => read(nested)).toThrow(/nested more than 32 deep/);
          else expect(JSON.stringify(read(nested))).toBe(nested);
        },
      ),
    );
  });

  it('is answered with one clear error, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          read(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
