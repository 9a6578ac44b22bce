import { expect, it } from 'vitest';
import { moveCar } from '../../src/view/car-motion.ts';
import type { FleetCar } from '../../src/view/fleet.ts';
import { CAR_FIELDS } from '../../src/view/showing.ts';
import { fc } from '../support/fast-check.ts';

const still = (): FleetCar => ({ x: 0, y: 0, yaw: 0, steering: 0, rolled: 0, pitch: 0, roll: 0 });

/** Two decisions of a car at 2 m/s in a bend of 1 m, so many of them a second. */
function decisions(perSecond: number) {
  const turn = 2 / perSecond;
  const cars = (yaw: number) => ({ cars: Float32Array.of(Math.sin(yaw), 1 - Math.cos(yaw), yaw, 0.1, 2, 0) });
  return [cars(0), cars(turn)] as const;
}

function moved(perSecond: number): FleetCar {
  const car = still();
  const [before, after] = decisions(perSecond);
  moveCar(car, before, after, 0, { part: 0.5, seconds: 0.1, decisionsPerSecond: perSecond, wheelRadius: 0.03 });
  return car;
}

it('a car leans alike at 15 and at 30 decisions a second', () => {
  const [slow, quick] = [moved(15), moved(30)];
  // 4 m/s² to the inside.
  expect(slow.roll).toBeCloseTo(0.012 * 4, 4);
  expect(quick.roll).toBeCloseTo(slow.roll, 4);
  expect(quick.rolled).toBeCloseTo((2 * 0.1) / 0.03, 4);
});

const number = (min: number, max: number) => fc.float({ min, max, noNaN: true });
const pose = fc.tuple(number(-9, 9), number(-9, 9), number(-3, 3), number(-0.5, 0.5), number(0, 4));
const MOTION = { seconds: 1 / 60, decisionsPerSecond: 15, wheelRadius: 0.03 };

/** Where the second of two cars is. @param jumped it was put elsewhere at the later decision */
function between(from: readonly number[], to: readonly number[], part: number, jumped = 0): FleetCar {
  const frame = (fields: readonly number[], jumped: number) => {
    const cars = new Float32Array(2 * CAR_FIELDS).fill(77);
    cars.set([...fields, jumped], CAR_FIELDS);
    return { cars };
  };
  const car = still();
  moveCar(car, frame(from, 0), frame(to, jumped), 1, { ...MOTION, part });
  return car;
}

const sameDirection = (a: number, b: number) => {
  expect(Math.cos(a)).toBeCloseTo(Math.cos(b), 5);
  expect(Math.sin(a)).toBeCloseTo(Math.sin(b), 5);
};

it('a car begins at one decision, ends at the next, and goes evenly from one to the other', () => {
  fc.assert(
    fc.property(pose, pose, number(0, 1), (from, to, part) => {
      for (const [at, expected] of [
        [0, from],
        [1, to],
      ] as const) {
        const car = between(from, to, at);
        [car.x, car.y].forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i], 5);
        });
        sameDirection(car.yaw, expected[2]);
        expect(car.steering).toBeCloseTo(expected[3], 6);
      }
      const [start, middle, end] = [between(from, to, 0), between(from, to, part), between(from, to, 1)];
      for (const field of ['x', 'y', 'yaw', 'steering'] as const) {
        expect(middle[field]).toBeCloseTo(start[field] + part * (end[field] - start[field]), 5);
      }
    }),
  );
});

it('a car turns the shorter way, also through the direction where yaw begins anew', () => {
  fc.assert(
    fc.property(number(-3, 3), number(-3, 3), (from, turn) => {
      const to = from + turn;
      const wrapped = Math.atan2(Math.sin(to), Math.cos(to));
      const half = between([0, 0, from, 0, 1], [0, 0, wrapped, 0, 1], 0.5);
      sameDirection(half.yaw, from + turn / 2);
    }),
  );
});

it('a car that was put elsewhere is there at once, and does not lean for it', () => {
  fc.assert(
    fc.property(pose, pose, number(0, 1), (from, to, part) => {
      const car = between(from, to, part, 1);
      [car.x, car.y, car.yaw, car.steering].forEach((value, i) => {
        expect(value).toBe(to[i]);
      });
      expect([car.roll, car.pitch]).toEqual([0, 0]);
    }),
  );
});
