import { describe, expect, it } from 'vitest';
import { calibrateV6, isWithinTolerance } from '../../src/car/calibration.ts';
import { movePose, newCar, placeCar, tickCar } from '../../src/car/car.ts';
import { DEEPRACER_V6 } from '../../src/car/spec.ts';

function driven(steeringDeg: number, speed: number, ticks: number) {
  const car = newCar(DEEPRACER_V6);
  car.steeringCommandDeg = steeringDeg;
  car.speedCommand = speed;
  for (let tick = 0; tick < ticks; tick++) tickCar(car);
  return car;
}

describe('the car', () => {
  it('drives straight with straight wheels, as far as its speed says', () => {
    const { pose } = driven(0, 1, 1200);
    expect(pose.y).toBe(0);
    expect(pose.yaw).toBe(0);
    expect(pose.x).toBeGreaterThan(9.9 * DEEPRACER_V6.speedGain);
    expect(pose.x).toBeLessThan(10 * DEEPRACER_V6.speedGain);
  });

  it('turns left with positive steering, and mirrors with negative', () => {
    const left = driven(15, 1.5, 60).pose;
    const right = driven(-15, 1.5, 60).pose;
    expect(left.yaw).toBeGreaterThan(0.5);
    expect(right.yaw).toBe(-left.yaw);
    expect(right.y).toBe(-left.y);
  });

  it('drives settled circles: speed = yaw rate × radius', () => {
    const car = driven(20, 1, 1200);
    const { velocity, angularVelocity, position } = car.body;
    const speed = Math.hypot(velocity.x, velocity.y);
    const radius = speed / angularVelocity.z;
    const centre = { x: position.x - velocity.y / angularVelocity.z, y: position.y + velocity.x / angularVelocity.z };
    for (let tick = 0; tick < 300; tick++) tickCar(car);
    expect(Math.hypot(car.pose.x - centre.x, car.pose.y - centre.y)).toBeCloseTo(radius, 2);
  });

  it('stands still without a command and after one is taken back', () => {
    expect(driven(30, 0, 600).pose).toMatchObject({ x: 0, y: 0, yaw: 0 });
    const car = driven(10, 2, 240);
    car.speedCommand = 0;
    for (let tick = 0; tick < 240; tick++) tickCar(car);
    const { x } = car.pose;
    for (let tick = 0; tick < 120; tick++) tickCar(car);
    expect(Math.abs(car.pose.x - x)).toBeLessThan(1e-6);
  });

  it('clips commands beyond its limits', () => {
    expect(driven(90, 50, 200).pose).toEqual(driven(30, 4, 200).pose);
  });

  it('does nothing during the dead time', () => {
    const car = newCar(DEEPRACER_V6);
    car.speedCommand = 2;
    for (let tick = 0; tick < Math.min(DEEPRACER_V6.steeringDeadTicks, DEEPRACER_V6.speedDeadTicks); tick++) tickCar(car);
    expect(car.pose.x).toBe(0);
    tickCar(car);
    expect(car.pose.x).toBeGreaterThan(0);
  });

  it('forgets everything when it is placed', () => {
    const car = driven(30, 3, 333);
    placeCar(car, 0, 0, 0);
    car.steeringCommandDeg = 7;
    car.speedCommand = 1;
    for (let tick = 0; tick < 100; tick++) tickCar(car);
    expect(car.pose).toEqual(driven(7, 1, 100).pose);
  });

  it('keeps its motion when it is moved', () => {
    const car = driven(10, 2, 120);
    const twin = driven(10, 2, 120);
    movePose(car, 5, 5, car.pose.yaw + 1);
    for (let tick = 0; tick < 60; tick++) {
      tickCar(car);
      tickCar(twin);
    }
    expect(car.pose.yaw).toBeCloseTo(twin.pose.yaw + 1, 9);
    expect(Math.hypot(car.body.velocity.x, car.body.velocity.y)).toBeCloseTo(
      Math.hypot(twin.body.velocity.x, twin.body.velocity.y),
      9,
    );
  });
});

describe('calibration', () => {
  it.each([...calibrateV6().map((target) => ({ car: 'v6', ...target }))])(
    '$car: $name is $measured, within 15 % of $low to $high',
    (target) => {
      expect(isWithinTolerance(target)).toBe(true);
    },
  );
});
