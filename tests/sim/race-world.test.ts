/** Cars that meet: momentum, energy, overlap and tunnelling, against what mechanics says. */
import { describe, expect, it } from 'vitest';
import { type CarSpec, DEEPRACER_V6 } from '../../src/car/spec.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';
import { footprintOf, roadObject } from '../../src/sim/objects.ts';
import {
  boxesOverlap,
  newRaceWorld,
  overlapsAny,
  placeRaceCar,
  type RaceCar,
  type RaceWorld,
  setSolid,
  tickRaceWorld,
} from '../../src/sim/race-world.ts';
import { trackBounds } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('harbour');
/** No tyres and no motor: what is left is the collision alone. */
const SLIDING: CarSpec = { ...DEEPRACER_V6, frontGrip: 1e-9, rearGrip: 1e-9, maxAcceleration: 1e-9, maxBraking: 1e-9 };

function push({ car }: RaceCar, x: number, y: number, turn = 0): void {
  car.body.velocity.set(x, y, 0);
  car.body.angularVelocity.set(0, 0, turn);
}

function momentumOf({ cars }: RaceWorld): [number, number] {
  const sum = (axis: 'x' | 'y') => cars.reduce((total, { car }) => total + car.body.mass * car.body.velocity[axis], 0);
  return [sum('x'), sum('y')];
}

function energyOf({ cars }: RaceWorld): number {
  return cars.reduce((total, { car: { body, spec } }) => {
    const { x, y } = body.velocity;
    return total + (body.mass * (x * x + y * y) + spec.yawInertia * body.angularVelocity.z ** 2) / 2;
  }, 0);
}

/** How deep two cars' boxes are in each other, m: what they must be apart by along the shallowest axis. */
function depth(a: RaceCar, b: RaceCar): number {
  const shrink = (by: number) => (box: RaceCar) => {
    const { x, y, cosYaw, sinYaw } = box.car.pose;
    const { length, width } = box.car.spec.shape.body;
    return { x, y, cosYaw, sinYaw, length: length - by, width: width - by };
  };
  let [low, high] = [0, 0.18];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (boxesOverlap(shrink(middle)(a), shrink(middle)(b))) low = middle;
    else high = middle;
  }
  return low;
}

const ORIGIN = { x: 0, y: 0 };

describe('two cars that meet', () => {
  it.each<[string, [number, number, number], [number, number], [number, number, number], [number, number]]>([
    ['head on at 4 m/s each', [-0.6, 0, 0], [4, 0], [0.6, 0, Math.PI], [-4, 0]],
    ['rear-end at 3 m/s', [-0.6, 0, 0], [3, 0], [0, 0, 0], [0, 0]],
    ['in a T', [0, -0.7, Math.PI / 2], [0, 4], [0, 0, 0], [0, 0]],
  ])('%s keep their momentum, gain no energy, and end beside each other', (_, a, va, b, vb) => {
    const race = newRaceWorld(track, [{ spec: SLIDING }, { spec: SLIDING }]);
    const [first, second] = race.cars;
    placeRaceCar(first, { x: a[0], y: a[1], yaw: a[2] });
    placeRaceCar(second, { x: b[0], y: b[1], yaw: b[2] });
    push(first, ...va);
    push(second, ...vb);
    const [momentum, energy] = [momentumOf(race), energyOf(race)];
    const side = Math.sign(first.car.pose.x - second.car.pose.x + (first.car.pose.y - second.car.pose.y));
    let closing = 0;
    for (let tick = 0; tick < 120; tick++) {
      tickRaceWorld(race);
      for (const touch of race.touches) closing = Math.max(closing, touch.closingSpeed);
      expect(energyOf(race)).toBeLessThanOrEqual(energy * (1 + 1e-9));
    }
    momentumOf(race).forEach((value, axis) => {
      expect(value).toBeCloseTo(momentum[axis], 4);
    });
    expect(closing).toBeCloseTo(Math.hypot(va[0] - vb[0], va[1] - vb[1]), 3);
    expect(Math.sign(first.car.pose.x - second.car.pose.x + (first.car.pose.y - second.car.pose.y))).toBe(side);
    expect(depth(first, second)).toBeLessThan(0.005);
  });

  it('say who was hit where', () => {
    const race = newRaceWorld(track, [{ spec: SLIDING }, { spec: SLIDING }]);
    placeRaceCar(race.cars[0], { ...ORIGIN, yaw: 0 });
    placeRaceCar(race.cars[1], { x: -0.34, y: 0.02, yaw: 0 });
    push(race.cars[1], 2, 0);
    for (let tick = 0; tick < 10 && race.touches.length === 0; tick++) tickRaceWorld(race);
    expect(race.touches).toMatchObject([{ first: 0, second: 1, isFirstFront: false, isSecondFront: true }]);
  });

  it('at random 2,000 times gain no energy and overlap by less than 5 mm after a second', () => {
    const stream = randomStream(1, 'collisions');
    const any = (most: number) => uniformIn(stream, -most, most);
    let worst = 0;
    for (let i = 0; i < 2000; i++) {
      const race = newRaceWorld(track, [{ spec: SLIDING }, { spec: SLIDING }]);
      const [a, b] = race.cars;
      placeRaceCar(a, { x: 0, y: 0, yaw: any(Math.PI) });
      const bearing = any(Math.PI);
      placeRaceCar(b, { x: 0.5 * Math.cos(bearing), y: 0.5 * Math.sin(bearing), yaw: any(Math.PI) });
      const speed = uniformIn(stream, 0.5, 8);
      push(a, speed * Math.cos(bearing + any(0.4)), speed * Math.sin(bearing + any(0.4)), any(6));
      push(b, any(2), any(2), any(6));
      const energy = energyOf(race);
      for (let tick = 0; tick < 120; tick++) tickRaceWorld(race);
      expect(energyOf(race), `collision ${i}`).toBeLessThanOrEqual(energy * (1 + 1e-9));
      worst = Math.max(worst, depth(a, b));
    }
    expect(worst).toBeLessThan(0.005);
  });
});

describe('a car', () => {
  it('does not get through a box', () => {
    const box = roadObject({ kind: 'box', x: 0, y: 0, heading: 0.3, speed: 0 });
    const race = newRaceWorld(track, [{ spec: SLIDING }], [box]);
    const [car] = race.cars;
    placeRaceCar(car, { x: -0.8, y: 0.03, yaw: 0 });
    push(car, 4, 0);
    let isTouching = false;
    for (let tick = 0; tick < 120; tick++) {
      tickRaceWorld(race);
      isTouching ||= race.touches.some(({ first, second }) => first === 0 && second === -1);
    }
    expect(isTouching).toBe(true);
    const { pose } = car.car;
    const { length, width } = car.car.spec.shape.body;
    const shrunk = { ...box, ...footprintOf(box) };
    expect(boxesOverlap({ ...pose, length: length - 0.01, width: width - 0.01 }, shrunk)).toBe(false);
    expect(pose.x).toBeLessThan(0);
  });

  it('does not get through a wall', () => {
    const race = newRaceWorld(track, [{ spec: SLIDING }]);
    const { maxX } = trackBounds(track, 1.2);
    const [car] = race.cars;
    placeRaceCar(car, { x: maxX - 0.5, y: 0, yaw: 0 });
    push(car, 4, 0);
    for (let tick = 0; tick < 240; tick++) tickRaceWorld(race);
    expect(car.car.pose.x).toBeLessThan(maxX);
  });

  it('that is set aside touches nothing, and counts for nobody', () => {
    const race = newRaceWorld(track, [{ spec: SLIDING }, { spec: SLIDING }, { spec: SLIDING, isGhost: true }]);
    const [first, second, ghost] = race.cars;
    for (const each of race.cars) placeRaceCar(each, { ...ORIGIN, yaw: 0 });
    setSolid(second, false);
    setSolid(ghost, true);
    expect(ghost.isSolid).toBe(false);
    expect(overlapsAny(race, first)).toBe(false);
    tickRaceWorld(race);
    expect(race.touches).toEqual([]);
    setSolid(second, true);
    expect(overlapsAny(race, first)).toBe(true);
  });

  it('drives alone as one among others that are far away', () => {
    const alone = newRaceWorld(track, [{ spec: DEEPRACER_V6 }]);
    const among = newRaceWorld(track, [{ spec: DEEPRACER_V6 }, { spec: DEEPRACER_V6 }, { spec: DEEPRACER_V6 }]);
    among.cars.forEach((car, i) => {
      placeRaceCar(car, { x: 2 * i, y: 0, yaw: 0 });
    });
    placeRaceCar(alone.cars[0], { x: 0, y: 0, yaw: 0 });
    for (let tick = 0; tick < 400; tick++) {
      for (const { car } of [alone.cars[0], among.cars[0]]) {
        car.steeringCommandDeg = 25 * Math.sin(tick / 30);
        car.speedCommand = 0.4 + (tick % 100) / 200;
      }
      tickRaceWorld(alone);
      tickRaceWorld(among);
      expect(among.cars[0].car.pose).toEqual(alone.cars[0].car.pose);
    }
  });
});
