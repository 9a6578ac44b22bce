/** Races are recorded, and run again bit-identically; what was changed is found. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CAR_SPECS } from '../../src/car/spec.ts';
import {
  findRaceDifference,
  parseRaceRecording,
  type RaceRecording,
  type RaceSetup,
  raceOf,
  recordRace,
} from '../../src/lap/race-recording.ts';
import { gapBetween, orderOf, raceResults } from '../../src/lap/race-results.ts';
import { integerBelow, randomStream, uniformIn } from '../../src/math/random.ts';
import { KEY, NO_INPUT, type PersonInput, personDriver, quantised, speedProfile } from '../../src/sim/person-input.ts';
import { advanceRace, laneDriver, runRace } from '../../src/sim/race-drivers.ts';
import { pointAt } from '../../src/track/locate.ts';
import type { Track } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');

/** Presses keys towards a point ahead, as a person would. */
function scriptedPerson(track: Track, look: () => { x: number; y: number; yaw: number; arc: number }): () => PersonInput {
  const ahead = { x: 0, y: 0, previous: 0, part: 0 };
  return () => {
    const { x, y, yaw, arc } = look();
    pointAt(track, arc + 0.7, ahead);
    const turn = Math.atan2(ahead.y - y, ahead.x - x) - yaw;
    const bearing = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
    const side = bearing > 0.1 ? KEY.left : bearing < -0.1 ? KEY.right : 0;
    return { ...NO_INPUT, keys: side | (Math.abs(bearing) < 0.5 ? KEY.faster : 0) };
  };
}

/** Some cars in lanes, two people, boxes at times: by a seed. */
function randomRace(seed: number, laps = 1): { setup: RaceSetup; recording: RaceRecording } {
  const stream = randomStream(seed, 'race');
  const cars = 2 + integerBelow(stream, 4);
  const people = integerBelow(stream, 3);
  const setup: RaceSetup = {
    track,
    reversed: integerBelow(stream, 2) === 1,
    rules: { laps, maxSeconds: 40, offTrackSeconds: 1, crashSeconds: 5, contact: true, seed },
    objects:
      integerBelow(stream, 3) === 0 ? [{ kind: 'box', count: 2, speed: 0, laneChanges: false, placement: 'random' }] : [],
    entrants: Array.from({ length: cars + people }, (_, i) => ({
      name: `car ${i}`,
      car: 'deepracer-v6' as const,
      controlTicks: i < cars ? ([2, 4, 8] as const)[integerBelow(stream, 3)] : (2 as const),
    })),
  };
  return { setup, recording: raced(setup, cars, stream) };
}

function raced(setup: RaceSetup, cars: number, stream: ReturnType<typeof randomStream>): RaceRecording {
  const race = raceOf(setup);
  const drivers = Array.from({ length: cars }, (_, i) =>
    laneDriver(i, uniformIn(stream, -0.5, 0.5), uniformIn(stream, 0.8, 2.6)),
  );
  const people = new Map(
    setup.entrants.slice(cars).map((_, k) => {
      const entrant = race.entrants[cars + k];
      const input = scriptedPerson(race.track, () => ({ ...entrant.raceCar.car.pose, arc: entrant.arc }));
      return [cars + k, { helps: ['braking', 'steering'], input }] as const;
    }),
  );
  const recorder = recordRace(setup, race, drivers, people as never);
  while (!race.isOver) {
    advanceRace(race, recorder.drivers);
    recorder.note();
  }
  return recorder.finish();
}

/** Whether a text says the same as a recording. */
function isSame(text: string, recording: RaceRecording): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(recording);
  } catch {
    return false;
  }
}

describe('a recorded race', () => {
  it('runs again bit-identically, through its text: twenty races of all kinds', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { recording } = randomRace(seed);
      const again = parseRaceRecording(JSON.stringify(recording), 'race.json');
      expect(again).toEqual(recording);
      expect(findRaceDifference(again, track, 'race.json'), `seed ${seed}`).toBeUndefined();
    }
  });

  it('of six cars, two of them people, over three laps fits in 60 kB', () => {
    const { setup } = randomRace(3);
    const entrants = Array.from({ length: 6 }, (_, i) => ({
      name: `car ${i}`,
      car: 'deepracer-v6' as const,
      controlTicks: (i < 4 ? 8 : 2) as 2 | 8,
    }));
    const six = { ...setup, objects: [], entrants, rules: { ...setup.rules, laps: 3, maxSeconds: 120 } };
    const recording = raced(six, 4, randomStream(1, 'six'));
    expect(recording.lapMicroseconds[0].length).toBeGreaterThan(1);
    const { length } = deflateRawSync(JSON.stringify(recording));
    expect(length).toBeLessThan(60_000);
  });

  it('with a changed byte is found out', () => {
    const { recording } = randomRace(5);
    const text = JSON.stringify(recording);
    const stream = randomStream(1, 'bytes');
    for (let i = 0; i < 60; i++) {
      const at = integerBelow(stream, text.length);
      const changed = text.slice(0, at) + (text[at] === '7' ? '3' : '7') + text.slice(at + 1);
      // The last digit of a number may stand for the same one.
      if (isSame(changed, recording)) continue;
      expect(() => parseRaceRecording(changed, 'race.json'), `at ${at}`).toThrow(/race\.json/);
    }
  });

  it('with a changed command, and a hash to fit, differs when it runs', () => {
    const { recording } = randomRace(5);
    const entrants = structuredClone(recording.entrants);
    const { drove } = entrants[0];
    // Clipped beyond 30 degrees, a command may be as good as another one.
    const at = 'speed' in drove ? drove.steeringDeg.findIndex((angle) => Math.abs(angle) < 25) : -1;
    if ('speed' in drove) drove.steeringDeg[at] += 1e-9;
    expect(findRaceDifference({ ...recording, entrants }, track, 'race.json')).toMatch(/the state at tick \d+ differs/);
  });

  it('of another version or track is refused by name', () => {
    const { recording } = randomRace(5);
    expect(() => findRaceDifference(recording, bundledTrack('classic'), 'race.json')).toThrow(/race\.json: track\.hash/);
    expect(() => parseRaceRecording(JSON.stringify({ ...recording, version: 3 }), 'race.json')).toThrow(
      /version is not valid/,
    );
  });
});

describe('places and gaps', () => {
  it('follow from the ticks: the order of the road, then of the line', () => {
    const { setup } = randomRace(1);
    const race = raceOf({ ...setup, objects: [] });
    const drivers = race.entrants.map(({ index }) => laneDriver(index, index % 2 ? 0.3 : -0.3, 1 + 0.2 * index));
    for (let tick = 0; tick < 600; tick++) advanceRace(race, drivers);
    const order = orderOf(race).map((k) => race.entrants[k]);
    for (let k = 1; k < order.length; k++) {
      expect(order[k].distance).toBeLessThanOrEqual(order[k - 1].distance);
      const gap = gapBetween(race, order[k - 1], order[k]);
      expect(gap?.seconds).toBeGreaterThan(0);
    }
    runRace(race, drivers);
    const results = raceResults(race);
    expect(results.map(({ place }) => place)).toEqual(results.map((_, k) => k + 1));
    const times = results.filter(({ lapsDown }) => lapsDown === 0).flatMap(({ totalMicroseconds }) => totalMicroseconds ?? []);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    for (const { lapsDown, gapMicroseconds, place } of results) {
      if (place === 1 || lapsDown > 0) expect(gapMicroseconds).toBeNull();
    }
  });
});

describe('a person at the wheel', () => {
  const entrant = { arc: 0 } as never;
  const { 'deepracer-v6': spec } = CAR_SPECS;

  it('turns with keys gradually and lets go; an axis is where it is held', () => {
    const driver = personDriver(track, spec, []);
    const angles = Array.from({ length: 20 }, () => driver.command({ ...NO_INPUT, keys: KEY.left }, entrant)[0]);
    expect(angles[0]).toBeGreaterThan(0);
    expect(angles[0]).toBeLessThan(6);
    expect(angles[19]).toBe(30);
    for (let i = 0; i < 20; i++) driver.command(NO_INPUT, entrant);
    expect(driver.command(NO_INPUT, entrant)[0]).toBe(0);
    expect(driver.command(quantised(0, -0.5, 0), entrant)[0]).toBeCloseTo(-15, 0);
  });

  it('speeds up, coasts and brakes, never below zero or above what the car can', () => {
    const driver = personDriver(track, spec, []);
    const speedAfter = (input: PersonInput, decisions: number) => {
      let speed = 0;
      for (let i = 0; i < decisions; i++) [, speed] = driver.command(input, entrant);
      return speed;
    };
    expect(speedAfter({ ...NO_INPUT, keys: KEY.faster }, 120)).toBe(spec.maxSpeed);
    const coasted = speedAfter(NO_INPUT, 30);
    expect(coasted).toBeCloseTo(spec.maxSpeed - 1, 6);
    expect(speedAfter({ ...NO_INPUT, keys: KEY.brake }, 12)).toBeLessThan(coasted - 1.9);
    expect(speedAfter({ ...NO_INPUT, keys: KEY.brake }, 60)).toBe(0);
    expect(speedAfter(quantised(0, 0, 0.5), 300)).toBeCloseTo((64 / 127) * spec.maxSpeed, 6);
  });

  it('has help to brake before bends', () => {
    const profile = speedProfile(track);
    expect(Math.min(...profile)).toBeLessThan(2.5);
    expect(Math.max(...profile)).toBeGreaterThan(3);
    for (let i = 0; i < profile.length; i++) {
      const next = profile[(i + 1) % profile.length];
      expect(profile[i] ** 2).toBeLessThanOrEqual(next ** 2 + 2 * 6 * 0.1 + 1e-9);
    }
    const helped = personDriver(track, spec, ['braking']);
    const slowest = profile.indexOf(Math.min(...profile)) * 0.1 + 0.05;
    let speed = 0;
    for (let i = 0; i < 200; i++) [, speed] = helped.command({ ...NO_INPUT, keys: KEY.faster }, { arc: slowest } as never);
    expect(speed).toBe(Math.min(...profile));
  });

  it('is quantised to whole steps', () => {
    expect(quantised(255, 2, -0.001)).toEqual({ keys: 15, steer: 127, pedal: 0 });
  });
});
