/**
 * What else is on the road in an episode: groups of obstacles and bot cars, where they stand at its beginning,
 * and how bots drive on. DeepRacer's race types are presets of it.
 */
import { z } from 'zod';
import { UserError } from '../math/error.ts';
import { atan2, cos, sin } from '../math/exact.ts';
import { type RandomStream, uniform, uniformIn } from '../math/random.ts';
import type { Track } from '../track/track.ts';
import { locateObject, type ObjectInputs, objectInputs } from './inputs.ts';
import { type RoadObject, roadObject } from './objects.ts';
import { LANE_OFFSET, newStartPose, poseOnRoad } from './start.ts';

const MAX_OBJECTS = 40;
/** Bots are slower than the slowest race (deepracer: 0.2 to 6 m/s). */
const MAX_BOT_SPEED = 6;

export const objectGroupSchema = z.strictObject({
  kind: z.enum(['box', 'bot']),
  count: z.int().min(1).max(MAX_OBJECTS),
  /** m/s along its lane; 0 for obstacles */
  speed: z.number().min(0).max(MAX_BOT_SPEED),
  /** changes lanes, 3 to 5 s after it last did */
  laneChanges: z.boolean(),
  /**
   * - `even`: at 15 %, 30 %, … of the lap, in the inner and the outer lane in turn, every episode
   * - `random`: anywhere from 7 to 90 % of the lap, in either lane, drawn again each episode
   * - or a list of places: how much of the lap comes before it, and the lane
   */
  placement: z.union([
    z.enum(['even', 'random']),
    z.array(z.strictObject({ part: z.number().min(0).max(1), lane: z.enum(['inner', 'outer']) })),
  ]),
});

/** Objects of one sort. */
export type ObjectGroup = z.infer<typeof objectGroupSchema>;

export const RACE_TYPES = ['time-trial', 'object-avoidance', 'head-to-bot'] as const;
export type RaceType = (typeof RACE_TYPES)[number];

/** DeepRacer's races with the defaults of deepracer-for-cloud: six boxes; three bots at 0.2 m/s. */
export const RACE_OBJECTS: Readonly<Record<RaceType, readonly ObjectGroup[]>> = {
  'time-trial': [],
  'object-avoidance': [{ kind: 'box', count: 6, speed: 0, laneChanges: false, placement: 'even' }],
  'head-to-bot': [{ kind: 'bot', count: 3, speed: 0.2, laneChanges: false, placement: 'even' }],
};

/** Between neighbours of a group where places are drawn, as a part of the lap (DeepRacer on AWS: 13 %). */
const SEPARATION = 0.13;
const FIRST_PART = 0.07;
const LAST_PART = 0.9;
/** Even places: every so much of the lap, while that goes. */
const EVEN_STEP = 0.15;
/** A car cannot slalom between objects that are nearer to each other than this, m. */
const MIN_SPACING = 1.2;
/** A bot changes lanes so many seconds after it last did, over so many metres (deepracer-simapp). */
const MIN_CHANGE_SECONDS = 3;
const MAX_CHANGE_SECONDS = 5;
const CHANGE_METRES = 1;

/** The objects of one car's episodes. Typed arrays are their state, an entry per object; the rest follows from it. */
export interface Traffic extends ObjectInputs {
  readonly groups: readonly ObjectGroup[];
  /** how many objects are of its groups; behind them are cars that are driven */
  readonly own: number;
  /** how far around the lap, m */
  readonly arc: Float64Array;
  /** 1 = left lane, −1 = right: the one it drives in or changes to */
  readonly lane: Float64Array;
  /** m still to go of a lane change; 0 when there is none */
  readonly changing: Float64Array;
  /** seconds until the next lane change, counted between changes */
  readonly wait: Float64Array;
}

export const TRAFFIC_STATE = ['arc', 'lane', 'changing', 'wait'] as const;

/** @throws UserError naming `file` for groups that the track has no room for, or lists of places that miss some */
export function checkTraffic(groups: readonly ObjectGroup[], track: Track, file: string): void {
  groups.forEach(({ count, placement, kind, speed }, i) => {
    const field = `objects[${i}]`;
    if (kind === 'box' && speed > 0) throw new UserError(file, `${field}.speed`, `is ${speed}`, 'boxes stand: make it 0');
    if (typeof placement !== 'string') {
      if (placement.length === count) return;
      const problem = `names ${placement.length} places for ${count} objects`;
      throw new UserError(file, `${field}.placement`, problem, 'give one for each');
    }
    const most = Math.floor(((LAST_PART - FIRST_PART) * track.length) / MIN_SPACING) + 1;
    if (count <= most) return;
    const problem = `${count} do not fit on "${track.name}" (${track.length.toFixed(1)} m)`;
    throw new UserError(file, `${field}.count`, problem, `use at most ${most}`);
  });
}

/** Objects waiting for their first {@link placeTraffic}. @param cars that are driven, behind them; somebody else moves them */
export function newTraffic(groups: readonly ObjectGroup[], track: Track, cars: readonly RoadObject[] = []): Traffic {
  const own = groups.flatMap(({ kind, count, speed }) =>
    Array.from({ length: count }, () => roadObject({ kind, x: 0, y: 0, heading: 0, speed })),
  );
  const objects = [...own, ...cars];
  const state = () => new Float64Array(objects.length);
  return {
    ...objectInputs(track, objects),
    groups,
    own: own.length,
    arc: state(),
    lane: state(),
    changing: state(),
    wait: state(),
  };
}

/** Puts every object where an episode begins. Draws from the stream only what chance decides. */
export function placeTraffic(traffic: Traffic, track: Track, stream: RandomStream): void {
  let first = 0;
  for (const { count, placement, laneChanges } of traffic.groups) {
    if (placement === 'random') drawParts(traffic.arc, first, count, stream);
    for (let k = 0; k < count; k++) {
      const i = first + k;
      if (placement === 'random') traffic.lane[i] = uniform(stream) < 0.5 ? 1 : -1;
      else {
        const isListed = typeof placement !== 'string';
        traffic.arc[i] = isListed ? placement[k].part : evenPart(k, count);
        const isInner = isListed ? placement[k].lane === 'inner' : k % 2 === 0;
        traffic.lane[i] = isInner === track.isCcw ? 1 : -1;
      }
      traffic.arc[i] *= track.length;
      traffic.changing[i] = 0;
      traffic.wait[i] = laneChanges ? uniformIn(stream, MIN_CHANGE_SECONDS, MAX_CHANGE_SECONDS) : Number.POSITIVE_INFINITY;
      standObject(traffic, track, i);
    }
    first += count;
  }
}

function evenPart(k: number, count: number): number {
  return (k + 1) * Math.min(EVEN_STEP, LAST_PART / count);
}

/** `count` parts of the lap, each at least a separation from the next, every such choice equally likely. */
function drawParts(out: Float64Array, first: number, count: number, stream: RandomStream): void {
  const room = LAST_PART - FIRST_PART;
  const separation = count > 1 ? Math.min(SEPARATION, (0.75 * room) / (count - 1)) : 0;
  const slack = room - separation * (count - 1);
  const parts = out.subarray(first, first + count);
  for (let k = 0; k < count; k++) parts[k] = uniform(stream) * slack;
  parts.sort();
  for (let k = 0; k < count; k++) parts[k] += FIRST_PART + k * separation;
}

/** Lets bots drive for some seconds. Allocates nothing. */
export function moveTraffic(traffic: Traffic, track: Track, seconds: number, stream: RandomStream): void {
  let i = 0;
  for (const { count, speed, laneChanges } of traffic.groups) {
    for (let k = 0; k < count; k++, i++) {
      if (speed === 0) continue;
      const metres = speed * seconds;
      traffic.arc[i] += metres;
      if (traffic.arc[i] >= track.length) traffic.arc[i] -= track.length;
      if (traffic.changing[i] > 0) traffic.changing[i] = Math.max(0, traffic.changing[i] - metres);
      else traffic.wait[i] -= seconds;
      if (laneChanges && traffic.wait[i] <= 0) {
        traffic.lane[i] = -traffic.lane[i];
        traffic.changing[i] = CHANGE_METRES;
        traffic.wait[i] = uniformIn(stream, MIN_CHANGE_SECONDS, MAX_CHANGE_SECONDS);
      }
      standObject(traffic, track, i);
    }
  }
}

/** A direction is measured over this much of the road, m. */
const AHEAD = 0.05;
const here = newStartPose();
const there = newStartPose();

/** Writes where object i is to the object itself and to the inputs. */
export function standObject(traffic: Traffic, track: Track, i: number): void {
  const object = traffic.objects[i];
  const arc = traffic.arc[i];
  poseOnRoad(track, arc, LANE_OFFSET * sideAt(traffic, i, 0), here);
  poseOnRoad(track, arc + AHEAD, LANE_OFFSET * sideAt(traffic, i, AHEAD), there);
  object.x = here.x;
  object.y = here.y;
  const yaw = atan2(there.y - here.y, there.x - here.x);
  object.cosYaw = cos(yaw);
  object.sinYaw = sin(yaw);
  object.heading = object.speed > 0 ? yaw : 0;
  locateObject(track, traffic, i);
}

/** From −1 (right lane) to 1 (left), a smooth step over a lane change. @param ahead m further on */
function sideAt({ lane, changing }: Traffic, i: number, ahead: number): number {
  const left = Math.max(0, changing[i] - ahead) / CHANGE_METRES;
  return lane[i] * (1 - 2 * left * left * (3 - 2 * left));
}
