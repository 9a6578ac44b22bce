/** The rewards that come with Lapzero. */
import { UserError } from '../math/error.ts';
import type { Environment } from '../sim/environment.ts';
import { END, TICKS_PER_SECOND } from '../sim/episode.ts';
import { OBJECT, OBJECT_SIZE } from '../sim/inputs.ts';
import { arcBetween } from '../track/locate.ts';
import type { Reward } from './reward.ts';

/** One car's reward, from entry `i` of the environment's inputs and ends. */
type CarReward = (environment: Environment, i: number) => number;

/** What leaving the road or crashing costs. */
const FAILURE = -1;

function failed(environment: Environment, i: number): boolean {
  const end = environment.ends[i];
  return end === END.offTrack || end === END.crashed || end === END.immobilised || end === END.reversed;
}

/**
 * Progress and speed: forward speed along the road over the last decision, per m/s, times
 * 1 − ½ (distance from the centre / half width)²; −1 for leaving the road. The default.
 */
function progressAndSpeed(environment: Environment, i: number): number {
  if (failed(environment, i)) return FAILURE;
  const { inputs, gained, controlTicks } = environment;
  const speed = (gained[i] * TICKS_PER_SECOND) / controlTicks;
  const aside = inputs.distance_from_center[i] / (inputs.track_width[i] / 2);
  return speed * (1 - 0.5 * Math.min(1, aside * aside));
}

/** Pace: forward speed along the road over the last decision, per m/s, wherever on it; −1 for leaving it. For racing. */
function pace(environment: Environment, i: number): number {
  if (failed(environment, i)) return FAILURE;
  const { gained, controlTicks } = environment;
  return (gained[i] * TICKS_PER_SECOND) / controlTicks;
}

/** What leaving the road costs a steady driver. */
const STEADY_FAILURE = -3;
/** Higher speeds get no more reward, m/s. */
const STEADY_SPEED = 2;
/** The part of the reward that is left with a wheel off the road. */
const WHEEL_OFF = 0.3;

/**
 * Steady: as progress and speed, but near the centre all the more, with all wheels on the road, and −3 for leaving
 * it. For policies that must drive anywhere.
 */
function steady(environment: Environment, i: number): number {
  if (failed(environment, i)) return STEADY_FAILURE;
  const { inputs, gained, controlTicks } = environment;
  const speed = Math.min(STEADY_SPEED, (gained[i] * TICKS_PER_SECOND) / controlTicks);
  const aside = inputs.distance_from_center[i] / (inputs.track_width[i] / 2);
  const share = inputs.all_wheels_on_track[i] ? 1 : WHEEL_OFF;
  return share * speed * (1 - Math.min(1, aside * aside));
}

/** Nearer than this to an object ahead, or behind, counts as beside it, m along the road. */
const NEAR_AHEAD = 1.2;
const NEAR_BEHIND = 0.6;
/** So far aside of an object's middle a car passes with room to spare, m. */
const CLEARANCE = 0.45;

/**
 * Avoid objects: speed up to 2 m/s in either lane, with all wheels on the road, less the nearer to an object and
 * the less far aside of it; −3 for a crash or leaving the road. Objects are where they stood at the decision: when a lap
 * is complete, the episode's own are already the next one's.
 */
function avoidObjects(environment: Environment, i: number): number {
  if (failed(environment, i)) return STEADY_FAILURE;
  const { inputs, gained, controlTicks } = environment;
  const { objects } = inputs;
  const track = environment.inputTracks[i];
  const speed = Math.min(STEADY_SPEED, (gained[i] * TICKS_PER_SECOND) / controlTicks);
  const aside = (inputs.is_left_of_center[i] ? 1 : -1) * inputs.distance_from_center[i];
  let room = 1;
  const first = i * inputs.object_capacity * OBJECT_SIZE;
  const end = first + inputs.object_count[i] * OBJECT_SIZE;
  for (let at = first; at < end; at += OBJECT_SIZE) {
    const ahead = arcBetween(track, inputs.projection_distance[i], objects[at + OBJECT.distance]);
    const nearness = 1 - (ahead > 0 ? ahead / NEAR_AHEAD : -ahead / NEAR_BEHIND);
    if (nearness <= 0) continue;
    const between = Math.abs(aside - (objects[at + OBJECT.isLeft] ? 1 : -1) * objects[at + OBJECT.fromCentre]);
    room = Math.min(room, 1 - nearness * (1 - Math.min(1, between / CLEARANCE)));
  }
  const share = inputs.all_wheels_on_track[i] ? 1 : WHEEL_OFF;
  return speed * share * room;
}

/** Follow the centre line: DeepRacer's first example, three bands of 0.1, 0.25 and 0.5 of the road's width; −1 for leaving it. */
function followCentre(environment: Environment, i: number): number {
  if (failed(environment, i)) return FAILURE;
  const part = environment.inputs.distance_from_center[i] / environment.inputs.track_width[i];
  return part <= 0.1 ? 1 : part <= 0.25 ? 0.5 : part <= 0.5 ? 0.1 : 1e-3;
}

const BUILT_IN: Readonly<Record<string, CarReward>> = {
  'progress-and-speed': progressAndSpeed,
  pace,
  'follow-centre': followCentre,
  steady,
  'avoid-objects': avoidObjects,
};

export const BUILT_IN_REWARDS: readonly string[] = Object.keys(BUILT_IN);
export const DEFAULT_REWARD = 'progress-and-speed';
/** The default where there are objects on the road. */
export const OBJECTS_REWARD = 'avoid-objects';

/** The built-in reward called `name`; none of them has state. @throws UserError for a name that is none */
export function builtInReward(name: string): Reward {
  const carReward = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  if (!carReward)
    throw new UserError('--reward', `"${name}"`, 'is not a built-in reward', `use ${BUILT_IN_REWARDS.join(' or ')}`);
  return {
    name,
    evaluate(environment, out) {
      for (let i = 0; i < environment.cars; i++) out[i] = carReward(environment, i);
    },
  };
}
