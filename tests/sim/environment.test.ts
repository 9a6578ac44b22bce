import { describe, expect, it } from 'vitest';
import { placeCar } from '../../src/car/car.ts';
import { toRadians } from '../../src/math/angles.ts';
import { checkEnvironment } from '../../src/sim/check.ts';
import { advance, type Environment, newEnvironment, resetEnvironment } from '../../src/sim/environment.ts';
import { END, isTruncation, TRAINING_RULES } from '../../src/sim/episode.ts';
import { gymEnvironment } from '../../src/sim/gymnasium.ts';
import { stateHash } from '../../src/sim/hash.ts';
import { newStartPose, poseOnRoad, type StartPose } from '../../src/sim/start.ts';
import { pointAt } from '../../src/track/locate.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';
import { reverseTrack, type Track, trackFromData } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');

/** A place on the road and the nearest one on a stretch beside it, heading the way the other does. */
function crossing(track: Track): { from: StartPose; to: StartPose } {
  const [from, to] = [newStartPose(), newStartPose()];
  for (let arc = 0; arc < track.length; arc += 0.1) {
    poseOnRoad(track, arc, 0, from);
    for (let other = arc + 5; other < arc + track.length - 5; other += 0.1) {
      poseOnRoad(track, other, 0, to);
      if (Math.hypot(from.x - to.x, from.y - to.y) < 1.1) return { from, to };
    }
  }
  throw new Error('no two stretches lie beside each other');
}

/** Steers car 0 along the centre line by looking 0.6 m ahead: a driver that laps. */
function followCentre(environment: Environment, speed: number): void {
  const [{ car, track }] = environment.episodes;
  const { x, y, yaw } = car.pose;
  const ahead = { x: 0, y: 0, previous: 0, part: 0 };
  // Before the first decision there are no inputs yet: the base stands on the line.
  pointAt(track, environment.inputs.projection_distance[0] + 0.6, ahead);
  const bearing = Math.atan2(ahead.y - y, ahead.x - x) - yaw;
  const turn = bearing - 2 * Math.PI * Math.round(bearing / (2 * Math.PI));
  advance(environment, [Math.max(-30, Math.min(30, (turn * 2) / toRadians(1)))], [speed]);
}

function oneCar(options: Partial<Parameters<typeof newEnvironment>[0]> = {}): Environment {
  return newEnvironment({ tracks: [track], cars: 1, seed: 1, start: 'line', firstRow: 120, ...options });
}

describe('an episode', () => {
  it('of standing still ends after a second, terminated', () => {
    const environment = oneCar();
    let decisions = 0;
    do {
      advance(environment, [0], [0]);
      decisions++;
    } while (environment.ends[0] === END.none);
    expect(environment.ends[0]).toBe(END.immobilised);
    expect(isTruncation(END.immobilised)).toBe(false);
    // The first decision has no position before it; fifteen without motion follow.
    expect(decisions).toBe(16);
  });

  it('counts steps from 2, as DeepRacer’s reward functions see them, and starts at 0.14 m', () => {
    const environment = oneCar();
    advance(environment, [0], [1]);
    expect(environment.inputs.steps[0]).toBe(2);
    expect(environment.inputs.sim_time[0]).toBe(0);
    expect((environment.inputs.progress[0] / 100) * track.length).toBeCloseTo(0.14, 3);
    advance(environment, [0], [1]);
    expect(environment.inputs.steps[0]).toBe(3);
    expect(environment.inputs.sim_time[0]).toBeCloseTo(1 / 15, 12);
  });

  it('tells the pose before the command acts, and the command', () => {
    const environment = oneCar();
    const { x } = environment.episodes[0].car.pose;
    advance(environment, [12], [1.5]);
    expect(environment.inputs.steering_angle[0]).toBe(12);
    expect(environment.inputs.speed[0]).toBe(1.5);
    expect(environment.inputs.x[0]).toBeCloseTo(x + 0.14 * environment.episodes[0].car.pose.cosYaw, 2);
  });

  it('ends off track when all four wheels are off, and the next one begins at once', () => {
    const environment = oneCar();
    for (let i = 0; i < 200 && environment.ends[0] === END.none; i++) advance(environment, [30], [2]);
    expect(environment.ends[0]).toBe(END.offTrack);
    expect(environment.inputs.is_offtrack[0]).toBe(1);
    expect(environment.inputs.all_wheels_on_track[0]).toBe(0);
    expect(environment.episodes[0]).toMatchObject({ number: 1, steps: 1, ticks: 0 });
  });

  it('ends off track when the car crosses to another stretch, with wheels on the road all the time', () => {
    const paperclip = bundledTrack('paperclip');
    const environment = oneCar({ tracks: [paperclip] });
    const [{ car }] = environment.episodes;
    const { from, to } = crossing(paperclip);
    placeCar(car, from.x, from.y, from.yaw);
    environment.episodes[0].start = from.arc / paperclip.length;
    advance(environment, [0], [1]);
    expect(environment.ends[0]).toBe(END.none);
    placeCar(car, to.x, to.y, to.yaw);
    advance(environment, [0], [1]);
    expect(environment.inputs.all_wheels_on_track[0]).toBe(1);
    expect(environment.inputs.is_offtrack[0]).toBe(1);
    expect(environment.ends[0]).toBe(END.offTrack);
  });

  it.each([
    ['the track’s direction', track],
    ['the other', reverseTrack(track)],
  ])('of a lap in %s is truncated, shows progress 100 once, and times the lap', (_, driven) => {
    const environment = oneCar({ tracks: [driven] });
    let decisions = 0;
    do {
      followCentre(environment, 1.5);
      decisions++;
    } while (environment.ends[0] === END.none);
    expect(environment.ends[0]).toBe(END.lapComplete);
    expect(environment.inputs.progress[0]).toBe(100);
    expect(isTruncation(END.lapComplete)).toBe(true);
    const [lap] = environment.finishedLaps[0];
    expect(environment.finishedLaps[0]).toHaveLength(1);
    expect(lap.offTracks).toBe(0);
    const seconds = lap.microseconds / 1e6;
    expect(seconds).toBeLessThanOrEqual((decisions - 1) / 15);
    expect(seconds).toBeGreaterThan((decisions - 3) / 15);
    expect(track.length / seconds).toBeGreaterThan(1.2);
  });

  it('of three laps times each from line to line, the later ones flying', () => {
    const environment = oneCar({ rules: { ...TRAINING_RULES, laps: 3 } });
    while (environment.ends[0] === END.none) followCentre(environment, 1.5);
    const [first, second, third] = environment.finishedLaps[0].map(({ microseconds }) => microseconds / 1e6);
    // The first lap starts 0.14 m beyond the line, the others at the line.
    expect(second).toBeGreaterThan(first);
    expect(third / second).toBeCloseTo(1, 1);
    // Together they are the whole drive, up to the last crossing of the line.
    const driven = environment.inputs.sim_time[0];
    expect(first + second + third).toBeLessThanOrEqual(driven);
    expect(first + second + third).toBeGreaterThan(driven - 1 / 15);
  });

  it('is truncated at the step cap', () => {
    const environment = oneCar({ rules: { ...TRAINING_RULES, maxSeconds: 2 } });
    let decisions = 0;
    do {
      followCentre(environment, 1);
      decisions++;
    } while (environment.ends[0] === END.none);
    expect(environment.ends[0]).toBe(END.stepCap);
    expect(decisions).toBe(30);
  });

  it('with penalties goes on in the lane after leaving the road, the clock running', () => {
    const environment = oneCar({ rules: { laps: 1, failure: { offTrackSeconds: 2, crashSeconds: 5 }, maxSeconds: 60 } });
    const [episode] = environment.episodes;
    for (let i = 0; i < 200 && episode.offTracks === 0; i++) advance(environment, [30], [2]);
    expect(episode.offTracks).toBe(1);
    const { ticks, previous } = episode;
    expect(ticks).toBeGreaterThan(240);
    while (environment.ends[0] === END.none) followCentre(environment, 1.5);
    expect(environment.ends[0]).toBe(END.lapComplete);
    expect(previous).toBeLessThan(50);
    expect(environment.finishedLaps[0][0].offTracks).toBe(1);
    expect(environment.finishedLaps[0][0].microseconds).toBeGreaterThan(2e6 + 9e6);
  });

  it('driven backwards ends as reversed', () => {
    const environment = oneCar();
    const [{ car }] = environment.episodes;
    car.body.quaternion.set(0, 0, 1, 0).normalize();
    car.pose.yaw = Math.PI;
    car.pose.cosYaw = -1;
    car.pose.sinYaw = 0;
    for (let i = 0; i < 60 && environment.ends[0] === END.none; i++) advance(environment, [0], [0.5]);
    expect(environment.ends[0]).toBe(END.reversed);
  });
});

describe('on a road whose centre line is off its middle', () => {
  /** A ring of radius 3 m, 1.067 m wide, its borders 0.43 m further out than they should be. */
  const circle = (radius: number) =>
    Array.from({ length: 120 }, (_, i): [number, number] => [
      radius * Math.cos((i * Math.PI) / 60),
      radius * Math.sin((i * Math.PI) / 60),
    ]);
  const shifted = trackFromData({
    name: 'shifted',
    closed: true,
    surface: DEFAULT_SURFACE,
    centre: circle(3),
    inner: circle(3 - 0.53 + 0.43),
    outer: circle(3 + 0.53 + 0.43),
  });

  it('random starts stand on it', () => {
    const environment = newEnvironment({ tracks: [shifted, reverseTrack(shifted)], cars: 200, seed: 1, firstRow: 120 });
    advance(environment, new Float64Array(200), new Float64Array(200).fill(1));
    expect([...environment.inputs.is_offtrack].filter((off) => off === 1)).toHaveLength(0);
  });

  it('a car that left it comes back on it, and every lap takes its time', () => {
    const environment = oneCar({
      tracks: [shifted],
      rules: { laps: 2, failure: { offTrackSeconds: 2, crashSeconds: 5 }, maxSeconds: 120 },
    });
    for (let i = 0; i < 40; i++) advance(environment, [-30], [2]);
    expect(environment.episodes[0].offTracks).toBeGreaterThan(0);
    expect(environment.episodes[0].offTracks).toBeLessThan(4);
    while (environment.ends[0] === END.none) followCentre(environment, 1.5);
    expect(environment.ends[0]).toBe(END.lapComplete);
    for (const { microseconds } of environment.finishedLaps[0]) expect(microseconds).toBeGreaterThan(5e6);
  });
});

describe('lap times', () => {
  it('are never 0, however wide the road and near its inside the car', () => {
    const ring = (radius: number) =>
      Array.from({ length: 90 }, (_, i): [number, number] => [
        radius * Math.cos((i * Math.PI) / 45),
        radius * Math.sin((i * Math.PI) / 45),
      ]);
    const wide = trackFromData({
      name: 'wide',
      closed: true,
      surface: DEFAULT_SURFACE,
      centre: ring(4.6),
      inner: ring(0.3),
      outer: ring(9),
    });
    for (const steering of [12, 16, 20, 24]) {
      const environment = oneCar({ tracks: [wide], rules: { ...TRAINING_RULES, laps: 3, maxSeconds: 60 } });
      while (environment.ends[0] === END.none) advance(environment, [steering], [2]);
      for (const { microseconds } of environment.finishedLaps[0]) expect(microseconds).toBeGreaterThan(100_000);
    }
  });
});

describe('starts', () => {
  it('go round the track in steps of 5 %, and random ones stay on the road', () => {
    const round = oneCar({ start: 'round-robin' });
    for (let number = 0; number < 25; number++) {
      expect(round.episodes[0].start).toBeCloseTo((number * 0.05) % 1, 9);
      resetEnvironment(round);
    }
    const random = newEnvironment({ tracks: [track, reverseTrack(track)], cars: 40, seed: 3, firstRow: 120 });
    advance(random, new Float64Array(40), new Float64Array(40).fill(1));
    expect([...random.inputs.all_wheels_on_track].every((on) => on === 1)).toBe(true);
    expect(new Set(random.inputs.projection_distance).size).toBe(40);
  });
});

describe('the environment', () => {
  it('does not care how cars are grouped', () => {
    const drive = (cars: number, firstIndex: number) => {
      const environment = newEnvironment({ tracks: [track, reverseTrack(track)], cars, firstIndex, seed: 9, firstRow: 120 });
      for (let i = 0; i < 100; i++) advance(environment, new Float64Array(cars).fill(5), new Float64Array(cars).fill(1.2));
      return environment.episodes;
    };
    const together = drive(4, 0);
    const apart = [...drive(2, 0), ...drive(2, 2)];
    expect(stateHash({ episodes: apart })).toBe(stateHash({ episodes: together }));
  });

  it.each([
    [{ tracks: [] }, /tracks is empty/],
    [{ cars: 0 }, /cars is 0/],
    [{ controlHz: 20 }, /controlHz is 20/],
  ])('refuses %o', (options, message) => {
    expect(() => oneCar(options)).toThrow(message);
  });
});

describe('the Gymnasium-shaped environment', () => {
  const make = () => gymEnvironment({ track, reward: ({ progress }) => progress as number, start: 'random' });

  it('passes the public check', () => {
    expect(() => checkEnvironment(make())).not.toThrow();
  });

  it.each([
    ['a reward that is no number', { reward: () => Number.NaN }, /the reward of step 1 is NaN/],
    ['a reward from another world', { reward: () => Math.random() }, /differ at step 1; draw all randomness/],
  ])('the check finds %s', (_, change, message) => {
    expect(() => checkEnvironment(gymEnvironment({ track, start: 'random', ...change }))).toThrow(message);
  });

  it('begins each episode once, and shows what the car saw last', () => {
    const environment = gymEnvironment({ track, reward: () => 0, start: 'round-robin' });
    const starts: number[] = [];
    for (let episode = 0; episode < 3; episode++) {
      const { observation: first } = environment.reset();
      let result = environment.step(4);
      starts.push((result.info.projection_distance as number) / track.length);
      while (!result.terminated) result = environment.step(9);
      expect(result.observation).not.toEqual(first);
      expect(() => environment.step(0)).toThrow(/call reset/);
    }
    expect(starts[1] - starts[0]).toBeCloseTo(0.05, 2);
    expect(starts[2] - starts[1]).toBeCloseTo(0.05, 2);
  });

  it('the check finds an end that is ignored and a frame of the wrong size', () => {
    const endless = {
      ...make(),
      step: () => ({ observation: new Uint8Array(19200), reward: 0, terminated: true, truncated: false, info: {} }),
    };
    expect(() => checkEnvironment(endless)).toThrow(/after the end of an episode/);
    const small = make();
    expect(() =>
      checkEnvironment({ ...small, reset: (options) => ({ ...small.reset(options), observation: new Uint8Array(5) }) }),
    ).toThrow(/5 pixels/);
  });
});
