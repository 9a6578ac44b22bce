/** Races by their rules: grid, laps, penalties, contacts, the end; and that nothing depends on who answers first. */
import { beforeAll, describe, expect, it } from 'vitest';
import { sceneOf } from '../../src/camera/scene.ts';
import { CAR_SPECS, DEEPRACER_V6 } from '../../src/car/spec.ts';
import { driveRecorded } from '../../src/lap/drive.ts';
import { recordedEnvironment } from '../../src/lap/recording.ts';
import type { Agent } from '../../src/policy/agent.ts';
import { policyDrivers } from '../../src/policy/race-driver.ts';
import { lapSeconds } from '../../src/sim/episode.ts';
import { startingGrid } from '../../src/sim/grid.ts';
import { raceHash } from '../../src/sim/hash.ts';
import { roadObject } from '../../src/sim/objects.ts';
import { type EntrantOptions, newRace, order, type Race, type RaceRules, tickRace } from '../../src/sim/race.ts';
import { advanceRace, laneDriver, type RaceDriver, runRace } from '../../src/sim/race-drivers.ts';
import { boxesOverlap, placeRaceCar } from '../../src/sim/race-world.ts';
import { newStartPose, poseOnRoad } from '../../src/sim/start.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { reverseTrack, type Track } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const workshop = bundledTrack('workshop');
const RULES: RaceRules = { laps: 2, maxSeconds: 120, offTrackSeconds: 2, crashSeconds: 5, contact: true, seed: 1 };
const CAR: EntrantOptions = { spec: DEEPRACER_V6, controlTicks: 8 };

/** Laps of an agent from the line, in the environment of an evaluation and in a race of one. */
function lapsOf(agent: Agent, track: Track, laps: number): { environment: number[]; race: number[]; samePoses: boolean } {
  const { car, controlHz, policy } = agent;
  const firstRow = policy.network.architecture.cropTop;
  const forward = track.reversed ? reverseTrack(track) : track;
  const world = { track: forward, reversed: track.reversed, car, controlHz, seed: 1, objects: [], laps, firstRow } as const;
  const environment = recordedEnvironment(world);
  const poses: number[] = [];
  const { drive } = driveRecorded(policy, environment, ({ episodes: [{ car }] }) => poses.push(car.pose.x, car.pose.y));
  const controlTicks = (120 / controlHz) as 4 | 8;
  const rules = { ...RULES, laps, maxSeconds: laps * lapSeconds(track, 0.5), seed: null };
  const race = newRace(track, [{ spec: CAR_SPECS[car], controlTicks }], rules);
  const drivers = policyDrivers([policy], sceneOf(track));
  let [at, samePoses] = [0, true];
  const [{ raceCar }] = race.entrants;
  while (!race.isOver) {
    if (race.ticks % controlTicks === 0 && at < poses.length) {
      samePoses &&= poses[at++] === raceCar.car.pose.x && poses[at++] === raceCar.car.pose.y;
    }
    advanceRace(race, drivers);
  }
  for (const driver of drivers) driver.dispose();
  return {
    environment: drive.laps.map(({ microseconds }) => microseconds),
    race: race.entrants[0].laps.map(({ microseconds }) => microseconds),
    samePoses,
  };
}

describe('a race of one', () => {
  beforeAll(() => startWasm());

  it.each(
    ['workshop', 'classic', 'zipper', 'hangar', 'thimble'].flatMap((name) =>
      ['bronze', 'silver'].map((medal) => [name, medal]),
    ),
  )('gives the laps of an evaluation, and its poses: %s-%s, both ways', (name, medal) => {
    const agent = readAgent(`agents/${name}-${medal}`);
    const track = bundledTrack(name);
    for (const way of [track, reverseTrack(track)]) {
      const { environment, race, samePoses } = lapsOf(agent, way, 2);
      expect(environment.length).toBe(2);
      expect(race).toEqual(environment);
      expect(samePoses).toBe(true);
    }
  });
});

describe('the grid', () => {
  it('has a place for each of twelve, apart from each other, by the seed', () => {
    const grid = startingGrid(workshop, 12, 7);
    expect(grid.map(({ slot }) => slot).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, k) => k));
    const boxes = grid.map(({ pose: { x, y, yaw } }) => {
      return { x, y, cosYaw: Math.cos(yaw), sinYaw: Math.sin(yaw), ...DEEPRACER_V6.shape.body };
    });
    boxes.forEach((box, i) => {
      for (const other of boxes.slice(i + 1)) expect(boxesOverlap(box, other)).toBe(false);
    });
    expect(startingGrid(workshop, 12, 7)).toEqual(grid);
    const slotsOf = (seed: number) =>
      startingGrid(workshop, 12, seed)
        .map(({ slot }) => slot)
        .join();
    expect(new Set([1, 2, 3, 4, 5].map(slotsOf)).size).toBe(5);
    for (const { grip } of grid) expect(Math.abs(grip - 1)).toBeLessThanOrEqual(0.02);
  });

  it('has none for a thirteenth', () => {
    expect(() => startingGrid(workshop, 13, 1)).toThrow(/13 cars have no place on the grid of "workshop"; enter at most 12/);
  });
});

/** Six cars in two lanes at different speeds, three control intervals: they meet. */
function busyRace(rules: RaceRules): { race: Race; drivers: RaceDriver[] } {
  const entrants = ([2, 4, 8, 2, 4, 8] as const).map((controlTicks) => ({ spec: DEEPRACER_V6, controlTicks }));
  const race = newRace(workshop, entrants, rules);
  const drivers = entrants.map((_, i) => laneDriver(i, i % 2 === 0 ? 0.3 : -0.3, 1 + 0.25 * i));
  return { race, drivers };
}

describe('several cars', () => {
  it('end their race after the leader: everyone crosses the line once more', () => {
    const { race, drivers } = busyRace({ ...RULES, laps: 4, maxSeconds: 200 });
    runRace(race, drivers);
    const leader = Math.min(...race.entrants.map(({ finishMicroseconds }) => finishMicroseconds ?? Number.POSITIVE_INFINITY));
    for (const { finishMicroseconds, laps } of race.entrants) {
      expect(finishMicroseconds).toBeGreaterThanOrEqual(leader);
      expect(laps.reduce((sum, { microseconds }) => sum + microseconds, 0)).toBe(finishMicroseconds);
    }
    expect(race.entrants.some(({ laps }) => laps.length < 4)).toBe(true);
    expect(race.contacts.length).toBeGreaterThan(0);
  });

  it('race the same race whatever the order in which drivers answer, and another by another seed', () => {
    const hashes = [1, 1, 2].map((seed, k) => {
      const { race, drivers } = busyRace({ ...RULES, seed });
      if (k === 1) drivers.reverse();
      const seen: string[] = [];
      while (!race.isOver) {
        advanceRace(race, drivers);
        if (race.ticks % 120 === 0) seen.push(raceHash(race));
      }
      return seen.join();
    });
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('are over when the time is', () => {
    const { race, drivers } = busyRace({ ...RULES, maxSeconds: 3 });
    runRace(race, drivers);
    expect(race.ticks).toBe(360);
    expect(race.entrants.every(({ finishMicroseconds }) => finishMicroseconds === null)).toBe(true);
  });

  it('pass through ghosts, and do not see them', () => {
    const race = newRace(workshop, [CAR, { ...CAR, isGhost: true }], { ...RULES, laps: 1 });
    const drivers = [laneDriver(0, 0, 1), laneDriver(1, 0, 2)];
    runRace(race, drivers);
    expect(race.contacts).toEqual([]);
    expect(race.entrants[0].finishMicroseconds).not.toBeNull();
  });
});

describe('a car that leaves the road', () => {
  /** Two cars of which the first is put 1.5 m aside. */
  function offTrack(changes: Partial<RaceRules> = {}): Race {
    const race = newRace(workshop, [CAR, CAR], { ...RULES, ...changes });
    const [{ raceCar }] = race.entrants;
    const { x, y, yaw } = raceCar.car.pose;
    placeRaceCar(raceCar, { x: x - 1.2 * Math.sin(yaw), y: y + 1.2 * Math.cos(yaw), yaw });
    return race;
  }

  it('stands in its lane without collision for the time of the penalty, and the clock runs on', () => {
    const race = offTrack();
    for (let tick = 0; tick < 4; tick++) tickRace(race);
    const [entrant] = race.entrants;
    expect(entrant).toMatchObject({ offTracks: 1, heldUntil: 2 + 240 });
    expect(entrant.raceCar.isSolid).toBe(false);
    const { x, y } = entrant.raceCar.car.pose;
    for (let tick = 4; tick < entrant.heldUntil; tick++) {
      order(entrant, 0, 2);
      tickRace(race);
      expect(entrant.raceCar.car.pose).toMatchObject({ x, y });
    }
    for (let tick = 0; tick < 60; tick++) tickRace(race);
    expect(entrant.raceCar.car.pose.x === x && entrant.raceCar.car.pose.y === y).toBe(false);
    expect(entrant.raceCar.isSolid).toBe(true);
  });

  it('is not put into another one', () => {
    const race = offTrack();
    const [{ raceCar }, other] = race.entrants;
    // The other stands where the first would be put.
    const spot = newStartPose();
    poseOnRoad(workshop, race.entrants[0].distance - 0.14, 0.5, spot);
    placeRaceCar(other.raceCar, spot);
    for (let tick = 0; tick < 2; tick++) tickRace(race);
    const box = (car: typeof raceCar) => ({ ...car.car.pose, ...DEEPRACER_V6.shape.body });
    expect(boxesOverlap(box(raceCar), box(other.raceCar))).toBe(false);
  });

  it('has no penalty when another one pushed it off', () => {
    const race = offTrack();
    const [pushed, by] = race.entrants;
    Object.assign(pushed, { pushedAt: -20, pushedBy: 1 });
    for (let tick = 0; tick < 2; tick++) tickRace(race);
    expect(pushed).toMatchObject({ offTracks: 1, pushedOff: 1, heldUntil: 2 });
    expect(by.pushes).toBe(1);
  });

  it('drives backwards for a second, and is put back', () => {
    const race = newRace(workshop, [CAR], { ...RULES, seed: null });
    const [{ raceCar, arc }] = race.entrants;
    const turned = newStartPose();
    poseOnRoad(workshop, arc, 0, turned);
    placeRaceCar(raceCar, { ...turned, yaw: turned.yaw + Math.PI });
    for (let tick = 0; tick < 300 && race.entrants[0].offTracks === 0; tick++) {
      order(race.entrants[0], 0, 1);
      tickRace(race);
    }
    expect(race.entrants[0].offTracks).toBe(1);
    expect(race.ticks).toBeGreaterThanOrEqual(120);
  });
});

describe('a box on the road', () => {
  const box = () => {
    const spot = newStartPose();
    poseOnRoad(workshop, 3, 0, spot);
    return roadObject({ kind: 'box', x: spot.x, y: spot.y, heading: 0, speed: 0 });
  };

  it('is a crash for a car alone, which stands behind it in the other lane', () => {
    const race = newRace(workshop, [CAR], { ...RULES, laps: 1, seed: null }, [box()]);
    const driver = laneDriver(0, 0, 1);
    while (race.entrants[0].crashes === 0) advanceRace(race, [driver]);
    const [entrant] = race.entrants;
    expect(entrant.distance).toBeCloseTo(2, 0);
    expect(entrant.heldUntil - race.ticks).toBe(600);
  });

  it('is in the way of several', () => {
    const race = newRace(workshop, [CAR, CAR], { ...RULES, laps: 1, maxSeconds: 8 }, [box()]);
    runRace(race, [laneDriver(0, 0, 1), laneDriver(1, 0, 1)]);
    expect(race.contacts.some(({ second }) => second === -1)).toBe(true);
    expect(race.entrants.every(({ distance }) => distance < 3.2)).toBe(true);
  });
});
