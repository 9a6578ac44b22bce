import { describe, expect, it } from 'vitest';
import { placeCar } from '../../src/car/car.ts';
import { DEEPRACER_SHAPE } from '../../src/car/spec.ts';
import { randomStream } from '../../src/math/random.ts';
import { advance, newEnvironment, resetEnvironment } from '../../src/sim/environment.ts';
import { END, TRAINING_RULES } from '../../src/sim/episode.ts';
import { inputsOf } from '../../src/sim/inputs.ts';
import { carTouchesObject, roadObject } from '../../src/sim/objects.ts';
import { newStartPose, poseOnRoad } from '../../src/sim/start.ts';
import { checkTraffic, moveTraffic, newTraffic, type ObjectGroup, placeTraffic, RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { isOnRoad } from '../../src/track/locate.ts';
import { bothWays, reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('classic');
const start = newStartPose();
const [boxes] = RACE_OBJECTS['object-avoidance'];
const [bots] = RACE_OBJECTS['head-to-bot'];

function placed(groups: ObjectGroup[], seed = 1) {
  const traffic = newTraffic(groups, track);
  placeTraffic(traffic, track, randomStream(seed, 'start'));
  return traffic;
}

/** Between a point and the middle of its lane, as a part of the road's width. */
const laneOf = (traffic: ReturnType<typeof placed>, i: number) => (traffic.isLeft[i] ? 1 : -1) * traffic.fromCentre[i];

describe('obstacles', () => {
  it('stand at 15 %, 30 %, … in the inner and the outer lane in turn, as in DeepRacer', () => {
    for (const each of [track, reverseTrack(track)]) {
      const traffic = newTraffic([boxes], each);
      placeTraffic(traffic, each, randomStream(1, 'start'));
      traffic.distance.forEach((distance, i) => {
        expect(distance / each.length).toBeCloseTo(0.15 * (i + 1), 1);
        // The inner lane is left of the centre line where the track turns left.
        expect(traffic.isLeft[i] === 1).toBe((i % 2 === 0) === each.isCcw);
        expect(traffic.fromCentre[i]).toBeGreaterThan(0.15);
      });
    }
  });

  it('stand at random places apart from each other, other ones each time, and where a list says', () => {
    const random: ObjectGroup = { ...boxes, placement: 'random' };
    const places = Array.from({ length: 200 }, (_, seed) => [...placed([random], seed).distance].map((d) => d / track.length));
    for (const parts of places) {
      for (let k = 0; k < parts.length; k++) {
        expect(parts[k]).toBeGreaterThan(0.05);
        expect(parts[k]).toBeLessThan(0.92);
        if (k > 0) expect(parts[k] - parts[k - 1]).toBeGreaterThan(0.11);
      }
    }
    expect(new Set(places.map(String)).size).toBe(200);
    const listed = placed([{ ...boxes, count: 1, placement: [{ part: 0.4, lane: 'outer' }] }]);
    expect(listed.distance[0] / track.length).toBeCloseTo(0.4, 1);
    expect(listed.isLeft[0] === 1).toBe(!track.isCcw);
  });

  it('are refused where they do not fit, by name', () => {
    const teacup = bundledTrack('teacup');
    expect(() => checkTraffic([{ ...boxes, count: 12 }], teacup, '--race')).toThrow(
      /--race: objects\[0\]\.count 12 do not fit on "teacup" \(9\.\d m\); use at most 7/,
    );
    expect(() => checkTraffic([{ ...boxes, placement: [] }], track, 'x')).toThrow(/names 0 places for 6 objects/);
    expect(() => checkTraffic([{ ...boxes, speed: 1 }], track, 'x')).toThrow(/boxes stand/);
    expect(() => newEnvironment({ tracks: [teacup], cars: 1, seed: 1, objects: [{ ...boxes, count: 12 }] })).toThrow(
      /do not fit/,
    );
  });
});

describe('bots', () => {
  it('drive along their lane at their speed, around and around', () => {
    const traffic = placed([bots]);
    const before = traffic.arc.slice();
    const stream = randomStream(1, 'start');
    for (let step = 0; step < 15 * 100; step++) moveTraffic(traffic, track, 1 / 15, stream);
    traffic.arc.forEach((arc, i) => {
      const driven = (arc - before[i] + track.length) % track.length;
      expect(driven).toBeCloseTo(20 % track.length, 6);
      expect(traffic.fromCentre[i]).toBeGreaterThan(0.1);
    });
  });

  it('change lanes over a metre every few seconds, smoothly, and face where they go', () => {
    const traffic = placed([{ ...bots, count: 1, speed: 0.5, laneChanges: true }]);
    const stream = randomStream(1, 'start');
    const lanes: number[] = [];
    let { x, y } = traffic.objects[0];
    for (let step = 0; step < 15 * 60; step++) {
      moveTraffic(traffic, track, 1 / 15, stream);
      const bot = traffic.objects[0];
      const moved = Math.hypot(bot.x - x, bot.y - y);
      expect(moved).toBeLessThan(0.09);
      if (moved > 0.02) expect(((bot.x - x) * bot.cosYaw + (bot.y - y) * bot.sinYaw) / moved).toBeGreaterThan(0.9);
      expect(isOnRoad(track, bot.x, bot.y)).toBe(true);
      ({ x, y } = bot);
      lanes.push(laneOf(traffic, 0));
    }
    const changes = lanes.filter((lane, i) => i > 0 && lane > 0 !== lanes[i - 1] > 0).length;
    // 60 s / (4 s waiting + 2 s changing).
    expect(changes).toBeGreaterThan(5);
    expect(changes).toBeLessThan(15);
  });
});

describe('a car among objects', () => {
  const environment = newEnvironment({ tracks: [track], cars: 8, seed: 1, objects: [{ ...boxes, placement: 'random' }] });

  it('starts clear of them', () => {
    for (let episode = 0; episode < 50; episode++) {
      resetEnvironment(environment);
      for (const { car, traffic } of environment.episodes) {
        for (const object of traffic.objects) {
          expect(Math.hypot(object.x - car.pose.x, object.y - car.pose.y)).toBeGreaterThan(0.45);
          expect(carTouchesObject(car.pose, DEEPRACER_SHAPE, object)).toBe(false);
        }
      }
    }
  });

  it('crashes when a corner of it is in a box, and is told all about them', () => {
    const alone = newEnvironment({
      tracks: [track],
      cars: 1,
      seed: 1,
      start: 'line',
      objects: [
        {
          ...boxes,
          count: 2,
          placement: [
            { part: 0.1, lane: 'inner' },
            { part: 0.1, lane: 'outer' },
          ],
        },
      ],
    });
    let sawBox = false;
    while (alone.ends[0] === END.none) {
      const { inputs } = alone;
      const wish = inputs.steps[0] === 0 ? 0 : inputs.is_left_of_center[0] ? -60 : 60;
      advance(alone, [wish * inputs.distance_from_center[0]], [1]);
      sawBox ||= inputs.object_in_camera[0] === 1;
    }
    expect(alone.ends[0]).toBe(END.crashed);
    expect(alone.inputs.is_crashed[0]).toBe(1);
    expect(sawBox).toBe(true);
    const params = inputsOf(alone.inputs, 0, track);
    expect(params.objects_speed).toEqual([0, 0]);
    expect(params.objects_heading).toEqual([0, 0]);
    expect((params.objects_left_of_center as boolean[]).sort()).toEqual([false, true]);
    expect((params.objects_distance as number[])[0] / track.length).toBeCloseTo(0.1, 1);
  });

  it('with penalties goes on a metre behind what it ran into, in the other lane, after five seconds', () => {
    const alone = newEnvironment({
      tracks: [track],
      cars: 1,
      seed: 1,
      start: 'line',
      rules: { ...TRAINING_RULES, failure: { offTrackSeconds: 2, crashSeconds: 5 } },
      objects: [{ ...boxes, count: 1, placement: [{ part: 0.1, lane: 'inner' }] }],
    });
    const [episode] = alone.episodes;
    while (episode.crashes === 0) {
      const { inputs } = alone;
      // Towards the inner lane's middle.
      const aside = (inputs.is_left_of_center[0] ? 1 : -1) * inputs.distance_from_center[0];
      advance(alone, [120 * ((track.isCcw ? 0.19 : -0.19) - aside)], [1]);
      expect(alone.ends[0]).toBe(END.none);
    }
    expect(episode.ticks).toBeGreaterThan(600);
    advance(alone, [0], [0.1]);
    const behind = episode.traffic.distance[0] - alone.inputs.projection_distance[0];
    expect(behind).toBeGreaterThan(0.85);
    expect(behind).toBeLessThan(1.15);
    expect(alone.inputs.is_left_of_center[0]).not.toBe(episode.traffic.isLeft[0]);
    expect(alone.inputs.progress[0]).toBeGreaterThan(0);
  });
});

it('a crash on a crowded track is one crash: the car is put back where nothing stands', () => {
  const teacup = bundledTrack('teacup');
  const crowded = newEnvironment({
    tracks: [teacup],
    cars: 1,
    seed: 1,
    start: 'line',
    rules: { ...TRAINING_RULES, failure: { offTrackSeconds: 2, crashSeconds: 5 } },
    objects: [boxes],
  });
  const [episode] = crowded.episodes;
  const { objects, arc } = episode.traffic;
  poseOnRoad(teacup, arc[5] - 0.3, 0.5 * (episode.traffic.isLeft[5] ? 1 : -1), start);
  placeCar(episode.car, start.x, start.y, start.yaw);
  for (let i = 0; i < 10; i++) advance(crowded, [0], [0.1]);
  expect(episode.crashes).toBe(1);
  expect(objects.some((object) => carTouchesObject(episode.car.pose, DEEPRACER_SHAPE, object))).toBe(false);
});

it('where no start is clear, the one with most room is taken', () => {
  const teacup = bundledTrack('teacup');
  const objects = [{ ...boxes, count: 7, placement: 'random' as const }];
  const crowded = newEnvironment({ tracks: bothWays([teacup]), cars: 100, seed: 3, objects });
  const inside = crowded.episodes.filter(({ car, traffic }) =>
    traffic.objects.some((object) => carTouchesObject(car.pose, DEEPRACER_SHAPE, object)),
  );
  expect(inside).toHaveLength(0);
});

it('an object’s footprint is the one cars collide with, not the one that is seen', () => {
  const box = roadObject({ kind: 'box', x: 0, y: 0, heading: 0, speed: 0 });
  const car = (x: number, y: number) => ({ x, y, yaw: 0, cosYaw: 1, sinYaw: 0 });
  // 0.4 × 0.5 m; the car's corners are 0.162 m ahead and 0.094 m aside of its middle.
  expect(carTouchesObject(car(-0.361, 0), DEEPRACER_SHAPE, box)).toBe(true);
  expect(carTouchesObject(car(-0.363, 0), DEEPRACER_SHAPE, box)).toBe(false);
  expect(carTouchesObject(car(0, 0.343), DEEPRACER_SHAPE, box)).toBe(true);
  expect(carTouchesObject(car(0, 0.345), DEEPRACER_SHAPE, box)).toBe(false);
});
