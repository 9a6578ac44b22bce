import { describe, expect, it } from 'vitest';
import { DEEPRACER_V6 } from '../../src/car/spec.ts';
import { randomStream } from '../../src/math/random.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { stateHash } from '../../src/sim/hash.ts';
import {
  CONDITIONS,
  conditionedCar,
  drawConditions,
  evenly,
  RANDOMISATIONS,
  RANDOMISED,
  type Randomised,
} from '../../src/sim/randomisation.ts';
import { carState, restoreCar } from '../../src/sim/state.ts';
import { RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { bundledTrack } from '../support/tracks.ts';

const tracks = [bundledTrack('workshop'), bundledTrack('teacup')];
const draws = (randomisation = RANDOMISATIONS.full, count = 500) => {
  const stream = randomStream(1, 'conditions');
  return Array.from({ length: count }, () => drawConditions(randomisation, stream));
};

describe('randomisation', () => {
  it('of strength 0 changes neither what is seen nor how the car moves', () => {
    const drive = (randomisation: ReturnType<typeof evenly> | null) => {
      const environment = newEnvironment({ tracks, cars: 2, seed: 1, randomisation });
      for (let i = 0; i < 40; i++) advance(environment, [10, -10], [1, 2]);
      const poses = environment.episodes.map(({ car: { pose } }) => ({ ...pose }));
      return { frames: Buffer.from(environment.frames).toString('base64'), poses };
    };
    expect(drive(evenly(0))).toEqual(drive(null));
  });

  it.each(RANDOMISED)('of %s alone varies its own conditions, and no others', (name) => {
    const varied: Record<Randomised, readonly (typeof CONDITIONS)[number][]> = {
      light: ['gain', 'slope'],
      contrast: ['contrast'],
      noise: ['noise'],
      blur: ['blur'],
      surroundings: ['barrierHeight', 'room'],
      wear: ['wear'],
      camera: ['forward', 'up', 'pitch', 'fieldOfView'],
      grip: ['grip'],
      lag: ['steeringLag', 'speedLag', 'steeringGain', 'speedGain'],
      latency: ['latencyTicks'],
    };
    const all = draws({ ...evenly(0), [name]: 1 });
    // Drawn always, used as far as `surroundings` says; `grain` says which noise.
    const idle = ['barrierGreyX', 'barrierGreyY', 'skyGrey', 'grain'];
    for (const condition of CONDITIONS.filter((other) => !idle.includes(other))) {
      const values = new Set(all.map((conditions) => conditions[condition]));
      expect([condition, values.size > 1]).toEqual([condition, varied[name].includes(condition)]);
    }
  });

  it('makes cars that differ in grip, lags and dead time, within bounds', () => {
    for (const conditions of draws()) {
      const spec = conditionedCar(DEEPRACER_V6, conditions);
      expect(spec.frontGrip / DEEPRACER_V6.frontGrip).toBeGreaterThan(0.74);
      expect(spec.steeringLag / DEEPRACER_V6.steeringLag).toBeLessThan(1.41);
      expect(spec.steeringDeadTicks - DEEPRACER_V6.steeringDeadTicks).toBeGreaterThanOrEqual(0);
      expect(spec.steeringDeadTicks - DEEPRACER_V6.steeringDeadTicks).toBeLessThanOrEqual(6);
    }
  });

  it('is drawn again each episode, and the same for the same seed', () => {
    const make = (seed: number) => newEnvironment({ tracks, cars: 2, seed, randomisation: RANDOMISATIONS.full });
    const [first, again, other] = [make(1), make(1), make(2)];
    const before = first.episodes[0].conditions;
    for (const environment of [first, again, other]) {
      for (let i = 0; i < 120; i++) advance(environment, [30, -30], [2, 2]);
    }
    expect(first.episodes[0].number).toBeGreaterThan(0);
    expect(first.episodes[0].conditions).not.toEqual(before);
    expect(again.frames).toEqual(first.frames);
    expect(stateHash(again)).toBe(stateHash(first));
    expect(stateHash(other)).not.toBe(stateHash(first));
  });
});

describe('the state of a car', () => {
  it('is all that its future depends on', () => {
    const objects = [...RACE_OBJECTS['object-avoidance'], { ...RACE_OBJECTS['head-to-bot'][0], laneChanges: true }];
    const make = (seed: number) =>
      newEnvironment({ tracks: [tracks[0]], cars: 3, seed, objects, randomisation: RANDOMISATIONS.full });
    const original = make(1);
    const drive = (environment: typeof original, from: number, to: number) => {
      for (let i = from; i < to; i++) advance(environment, [10 * Math.sin(i), 30, -5], [1, 1.5, 2]);
    };
    drive(original, 0, 77);
    const copy = make(99);
    drive(copy, 0, 11);
    original.episodes.forEach((episode, i) => {
      restoreCar(copy, i, carState(episode));
    });
    expect(stateHash(copy)).toBe(stateHash(original));
    expect(copy.frames).toEqual(original.frames);
    for (let round = 0; round < 4; round++) {
      for (const environment of [original, copy]) drive(environment, 77 + 50 * round, 127 + 50 * round);
      expect(stateHash(copy)).toBe(stateHash(original));
      expect(copy.frames).toEqual(original.frames);
    }
    expect(() => restoreCar(copy, 0, [1, 2, 3])).toThrow(/3 numbers/);
  });
});
