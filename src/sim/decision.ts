/** One decision of a car: what its reward function gets, whether the episode is over, and the motion that follows. */
import type { CameraModel } from '../camera/model.ts';
import { tickCar } from '../car/car.ts';
import {
  END,
  type End,
  type Episode,
  type EpisodeRules,
  locateOpponents,
  microsecondsAt,
  TICKS_PER_SECOND,
} from './episode.ts';
import { beyondLine, LINE_WATCH } from './front.ts';
import { type RewardInputs, writePoseInputs } from './inputs.ts';
import { judgeOpponents, noteHit } from './opponents.ts';
import { tickRaceWorld } from './race-world.ts';
import { putBack, putBehind } from './setback.ts';
import { changedStretch } from './stretch.ts';
import { moveTraffic } from './traffic.ts';

/** DeepRacer's camera and control rate, Hz: what its step counts are measured in. */
const STEPS_PER_SECOND = 15;
/** A car that moves less than this per 1/15 s stands still, m (deepracer-simapp, 0.3 mm). */
const IMMOBILE_DISTANCE = 0.0003;
/** How long a car may stand or drive backwards, s (15 steps in DeepRacer). */
const PATIENCE_SECONDS = 1;
/** Of a fast car, the crossing is watched for over a few decisions' gain. */
const WATCH_DECISIONS = 4;

/** What all decisions of an environment have in common. */
export interface DecisionContext {
  readonly rules: EpisodeRules;
  /** ticks that a command acts */
  readonly controlTicks: number;
  /** where decisions are written to */
  readonly inputs: RewardInputs;
}

/** Writes the reward inputs of the pose that the car is in, and of the command, into entry `i`. */
export function writeDecision(
  { inputs }: DecisionContext,
  i: number,
  episode: Episode,
  camera: CameraModel,
  steeringDeg: number,
  speed: number,
): void {
  const { car, track, traffic, start, previous } = episode;
  episode.steps++;
  writePoseInputs(inputs, i, track, car.pose, car.spec.shape, episode, traffic, camera);
  inputs.steps[i] = episode.steps;
  inputs.speed[i] = speed;
  inputs.steering_angle[i] = steeringDeg;
  inputs.sim_time[i] = episode.ticks / TICKS_PER_SECOND;
  if (episode.opponents?.hit[0]) inputs.is_crashed[i] = 1;
  const from = (start + previous / 100) * track.length;
  if (changedStretch(track, from, inputs.projection_distance[i])) inputs.is_offtrack[i] = 1;
}

/** Carries out the decision that was written into entry `i`: why it ends the episode, or {@link END}.none. Allocates nothing. */
export function carryOut(context: DecisionContext, i: number, episode: Episode): End {
  const { inputs, rules, controlTicks } = context;
  const { car, traffic, track, opponents } = episode;
  const before = episode.previous;
  let end = endOf(context, i, episode);
  if (rules.failure !== 'end' && (end === END.offTrack || end === END.crashed)) {
    if (end === END.crashed) putBehind(episode, before, rules.failure.crashSeconds);
    else putBack(episode, inputs.is_left_of_center[i] === 1, before, rules.failure.offTrackSeconds);
    end = timeOf(context, episode);
  }

  car.steeringCommandDeg = inputs.steering_angle[i];
  car.speedCommand = inputs.speed[i];
  const toLine = (1 - episode.previous / 100) * track.length;
  const gained = (Math.abs(episode.previous - before) / 100) * track.length;
  const isNearLine = toLine < Math.max(LINE_WATCH, WATCH_DECISIONS * gained);
  if (opponents) opponents.hit[0] = 0;
  for (let k = 0; k < controlTicks; k++) {
    if (isNearLine) tickNearLine(episode);
    else tick(episode);
    episode.ticks++;
  }
  if (opponents) {
    judgeOpponents(opponents, track);
    locateOpponents(episode);
  }
  if (traffic.groups.length > 0) moveTraffic(traffic, track, controlTicks / TICKS_PER_SECOND, episode.stream);
  return end;
}

/** One tick of the car, and of those that share its track. */
function tick({ car, opponents }: Episode): void {
  if (!opponents) {
    tickCar(car);
    return;
  }
  tickRaceWorld(opponents.world);
  noteHit(opponents);
}

/** Why the episode ends at the pose of entry `i`; leaving the road and crashes as if they ended it. Moves nothing. */
function endOf(context: DecisionContext, i: number, episode: Episode): End {
  const { inputs, rules, controlTicks } = context;
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
  episode.previous = progress;

  if (inputs.is_crashed[i]) return END.crashed;
  if (inputs.is_offtrack[i]) return END.offTrack;
  if (progress >= 100) {
    finishLap(episode, inputs.projection_distance[i]);
    if (episode.laps.length >= rules.laps) return END.lapComplete;
  } else if (episode.immobileSteps >= patience) return END.immobilised;
  else if (episode.fallingSteps >= patience) return END.reversed;
  return timeOf(context, episode);
}

/** Whether the time that an episode may take is used up. */
function timeOf({ rules, controlTicks }: DecisionContext, { ticks }: Episode): End {
  return ticks + controlTicks >= rules.maxSeconds * TICKS_PER_SECOND ? END.stepCap : END.none;
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

/** One tick with an eye on the line: notes the moment between two ticks at which the front point crosses it. */
function tickNearLine(episode: Episode): void {
  const { track, car, start } = episode;
  const line = start * track.length;
  const before = beyondLine(track, car, line);
  tick(episode);
  const after = beyondLine(track, car, line);
  if (before < 0 && after >= 0) {
    const ticks = episode.ticks + before / (before - after);
    episode.crossingMicroseconds = microsecondsAt(ticks);
  }
}
