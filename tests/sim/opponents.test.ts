/** Cars that share a learner's track: seen, touched, put back, and part of the state that training resumes from. */
import { describe, expect, it } from 'vitest';
import { DEEPRACER_V6 } from '../../src/car/spec.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';
import { advance, type Environment, newEnvironment, type OpponentDriver } from '../../src/sim/environment.ts';
import { END } from '../../src/sim/episode.ts';
import { stateHash } from '../../src/sim/hash.ts';
import { inputsOf } from '../../src/sim/inputs.ts';
import { boxesOverlap, placeRaceCar } from '../../src/sim/race-world.ts';
import { newStartPose, poseOnRoad } from '../../src/sim/start.ts';
import { carState, restoreCar } from '../../src/sim/state.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');
const box = (pose: { x: number; y: number; cosYaw: number; sinYaw: number }) => ({ ...pose, ...DEEPRACER_V6.shape.body });

/** Steers along the centre line by looking ahead. */
function follow(speed: number): OpponentDriver {
  const ahead = newStartPose();
  return {
    drive({ episodes }) {
      for (const { opponents } of episodes) {
        opponents?.cars.forEach(({ car }, k) => {
          poseOnRoad(track, opponents.arc[k] + 0.5, 0, ahead);
          const turn = Math.atan2(ahead.y - car.pose.y, ahead.x - car.pose.x) - car.pose.yaw;
          const bearing = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
          car.steeringCommandDeg = Math.max(-30, Math.min(30, 90 * bearing));
          car.speedCommand = speed;
        });
      }
    },
  };
}

function withOpponents(
  count: number,
  driver: OpponentDriver,
  options: Partial<Parameters<typeof newEnvironment>[0]> = {},
): Environment {
  return newEnvironment({ tracks: [track], cars: 2, seed: 1, firstRow: 120, opponents: { count, driver }, ...options });
}

describe('opponents', () => {
  it('begin around the learner, apart from it and from each other', () => {
    const environment = withOpponents(5, follow(1));
    for (const { car, opponents } of environment.episodes) {
      const boxes = [car, ...(opponents?.cars ?? []).map((each) => each.car)].map(({ pose }) => box(pose));
      boxes.forEach((each, i) => {
        for (const other of boxes.slice(i + 1)) expect(boxesOverlap(each, other)).toBe(false);
      });
    }
  });

  it('are told of as objects: where they are, how fast, which one is ahead', () => {
    const environment = withOpponents(2, follow(1));
    for (let step = 0; step < 20; step++) advance(environment, [0, 0], [0.2, 0.2]);
    const params = inputsOf(environment.inputs, 0, track) as Record<string, number[]>;
    expect(params.objects_speed.length).toBe(2);
    expect(Math.max(...params.objects_speed)).toBeGreaterThan(0.5);
    const [behind, ahead] = params.closest_objects;
    expect([0, 1]).toContain(ahead);
    expect(behind).not.toBeUndefined();
  });

  it('drive laps without leaving the road', () => {
    const environment = withOpponents(1, follow(1.2), { cars: 1 });
    const [{ opponents }] = environment.episodes;
    let driven = 0;
    for (let step = 0; step < 300; step++) {
      const before = opponents?.arc[0] ?? 0;
      advance(environment, [0], [0]);
      const gained = (opponents?.arc[0] ?? 0) - before;
      if (Math.abs(gained) < 1) driven += gained;
    }
    expect(driven).toBeGreaterThan(track.length);
  });

  it('that leave the road or are stuck stand in their lane again', () => {
    const environment = withOpponents(1, { drive() {} }, { cars: 1 });
    const [{ opponents }] = environment.episodes;
    const raceCar = opponents?.cars[0];
    if (!opponents || !raceCar) throw new Error('there is none');
    const { x, y, yaw } = raceCar.car.pose;
    placeRaceCar(raceCar, { x: x - 1.5 * Math.sin(yaw), y: y + 1.5 * Math.cos(yaw), yaw });
    advance(environment, [0], [0]);
    expect(Math.hypot(raceCar.car.pose.x - x, raceCar.car.pose.y - y)).toBeLessThan(1);
  });

  it('hit from behind are a crash; hitting is not the fault of who is hit', () => {
    const run = (learner: number, opponent: number) => {
      const environment = withOpponents(1, follow(opponent), {
        cars: 1,
        start: 'line',
        rules: { laps: 1, failure: 'end', maxSeconds: 60 },
      });
      const [{ car, opponents }] = environment.episodes;
      if (!opponents) throw new Error('there are none');
      // In the middle of the road, one behind the other.
      const spot = newStartPose();
      poseOnRoad(track, learner > opponent ? 0.9 : track.length - 0.9, 0, spot);
      placeRaceCar(opponents.cars[0], spot);
      opponents.arc[0] = spot.arc;
      const ends: number[] = [];
      for (let step = 0; step < 45 && ends.length === 0; step++) {
        const ahead = newStartPose();
        poseOnRoad(track, environment.inputs.projection_distance[0] + 0.6, 0, ahead);
        const turn = Math.atan2(ahead.y - car.pose.y, ahead.x - car.pose.x) - car.pose.yaw;
        const bearing = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
        advance(environment, [Math.max(-30, Math.min(30, 90 * bearing))], [learner]);
        if (environment.ends[0] !== END.none) ends.push(environment.ends[0]);
      }
      return ends;
    };
    expect(run(2, 0)).toEqual([END.crashed]);
    expect(run(0.5, 2)).not.toContain(END.crashed);
  });

  it('are part of the state: a restored environment continues alike', () => {
    const stream = randomStream(1, 'drive');
    const make = () => withOpponents(3, follow(1.5), { tracks: [track, reverseTrack(track)] });
    const first = make();
    const steps = Array.from({ length: 120 }, () => [uniformIn(stream, -20, 20), uniformIn(stream, -20, 20)]);
    for (const steering of steps.slice(0, 60)) advance(first, steering, [1, 1.2]);
    const second = make();
    first.episodes.forEach((episode, i) => {
      restoreCar(second, i, carState(episode));
    });
    expect(stateHash(second)).toBe(stateHash(first));
    for (const steering of steps.slice(60)) {
      advance(first, steering, [1, 1.2]);
      advance(second, steering, [1, 1.2]);
      expect([...second.inputs.progress, ...second.ends]).toEqual([...first.inputs.progress, ...first.ends]);
    }
    expect(stateHash(second)).toBe(stateHash(first));
  });

  it('are at most five', () => {
    expect(() => withOpponents(6, follow(1))).toThrow(/opponents is 6; at most 5 have room/);
  });
});
