import { expect, it } from 'vitest';
import { moveCar } from '../../src/view/car-motion.ts';
import type { FleetCar } from '../../src/view/fleet.ts';

/** Two decisions of a car at 2 m/s in a bend of 1 m, so many of them a second. */
function decisions(perSecond: number) {
  const turn = 2 / perSecond;
  const cars = (yaw: number) => ({ cars: Float32Array.of(Math.sin(yaw), 1 - Math.cos(yaw), yaw, 0.1, 2, 0) });
  return [cars(0), cars(turn)] as const;
}

function moved(perSecond: number): FleetCar {
  const car: FleetCar = { x: 0, y: 0, yaw: 0, steering: 0, rolled: 0, pitch: 0, roll: 0 };
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
