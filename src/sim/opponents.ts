/**
 * Cars that share a learner's track. They see it and each other, touch it, and are driven by somebody else, the
 * environment's opponent driver. Their rules are short: off the road, or stuck, they stand in their lane again.
 */
import type { CarSpec } from '../car/spec.ts';
import { type RandomStream, uniform, uniformIn } from '../math/random.ts';
import { newLocation } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import { hasWheelOnRoad, locateFront } from './front.ts';
import type { RoadObject } from './objects.ts';
import { newRaceWorld, overlapsAny, placeRaceCar, type RaceCar, type RaceWorld, showRaceCar } from './race-world.ts';
import { LANE_OFFSET, newStartPose, poseOnRoad, STEP_BACK } from './start.ts';
import { changedStretch } from './stretch.ts';

/** A learner's car with this many others has room on every bundled track. */
export const MAX_OPPONENTS = 5;

/** They begin so far from the learner and from each other along the road, m, ahead and behind in turn. */
const LEAST_APART = 0.8;
const MOST_APART = 2.2;
/** One that does not move on for so many decisions is put back. */
const STUCK_DECISIONS = 30;
const STUCK_METRES = 0.002;
/** The learner has crashed when its front meets another car at this speed, m/s; being hit is not its fault. */
const CRASH_SPEED = 0.3;

export interface Opponents {
  /** the learner's car is its first */
  readonly world: RaceWorld;
  /** the others, in the world's order */
  readonly cars: readonly RaceCar[];
  /** by opponent: where its front was along the road, m */
  readonly arc: Float64Array;
  /** decisions for which it has not moved on */
  readonly stuck: Float64Array;
  /** from 0 to below 1, drawn each episode: which of its driver's policies it has */
  readonly choice: Float64Array;
  /** 1 when the learner has driven into one since its last decision */
  readonly hit: Uint8Array;
}

export function newOpponents(spec: CarSpec, count: number): Opponents {
  const world = newRaceWorld(
    null,
    Array.from({ length: count + 1 }, () => ({ spec })),
  );
  const state = () => new Float64Array(count);
  return { world, cars: world.cars.slice(1), arc: state(), stuck: state(), choice: state(), hit: new Uint8Array(1) };
}

/** As the learner's camera and reward function have them. */
export function seenOpponents({ cars }: Opponents): RoadObject[] {
  return cars.map(({ seen }) => seen);
}

const spot = newStartPose();
const place = newLocation();

/** Puts them around the learner, which stands at its start already. @param start of its base, m along the road */
export function placeOpponents(opponents: Opponents, track: Track, start: number, stream: RandomStream): void {
  showRaceCar(opponents.world.cars[0]);
  let [ahead, behind] = [start, start];
  for (let k = 0; k < opponents.cars.length; k++) {
    const apart = uniformIn(stream, LEAST_APART, MOST_APART);
    if (k % 2 === 0) ahead += apart;
    else behind -= apart;
    const isLeft = uniform(stream) < 0.5;
    opponents.choice[k] = uniform(stream);
    standOpponent(opponents, track, k, k % 2 === 0 ? ahead : behind, isLeft);
  }
  opponents.hit[0] = 0;
}

/** Its base is at `arc`, or at the nearest free place behind. */
function standOpponent({ world, cars, arc, stuck }: Opponents, track: Track, k: number, at: number, isLeft: boolean): void {
  for (let back = 0; back < track.length; back += STEP_BACK) {
    poseOnRoad(track, at - back, isLeft ? LANE_OFFSET : -LANE_OFFSET, spot);
    placeRaceCar(cars[k], spot);
    if (!overlapsAny(world, cars[k])) break;
  }
  locateFront(track, cars[k].car, place);
  arc[k] = place.projection;
  stuck[k] = 0;
}

/** After a tick: whether the learner has driven into somebody. */
export function noteHit({ world, hit }: Opponents): void {
  for (const { first, isFirstFront, closingSpeed } of world.touches) {
    if (first === 0 && isFirstFront && closingSpeed >= CRASH_SPEED) hit[0] = 1;
  }
}

/** After a decision's ticks: who left the road, changed to another stretch of it or does not move on is put back. */
export function judgeOpponents(opponents: Opponents, track: Track): void {
  const { cars, arc, stuck } = opponents;
  for (let k = 0; k < cars.length; k++) {
    locateFront(track, cars[k].car, place);
    const { projection, isLeft } = place;
    const isOff = !hasWheelOnRoad(track, cars[k].car) || changedStretch(track, arc[k], projection);
    stuck[k] = cars[k].seen.speed < STUCK_METRES * 15 ? stuck[k] + 1 : 0;
    if (isOff || stuck[k] > STUCK_DECISIONS)
      standOpponent(opponents, track, k, arc[k] - cars[k].car.spec.shape.frontPoint, isLeft);
    else arc[k] = projection;
  }
}
