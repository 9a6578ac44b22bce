import { describe, expect, it } from 'vitest';
import { AHEAD, MOTION_SIZE, respond, SIDEWAYS, STEERING, WHEEL_SPEED, YAW_RATE } from '../../src/car/motion.ts';
import { CAR_SPECS, type CarSpec, DEEPRACER_V6 } from '../../src/car/spec.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';

const H = 1 / 120;

function motionOf(ahead: number, sideways = 0, yawRate = 0, steering = 0, wheelSpeed = ahead): Float64Array {
  const motion = new Float64Array(MOTION_SIZE);
  motion.set([ahead, sideways, yawRate, steering, wheelSpeed]);
  return motion;
}

/** Settled: the speeds turn with the car. */
function settled(spec: CarSpec, steering: number, speed: number): Float64Array {
  const motion = motionOf(0);
  for (let tick = 0; tick < 600; tick++) {
    respond(spec, motion, steering, speed, H);
    const [c, s] = [Math.cos(H * motion[YAW_RATE]), Math.sin(H * motion[YAW_RATE])];
    const [ahead, sideways] = [motion[AHEAD], motion[SIDEWAYS]];
    motion[AHEAD] = ahead * c + sideways * s;
    motion[SIDEWAYS] = sideways * c - ahead * s;
  }
  return motion;
}

describe('the motion of a car', () => {
  it.each(Object.values(CAR_SPECS))('of $name never takes more from the road than its tyres grip', (spec) => {
    const stream = randomStream(1, 'motion');
    for (let trial = 0; trial < 2000; trial++) {
      const any = (size: number) => uniformIn(stream, -size, size);
      const motion = motionOf(uniformIn(stream, 0, 4), any(2), any(8), any(0.5), uniformIn(stream, 0, 4.2));
      const before = motion.slice();
      respond(spec, motion, any(0.52), uniformIn(stream, 0, 4), H);
      const force = (spec.mass / H) * Math.hypot(motion[AHEAD] - before[AHEAD], motion[SIDEWAYS] - before[SIDEWAYS]);
      expect(force).toBeLessThan(spec.frontGrip + spec.rearGrip + 1e-9);
    }
  });

  it('pushing takes from cornering: a tyre has one grip for both', () => {
    // How hard the tyres stop it from going sideways.
    const lateral = (wheelSpeed: number) => {
      const motion = motionOf(2, -0.3, 0, 0, wheelSpeed);
      respond({ ...DEEPRACER_V6, maxAcceleration: 1e-9, maxBraking: 1e-9 }, motion, 0, 0, H);
      return motion[SIDEWAYS] + 0.3;
    };
    expect(lateral(2)).toBeGreaterThan(1.2 * lateral(4));
    expect(lateral(2)).toBeGreaterThan(1.1 * lateral(0.5));
  });

  it('wheels of one speed scrub: without a differential the car turns less', () => {
    const withDifferential = settled({ ...DEEPRACER_V6, halfTrack: 0 }, 0.5, 1);
    const without = settled(DEEPRACER_V6, 0.5, 1);
    expect(without[YAW_RATE] / without[AHEAD]).toBeLessThan((0.75 * withDifferential[YAW_RATE]) / withDifferential[AHEAD]);
  });

  it('mirrors', () => {
    const [left, right] = [motionOf(2, 0.1, 1, 0.2), motionOf(2, -0.1, -1, -0.2)];
    respond(DEEPRACER_V6, left, 0.3, 3, H);
    respond(DEEPRACER_V6, right, -0.3, 3, H);
    for (const part of [SIDEWAYS, YAW_RATE, STEERING]) expect(right[part]).toBe(-left[part]);
    for (const part of [AHEAD, WHEEL_SPEED]) expect(right[part]).toBe(left[part]);
  });

  it('comes to the same with steps half as long', () => {
    const [whole, halves] = [motionOf(1), motionOf(1)];
    for (let step = 0; step < 120; step++) respond(DEEPRACER_V6, whole, 0.1, 2, H);
    for (let step = 0; step < 240; step++) respond(DEEPRACER_V6, halves, 0.1, 2, H / 2);
    expect(halves[STEERING]).toBeCloseTo(whole[STEERING], 3);
    expect(halves[WHEEL_SPEED]).toBeCloseTo(whole[WHEEL_SPEED], 3);
  });
});
