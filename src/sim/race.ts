/**
 * A race: entrants with their places, laps, contacts and penalties, tick by tick. Every car is judged every second tick,
 * whatever its control interval. Drivers write commands ({@link order}); a command takes effect at the entrant's next
 * decision and holds until the one after it, so nothing depends on the order in which drivers answer.
 */
import type { CarSpec } from '../car/spec.ts';
import { arcBetween, locate, newLocation } from '../track/locate.ts';
import type { Track } from '../track/track.ts';
import { type Lap, microsecondsAt, TICKS_PER_SECOND } from './episode.ts';
import { beyondLine, hasWheelOnRoad, LINE_WATCH, locateFront } from './front.ts';
import { type GridPlace, lineStart, startingGrid, withGrip } from './grid.ts';
import { carTouchesObject, type RoadObject } from './objects.ts';
import {
  newRaceWorld,
  overlapsAny,
  placeRaceCar,
  type RaceCar,
  type RaceWorld,
  setSolid,
  tickRaceWorld,
} from './race-world.ts';
import { LANE_OFFSET, newStartPose, poseOnRoad, STEP_BACK } from './start.ts';
import { changedStretch } from './stretch.ts';

const JUDGE_TICKS = 2;
/** A crashed car stands so far behind what it ran into, m (deepracer-simapp). */
const RESET_BEHIND = 1;
/** Times at every so many m of road are noted: gaps are told by them. */
export const MARK_METRES = 0.5;
/** Two touches of the same cars with less between them are one contact, ticks. */
const CONTACT_PAUSE = 12;
/** Pushed off: hit from behind at this closing speed, m/s, so many ticks before leaving the road. */
const PUSH_SPEED = 0.3;
const PUSH_TICKS = 60;
/** A car that drives backwards so long is put back as if it had left the road; one that stands, without a penalty, s. */
const REVERSED_SECONDS = 1;
const STILL_SECONDS = 5;
/** A car that moves less per judgement stands, m: 0.3 mm in 1/15 s (deepracer-simapp). */
const STILL_METRES = (0.0003 * JUDGE_TICKS * 15) / TICKS_PER_SECOND;

export interface RaceRules {
  readonly laps: number;
  /** simulated seconds after which the race is over */
  readonly maxSeconds: number;
  readonly offTrackSeconds: number;
  readonly crashSeconds: number;
  /** whether cars see and touch each other */
  readonly contact: boolean;
  /** decides grid and grip; null for a time trial, which has no seed */
  readonly seed: number | null;
}

export interface EntrantOptions {
  readonly spec: CarSpec;
  /** ticks between its decisions: 2 for people, 4 or 8 for policies */
  readonly controlTicks: 2 | 4 | 8;
  readonly isGhost?: boolean;
}

/** A lap of a race, penalties included in its time. */
export interface RaceLap extends Lap {
  /** touched other cars so often */
  readonly contacts: number;
}

export interface Contact {
  readonly tick: number;
  /** entrants' numbers; `second` is −1 where it is no car */
  readonly first: number;
  readonly second: number;
  /** m/s */
  readonly closingSpeed: number;
}

export interface Entrant {
  readonly index: number;
  readonly raceCar: RaceCar;
  readonly controlTicks: number;
  /** seen by people alone, and not ranked */
  readonly isGhost: boolean;
  readonly place: GridPlace;
  /** the command that its driver has given for its next decision */
  nextSteeringDeg: number;
  nextSpeed: number;
  /** where the front point was along the road when it was last judged, m */
  arc: number;
  /** m of road that the front point has come from the line; negative before it */
  distance: number;
  /** it stands until this tick, as a penalty */
  heldUntil: number;
  /** whether the car that hit it from behind did so a moment ago: the tick and the car; −1 for none */
  pushedAt: number;
  pushedBy: number;
  reversedTicks: number;
  stillTicks: number;
  lastX: number;
  lastY: number;
  /** of the lap under way */
  offTracks: number;
  crashes: number;
  contacts: number;
  /** times that it was pushed off the road, and pushed others */
  pushedOff: number;
  pushes: number;
  lapStartMicroseconds: number;
  crossingMicroseconds: number;
  readonly laps: RaceLap[];
  /** when it passed each multiple of {@link MARK_METRES} after the line for the first time, ticks */
  readonly marks: number[];
  /** when it crossed the line for the last time; null while it races */
  finishMicroseconds: number | null;
}

export interface Race {
  readonly track: Track;
  readonly world: RaceWorld;
  readonly rules: RaceRules;
  readonly entrants: readonly Entrant[];
  /** since the start signal */
  ticks: number;
  readonly contacts: Contact[];
  /** by pair of cars, entrants² numbers: when they last touched; before the race: never */
  readonly touchedAt: Float64Array;
  /** the leader has finished: every car that crosses the line now has finished, too */
  isFlagged: boolean;
  isOver: boolean;
}

/** A race with its cars on the grid; one entrant without a seed stands on the line, as in an evaluation. */
export function newRace(
  track: Track,
  entrants: readonly EntrantOptions[],
  rules: RaceRules,
  objects: readonly RoadObject[] = [],
): Race {
  const places = rules.seed === null ? entrants.map(() => lineStart(track)) : startingGrid(track, entrants.length, rules.seed);
  const cars = entrants.map(({ spec, isGhost = false }, i) => {
    return { spec: withGrip(spec, places[i].grip), isGhost: isGhost || !rules.contact };
  });
  // Alone, a car that touches something has crashed, as in DeepRacer; among others, it pushes.
  const world = newRaceWorld(track, cars, entrants.length > 1 ? objects : []);
  const race: Race = {
    track,
    world: entrants.length > 1 ? world : { ...world, objects },
    rules,
    entrants: entrants.map((options, index) => newEntrant(world.cars[index], options, places[index], track)),
    ticks: 0,
    contacts: [],
    touchedAt: new Float64Array(entrants.length * entrants.length).fill(Number.NEGATIVE_INFINITY),
    isFlagged: false,
    isOver: false,
  };
  return race;
}

function newEntrant(
  raceCar: RaceCar,
  { controlTicks, isGhost = false }: EntrantOptions,
  place: GridPlace,
  track: Track,
): Entrant {
  placeRaceCar(raceCar, place.pose);
  const entrant: Entrant = {
    index: raceCar.index,
    raceCar,
    controlTicks,
    isGhost,
    place,
    nextSteeringDeg: 0,
    nextSpeed: 0,
    arc: 0,
    distance: place.toLine + raceCar.car.spec.shape.frontPoint,
    heldUntil: 0,
    pushedAt: Number.NEGATIVE_INFINITY,
    pushedBy: -1,
    reversedTicks: 0,
    stillTicks: 0,
    lastX: raceCar.car.pose.x,
    lastY: raceCar.car.pose.y,
    offTracks: 0,
    crashes: 0,
    contacts: 0,
    pushedOff: 0,
    pushes: 0,
    lapStartMicroseconds: 0,
    crossingMicroseconds: 0,
    laps: [],
    marks: [],
    finishMicroseconds: null,
  };
  locateFront(track, entrant.raceCar.car, front);
  entrant.arc = front.projection;
  return entrant;
}

/** Gives an entrant its next command: degrees, + = left, and m/s. It takes effect at its next decision. */
export function order(entrant: Entrant, steeringDeg: number, speed: number): void {
  entrant.nextSteeringDeg = steeringDeg;
  entrant.nextSpeed = speed;
}

/** Whether an entrant decides before the coming tick. */
export function isDue({ ticks }: Race, { controlTicks }: Entrant): boolean {
  return ticks % controlTicks === 0;
}

export function isHeld({ ticks }: Race, { heldUntil }: Entrant): boolean {
  return ticks < heldUntil;
}

/** Those who decide before the coming tick; nobody does who stands as a penalty or has finished. */
export function dueEntrants(race: Race): Entrant[] {
  return race.entrants.filter(
    (entrant) => isDue(race, entrant) && !isHeld(race, entrant) && entrant.finishMicroseconds === null,
  );
}

/** What an entrant's camera and reward function see: the other cars that race, and what stands on the road. */
export function seenBy({ world, entrants }: Race, entrant: Entrant): RoadObject[] {
  const others = entrants.filter((other) => other !== entrant && !other.raceCar.isGhost && other.finishMicroseconds === null);
  return [...others.map(({ raceCar }) => raceCar.seen), ...world.objects];
}

/** One tick: due commands take effect, all cars move, and every second tick all are judged. */
export function tickRace(race: Race): void {
  const { entrants, world } = race;
  for (const entrant of entrants) {
    const { car } = entrant.raceCar;
    if (isHeld(race, entrant) || entrant.finishMicroseconds !== null) {
      car.steeringCommandDeg = 0;
      car.speedCommand = 0;
    } else if (isDue(race, entrant)) {
      car.steeringCommandDeg = entrant.nextSteeringDeg;
      car.speedCommand = entrant.nextSpeed;
    }
    beforeLine[entrant.index] = isNearLine(race, entrant) ? beyondLine(race.track, entrant.raceCar.car, 0) : 0;
  }
  tickRaceWorld(world);
  for (const entrant of entrants) {
    const before = beforeLine[entrant.index];
    const after = before < 0 ? beyondLine(race.track, entrant.raceCar.car, 0) : -1;
    if (after >= 0) entrant.crossingMicroseconds = microsecondsAt(race.ticks + before / (before - after));
  }
  race.ticks++;
  noteContacts(race);
  if (race.ticks % JUDGE_TICKS === 0) judgeAll(race);
}

/** By entrant: metres from the line before the tick in hand. */
const beforeLine = new Float64Array(64);

function isNearLine({ track }: Race, { distance, laps, finishMicroseconds }: Entrant): boolean {
  return finishMicroseconds === null && (laps.length + 1) * track.length - distance < LINE_WATCH;
}

const front = newLocation();

function noteContacts({ world, entrants, contacts, touchedAt, ticks }: Race): void {
  for (const touch of world.touches) {
    const { first, second, closingSpeed } = touch;
    if (second >= 0) notePush(entrants, touch, ticks);
    const pair = second < 0 ? first * entrants.length + first : first * entrants.length + second;
    if (ticks - touchedAt[pair] > CONTACT_PAUSE) {
      contacts.push({ tick: ticks, first, second, closingSpeed });
      if (second < 0) entrants[first].crashes++;
      else for (const k of [first, second]) entrants[k].contacts++;
    }
    touchedAt[pair] = ticks;
  }
}

/** Front against rear, fast enough: the rear one is being pushed. */
function notePush(entrants: readonly Entrant[], touch: RaceWorld['touches'][number], ticks: number): void {
  const { first, second, closingSpeed, isFirstFront, isSecondFront } = touch;
  if (closingSpeed < PUSH_SPEED || isFirstFront === isSecondFront) return;
  const [pushed, by] = isFirstFront ? [second, first] : [first, second];
  entrants[pushed].pushedAt = ticks;
  entrants[pushed].pushedBy = by;
}

function judgeAll(race: Race): void {
  const { entrants, rules, ticks } = race;
  for (const entrant of entrants) if (entrant.finishMicroseconds === null) judge(race, entrant);
  // A car a lap behind may cross the line in the same judgement as the leader: it has another lap to drive.
  if (!race.isFlagged && entrants.some(({ laps, isGhost }) => !isGhost && laps.length >= rules.laps)) {
    race.isFlagged = true;
    finishAll(race);
  }
  const isTimeUp = ticks >= rules.maxSeconds * TICKS_PER_SECOND;
  race.isOver = isTimeUp || entrants.every(({ finishMicroseconds, isGhost }) => isGhost || finishMicroseconds !== null);
}

/** Those who have done all laps. */
function finishAll({ entrants, rules }: Race): void {
  for (const entrant of entrants) if (entrant.laps.length >= rules.laps) finish(entrant);
}

function finish(entrant: Entrant): void {
  if (entrant.finishMicroseconds !== null) return;
  entrant.finishMicroseconds = entrant.lapStartMicroseconds;
  setSolid(entrant.raceCar, false);
}

function judge(race: Race, entrant: Entrant): void {
  const { track, rules, world } = race;
  if (isHeld(race, entrant)) return;
  if (!entrant.raceCar.isSolid && !entrant.raceCar.isGhost && !overlapsAny(world, entrant.raceCar)) {
    setSolid(entrant.raceCar, true);
  }
  locateFront(track, entrant.raceCar.car, front);
  const isLeft = front.isLeft;
  if (race.entrants.length === 1) {
    const touched = world.objects.find((object) =>
      carTouchesObject(entrant.raceCar.car.pose, entrant.raceCar.car.spec.shape, object),
    );
    if (touched) {
      entrant.crashes++;
      returnBehind(race, entrant, touched, rules.crashSeconds);
      return;
    }
  }
  if (!hasWheelOnRoad(track, entrant.raceCar.car) || changedStretch(track, entrant.arc, front.projection)) {
    leaveRoad(race, entrant, isLeft);
    return;
  }
  const gained = arcBetween(track, entrant.arc, front.projection);
  const before = entrant.distance;
  entrant.arc = front.projection;
  entrant.distance += gained;
  noteMarks(race, entrant, before);
  if (entrant.distance >= (entrant.laps.length + 1) * track.length) finishLap(race, entrant);
  if (entrant.finishMicroseconds === null) watchMotion(race, entrant, gained);
}

function noteMarks({ ticks }: Race, { marks, distance }: Entrant, before: number): void {
  const gained = distance - before;
  while (gained > 0 && distance >= marks.length * MARK_METRES) {
    const part = Math.max(0, (marks.length * MARK_METRES - before) / gained);
    marks.push(ticks - JUDGE_TICKS * (1 - part));
  }
}

function finishLap(race: Race, entrant: Entrant): void {
  const { crossingMicroseconds, lapStartMicroseconds: lapStart, offTracks, crashes, contacts } = entrant;
  // A car put back beyond the line has crossed it without driving: its lap ends where that is noticed.
  const crossing = crossingMicroseconds > lapStart ? crossingMicroseconds : microsecondsAt(race.ticks);
  entrant.laps.push({ microseconds: crossing - lapStart, offTracks, crashes, contacts });
  entrant.lapStartMicroseconds = crossing;
  entrant.offTracks = 0;
  entrant.crashes = 0;
  entrant.contacts = 0;
  if (race.isFlagged) finish(entrant);
}

/** Driving backwards, and standing where it cannot get away. */
function watchMotion(race: Race, entrant: Entrant, gained: number): void {
  const { pose } = entrant.raceCar.car;
  const [dx, dy] = [pose.x - entrant.lastX, pose.y - entrant.lastY];
  entrant.lastX = pose.x;
  entrant.lastY = pose.y;
  const isStill = dx * dx + dy * dy <= STILL_METRES * STILL_METRES;
  entrant.stillTicks = isStill ? entrant.stillTicks + JUDGE_TICKS : 0;
  entrant.reversedTicks = gained < 0 && !isStill ? entrant.reversedTicks + JUDGE_TICKS : 0;
  if (entrant.reversedTicks >= REVERSED_SECONDS * TICKS_PER_SECOND) leaveRoad(race, entrant, front.isLeft);
  else if (entrant.stillTicks >= STILL_SECONDS * TICKS_PER_SECOND)
    returnToRoad(race, entrant, entrant.distance, front.isLeft, 0);
}

/** Put back in the lane where it left, for the time of the penalty; without one when another car pushed it off. */
function leaveRoad(race: Race, entrant: Entrant, isLeft: boolean): void {
  const { entrants, rules, ticks } = race;
  entrant.offTracks++;
  const wasPushed = entrant.pushedBy >= 0 && ticks - entrant.pushedAt <= PUSH_TICKS;
  if (wasPushed) {
    entrant.pushedOff++;
    entrants[entrant.pushedBy].pushes++;
    entrant.pushedBy = -1;
  }
  returnToRoad(race, entrant, entrant.distance, isLeft, wasPushed ? 0 : rules.offTrackSeconds);
}

function returnBehind(race: Race, entrant: Entrant, touched: RoadObject, seconds: number): void {
  const { track } = race;
  locate(track, touched.x, touched.y, front);
  const behind = arcBetween(track, entrant.arc, front.projection) - RESET_BEHIND;
  returnToRoad(race, entrant, entrant.distance + behind, !front.isLeft, seconds);
}

const spot = newStartPose();

/** Stands the car with its front point at `distance` or at the nearest free place behind it, without collision until it may drive. */
function returnToRoad(race: Race, entrant: Entrant, distance: number, isLeft: boolean, seconds: number): void {
  const { track, world, ticks } = race;
  const { raceCar } = entrant;
  const { frontPoint } = raceCar.car.spec.shape;
  setSolid(raceCar, false);
  for (let back = 0; ; back += STEP_BACK) {
    // All the way round nothing was free: it waits, untouched, where it was.
    const at = distance - (back < track.length ? back : 0);
    poseOnRoad(track, at - frontPoint, isLeft ? LANE_OFFSET : -LANE_OFFSET, spot);
    placeRaceCar(raceCar, spot);
    entrant.distance = at;
    if (back >= track.length || !overlapsAny(world, raceCar)) break;
  }
  locateFront(track, entrant.raceCar.car, front);
  entrant.arc = front.projection;
  entrant.heldUntil = ticks + Math.round(seconds * TICKS_PER_SECOND);
  entrant.reversedTicks = 0;
  entrant.stillTicks = 0;
  // Had it crossed the line on its way, that does not count.
  entrant.crossingMicroseconds = entrant.lapStartMicroseconds;
}
