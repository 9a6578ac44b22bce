/** One car's episode: where it starts, what a decision does, when it is over. */
import type { CameraModel } from '../camera/model.ts';
import { type Car, fitSpec, newCar, placeCar, tickCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { wrapAngle } from '../math/angles.ts';
import { type RandomStream, randomStream } from '../math/random.ts';
import { arcBetween, locate, newLocation } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import { lapProgress, type RewardInputs, writePoseInputs } from './inputs.ts';
import { carTouchesObject } from './objects.ts';
import { type Conditions, conditionedCar, drawConditions, type Randomisation } from './randomisation.ts';
import { LANE_OFFSET, newStartPose, poseOnRoad, type StartPose, type StartRule, startPose } from './start.ts';
import { changedStretch } from './stretch.ts';
import { moveTraffic, newTraffic, placeTraffic, type Traffic } from './traffic.ts';
import type { WorldOptions } from './world-options.ts';

export const TICKS_PER_SECOND = 120;
/** DeepRacer's camera and control rate, Hz: what its step counts are measured in. */
const STEPS_PER_SECOND = 15;
/** A car that moves less than this per 1/15 s stands still, m (deepracer-simapp, 0.3 mm). */
const IMMOBILE_DISTANCE = 0.0003;
/** How long a car may stand or drive backwards, s (15 steps in DeepRacer). */
const PATIENCE_SECONDS = 1;
/**
 * Nearer to the line than this, m, or than a few decisions' gain, every tick is watched for the crossing.
 */
const LINE_WATCH = 0.8;
const WATCH_DECISIONS = 4;
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
}

/** A car waiting for its first {@link beginEpisode}. @param index its number among all cars */
export function newEpisode({ tracks, objects, spec, randomisation, seed }: EpisodeOptions, index: number): Episode {
  return {
    tracks,
    index,
    track: tracks[index % tracks.length],
    trackIndex: index % tracks.length,
    car: newCar(spec),
    spec,
    stream: randomStream(seed, 'start', index),
    conditionStream: randomStream(seed, 'conditions', index),
    randomisation,
    conditions: null,
    traffic: newTraffic(objects, tracks[0]),
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

const startScratch = newStartPose();

/** Road that must be free of objects before a car at its start and behind its base, m: it needs room to turn away. */
const CLEAR_AHEAD = 1.2;
const CLEAR_BEHIND = 0.6;
const STEP_BACK = 0.25;

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
function roomAt({ distance }: Traffic, track: Track, arc: number): number {
  let room = 1;
  for (let i = 0; i < distance.length; i++) {
    const ahead = arcBetween(track, arc, distance[i]);
    room = Math.min(room, ahead > 0 ? ahead / CLEAR_AHEAD : -ahead / CLEAR_BEHIND);
  }
  return room;
}

/**
 * One decision at the pose the car is in: writes the reward inputs of this pose and the command
 * into entry `i`, checks the pose, then lets the command act for `controlTicks`.
 */
export function decide(
  episode: Episode,
  steeringDeg: number,
  speed: number,
  controlTicks: number,
  rules: EpisodeRules,
  camera: CameraModel,
  inputs: RewardInputs,
  i: number,
): End {
  const { car, track } = episode;
  episode.steps++;
  writePoseInputs(inputs, i, track, car.pose, car.spec.shape, episode, episode.traffic, camera);
  inputs.steps[i] = episode.steps;
  inputs.speed[i] = speed;
  inputs.steering_angle[i] = steeringDeg;
  inputs.sim_time[i] = episode.ticks / TICKS_PER_SECOND;
  const before = episode.previous;
  if (changedStretch(track, (episode.start + before / 100) * track.length, inputs.projection_distance[i])) {
    inputs.is_offtrack[i] = 1;
  }
  const end = endOf(episode, inputs, i, controlTicks, rules);

  car.steeringCommandDeg = steeringDeg;
  car.speedCommand = speed;
  const toLine = (1 - episode.previous / 100) * track.length;
  const gained = (Math.abs(episode.previous - before) / 100) * track.length;
  const isNearLine = toLine < Math.max(LINE_WATCH, WATCH_DECISIONS * gained);
  for (let tick = 0; tick < controlTicks; tick++) {
    if (isNearLine) tickNearLine(episode);
    else tickCar(car);
    episode.ticks++;
  }
  if (episode.traffic.objects.length > 0) {
    moveTraffic(episode.traffic, track, controlTicks / TICKS_PER_SECOND, episode.stream);
  }
  return end;
}

function endOf(episode: Episode, inputs: RewardInputs, i: number, controlTicks: number, rules: EpisodeRules): End {
  const progress = inputs.progress[i];
  const perStep = (controlTicks * STEPS_PER_SECOND) / TICKS_PER_SECOND;
  const patience = (PATIENCE_SECONDS * TICKS_PER_SECOND) / controlTicks;
  const dx = inputs.x[i] - episode.lastX;
  const dy = inputs.y[i] - episode.lastY;
  const isStill = Math.sqrt(dx * dx + dy * dy) <= IMMOBILE_DISTANCE * perStep;
  episode.immobileSteps = isStill ? episode.immobileSteps + 1 : 0;
  episode.fallingSteps = progress < episode.previous ? episode.fallingSteps + 1 : 0;
  episode.lastX = inputs.x[i];
  episode.lastY = inputs.y[i];
  const before = episode.previous;
  episode.previous = progress;

  if (inputs.is_offtrack[i] || inputs.is_crashed[i]) {
    if (rules.failure === 'end') return inputs.is_crashed[i] ? END.crashed : END.offTrack;
    if (inputs.is_crashed[i]) putBehind(episode, before, rules.failure.crashSeconds);
    else putBack(episode, inputs.is_left_of_center[i] === 1, before, rules.failure.offTrackSeconds);
  } else if (progress >= 100) {
    finishLap(episode, inputs.projection_distance[i]);
    if (episode.laps.length >= rules.laps) return END.lapComplete;
  } else if (episode.immobileSteps >= patience) return END.immobilised;
  else if (episode.fallingSteps >= patience) return END.reversed;
  return episode.ticks + controlTicks >= rules.maxSeconds * TICKS_PER_SECOND ? END.stepCap : END.none;
}

function finishLap(episode: Episode, projection: number): void {
  const { crossingMicroseconds, lapStartMicroseconds: lapStart } = episode;
  // A car put back beyond the line has crossed it without driving: its lap ends where that is noticed.
  const crossing = crossingMicroseconds > lapStart ? crossingMicroseconds : microsecondsAt(episode.ticks);
  const microseconds = crossing - lapStart;
  episode.laps.push({ microseconds, offTracks: episode.offTracks, crashes: episode.crashes });
  episode.lapStartMicroseconds = crossing;
  episode.offTracks = 0;
  episode.crashes = 0;
  const along = projection / episode.track.length - episode.start;
  episode.previous = 100 * (along - Math.floor(along));
}

/** Off the road: the car stands in the lane it was nearer to, where it last was. */
function putBack(episode: Episode, isLeft: boolean, progress: number, penaltySeconds: number): void {
  episode.offTracks++;
  const arc = (episode.start + progress / 100) * episode.track.length;
  penalise(episode, arc, isLeft, progress, penaltySeconds);
}

/** Run into something: the car stands so far behind it in the other lane, as in DeepRacer; further back where that is taken. */
const RESET_BEHIND = 1;

function putBehind(episode: Episode, progress: number, penaltySeconds: number): void {
  const { traffic, track, start, car } = episode;
  const { objects, distance, isLeft } = traffic;
  episode.crashes++;
  const touched = objects.findIndex((object) => carTouchesObject(car.pose, car.spec.shape, object));
  const other = isLeft[touched] === 0;
  for (let back = RESET_BEHIND; ; back += STEP_BACK) {
    const arc = distance[touched] - back;
    const there = lapProgress(arc < 0 ? arc + track.length : arc, track.length, { start, previous: progress });
    for (const left of [other, !other]) {
      penalise(episode, arc, left, there, 0);
      const isFree = !objects.some((object) => carTouchesObject(car.pose, car.spec.shape, object));
      if (!isFree && back < track.length) continue;
      episode.ticks += Math.round(penaltySeconds * TICKS_PER_SECOND);
      return;
    }
  }
}

/** The clock runs on by the penalty, and the front point is at `arc` metres in the middle of a lane, at rest. */
function penalise(episode: Episode, arc: number, isLeft: boolean, progress: number, penaltySeconds: number): void {
  episode.ticks += Math.round(penaltySeconds * TICKS_PER_SECOND);
  poseOnRoad(episode.track, arc - episode.car.spec.shape.frontPoint, isLeft ? LANE_OFFSET : -LANE_OFFSET, startScratch);
  placeCar(episode.car, startScratch.x, startScratch.y, startScratch.yaw);
  episode.previous = progress;
  episode.immobileSteps = 0;
  episode.fallingSteps = 0;
  // Had it crossed the line on its way, that does not count.
  episode.crossingMicroseconds = episode.lapStartMicroseconds;
}

function microsecondsAt(ticks: number): number {
  return Math.round((ticks * 1e6) / TICKS_PER_SECOND);
}

/** One tick with an eye on the line: notes the moment between two ticks at which the front point crosses it. */
function tickNearLine(episode: Episode): void {
  const before = beyondLine(episode);
  tickCar(episode.car);
  const after = beyondLine(episode);
  if (before < 0 && after >= 0) {
    const ticks = episode.ticks + before / (before - after);
    episode.crossingMicroseconds = microsecondsAt(ticks);
  }
}

/** Metres of road from the line to the front point; negative before it. */
function beyondLine({ car, track, start }: Episode): number {
  const { x, y, cosYaw, sinYaw } = car.pose;
  const { frontPoint } = car.spec.shape;
  locate(track, x + frontPoint * cosYaw, y + frontPoint * sinYaw, location);
  return arcBetween(track, start * track.length, location.projection);
}

const location = newLocation();
