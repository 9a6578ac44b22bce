/** One car's episode: what it consists of, how it begins, why it ends. */
import { type Car, fitSpec, newCar, placeCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { wrapAngle } from '../math/angles.ts';
import { type RandomStream, randomStream } from '../math/random.ts';
import { arcBetween } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import { locateObject } from './inputs.ts';
import { newOpponents, type Opponents, placeOpponents, seenOpponents } from './opponents.ts';
import { type Conditions, conditionedCar, drawConditions, type Randomisation } from './randomisation.ts';
import { newStartPose, poseOnRoad, STEP_BACK, type StartPose, type StartRule, startPose } from './start.ts';
import { newTraffic, placeTraffic, type Traffic } from './traffic.ts';
import type { WorldOptions } from './world-options.ts';

export const TICKS_PER_SECOND = 120;

/** The simulated time of a tick, or of a moment between two, in whole microseconds. */
export function microsecondsAt(ticks: number): number {
  return Math.round((ticks * 1e6) / TICKS_PER_SECOND);
}

/** A place before the first one, m: nothing has moved from it. */
const NOWHERE = 1e9;

/** Why an episode ended; `none` while it goes on. */
export const END = {
  none: 0,
  offTrack: 1,
  crashed: 2,
  immobilised: 3,
  reversed: 4,
  lapComplete: 5,
  stepCap: 6,
} as const;
export type End = (typeof END)[keyof typeof END];

/** Lap complete and step cap cut an episode short of its future (Gymnasium's *truncated*); the others end it. */
export function isTruncation(end: End): boolean {
  return end === END.lapComplete || end === END.stepCap;
}

export interface EpisodeRules {
  /** laps to drive before the episode is complete */
  readonly laps: number;
  /** off track or crashed: end the episode, or cost so many seconds and continue from a lane */
  readonly failure: 'end' | { readonly offTrackSeconds: number; readonly crashSeconds: number };
  /** step cap, in simulated seconds */
  readonly maxSeconds: number;
}

export const TRAINING_RULES: EpisodeRules = { laps: 1, failure: 'end', maxSeconds: 180 };

/** The most that a lap may take that is driven on purpose: twice as long as at the slowest speed, or the usual cap. */
export function lapSeconds({ length }: Track, slowestSpeed: number): number {
  return Math.max(TRAINING_RULES.maxSeconds, (2 * length) / slowestSpeed);
}

export interface Lap {
  /** from the start signal, or the line of the lap before, to the line; whole microseconds */
  readonly microseconds: number;
  /** left the road this often */
  readonly offTracks: number;
  /** ran into something this often */
  readonly crashes: number;
}

export function isClean({ offTracks, crashes }: Lap): boolean {
  return offTracks === 0 && crashes === 0;
}

export interface Episode {
  /** the tracks this car drives, one an episode, in turn */
  readonly tracks: readonly Track[];
  /** names its random stream, and where in `tracks` it begins */
  readonly index: number;
  /** of the episode under way, and its place in `tracks` */
  track: Track;
  trackIndex: number;
  readonly car: Car;
  /** the car as it is without randomisation */
  readonly spec: CarSpec;
  readonly stream: RandomStream;
  /** what each episode's world is like is drawn from it */
  readonly conditionStream: RandomStream;
  readonly randomisation: Randomisation | null;
  /** of the episode under way; null without randomisation */
  conditions: Conditions | null;
  readonly traffic: Traffic;
  /** cars that share its track; null = it is alone, but for traffic */
  readonly opponents: Opponents | null;
  /** counts this car's episodes from 0 */
  number: number;
  /** where it started, fraction of the lap 0..1 */
  start: number;
  /** lap progress at the last decision, percent; what DeepRacer unwraps the next one against */
  previous: number;
  steps: number;
  ticks: number;
  immobileSteps: number;
  fallingSteps: number;
  lastX: number;
  lastY: number;
  /** of the lap under way */
  offTracks: number;
  crashes: number;
  lapStartMicroseconds: number;
  /** when the line was last crossed, µs */
  crossingMicroseconds: number;
  /** a new list each episode */
  laps: Lap[];
}

export interface EpisodeOptions extends Pick<WorldOptions, 'objects' | 'spec' | 'randomisation'> {
  readonly tracks: readonly Track[];
  readonly seed: number;
  /** cars that share its track */
  readonly opponents: number;
}

/** A car waiting for its first {@link beginEpisode}. @param index its number among all cars */
export function newEpisode(
  { tracks, objects, spec, randomisation, seed, opponents: count }: EpisodeOptions,
  index: number,
): Episode {
  const opponents = count > 0 ? newOpponents(spec, count) : null;
  return {
    tracks,
    index,
    track: tracks[index % tracks.length],
    trackIndex: index % tracks.length,
    car: opponents ? opponents.world.cars[0].car : newCar(spec),
    spec,
    stream: randomStream(seed, 'start', index),
    conditionStream: randomStream(seed, 'conditions', index),
    randomisation,
    conditions: null,
    traffic: newTraffic(objects, tracks[0], opponents ? seenOpponents(opponents) : []),
    opponents,
    number: -1,
    start: 0,
    previous: 0,
    steps: 0,
    ticks: 0,
    immobileSteps: 0,
    fallingSteps: 0,
    lastX: NOWHERE,
    lastY: NOWHERE,
    offTracks: 0,
    crashes: 0,
    lapStartMicroseconds: 0,
    crossingMicroseconds: 0,
    laps: [],
  };
}

/** Puts the car at its next start. Steps begin at 1: DeepRacer's reward-less `prepare` row. */
export function beginEpisode(episode: Episode, rule: StartRule): void {
  const { car, tracks } = episode;
  episode.number++;
  // Tracks come with their reverse behind them: two on is the next track, the same way round.
  episode.trackIndex = (episode.index + 2 * episode.number) % tracks.length;
  episode.track = tracks[episode.trackIndex];
  const { track } = episode;
  if (episode.randomisation) {
    episode.conditions = drawConditions(episode.randomisation, episode.conditionStream);
    fitSpec(car, conditionedCar(episode.spec, episode.conditions));
  }
  placeTraffic(episode.traffic, track, episode.stream);
  startPose(track, rule, episode.number, episode.stream, startScratch);
  keepClear(episode, startScratch);
  placeCar(car, startScratch.x, startScratch.y, startScratch.yaw);
  if (episode.opponents) {
    placeOpponents(episode.opponents, track, startScratch.arc, episode.stream);
    locateOpponents(episode);
  }
  episode.start = startScratch.arc / track.length;
  episode.previous = 0;
  episode.steps = 1;
  episode.ticks = 0;
  episode.immobileSteps = 0;
  episode.fallingSteps = 0;
  episode.lastX = NOWHERE;
  episode.offTracks = 0;
  episode.crashes = 0;
  episode.lapStartMicroseconds = 0;
  episode.crossingMicroseconds = 0;
  episode.laps = [];
}

/** The reward inputs know where the cars are that are driven. */
export function locateOpponents({ traffic, track }: Episode): void {
  for (let k = traffic.own; k < traffic.objects.length; k++) locateObject(track, traffic, k);
}

const startScratch = newStartPose();

/** Road that must be free of objects before a car at its start and behind its base, m: it needs room to turn away. */
const CLEAR_AHEAD = 1.2;
const CLEAR_BEHIND = 0.6;

/** Moves a start back along the lap to where no object is too near; where that is nowhere, to where there is most room. */
function keepClear({ track, traffic }: Episode, start: StartPose): void {
  const { length } = track;
  const { arc, offset, yaw } = start;
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let back = 0; back < length && most < 1; back += STEP_BACK) {
    const room = roomAt(traffic, track, arc - back);
    if (room <= most) continue;
    most = room;
    best = back;
  }
  if (best === 0) return;
  // The same pose as seen along the road, further back.
  poseOnRoad(track, arc, 0, start);
  const deviation = yaw - start.yaw;
  poseOnRoad(track, arc - best, offset, start);
  start.yaw = wrapAngle(start.yaw + deviation);
  start.arc = arc - best + (best > arc ? length : 0);
}

/** How far the nearest object is from the base of a car, in parts of what a start needs: 1 is enough. */
function roomAt({ distance, own }: Traffic, track: Track, arc: number): number {
  let room = 1;
  for (let i = 0; i < own; i++) {
    const ahead = arcBetween(track, arc, distance[i]);
    room = Math.min(room, ahead > 0 ? ahead / CLEAR_AHEAD : -ahead / CLEAR_BEHIND);
  }
  return room;
}
