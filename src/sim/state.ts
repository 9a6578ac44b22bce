/**
 * Everything that a car's future depends on, as numbers: what checkpoints save and state hashes are taken of.
 * One list for both, so that nothing can be in the one and missing from the other.
 */
import { type Car, fitSpec, settleBody } from '../car/car.ts';
import { type Environment, showCar } from './environment.ts';
import { type Episode, type Lap, locateOpponents } from './episode.ts';
import type { Opponents } from './opponents.ts';
import { showRaceCar } from './race-world.ts';
import { CONDITIONS, type Conditions, conditionedCar } from './randomisation.ts';
import { standObject, TRAFFIC_STATE } from './traffic.ts';

/** Is called with each number in turn and returns its new value: the same to save it, another to restore it. */
type Exchange = (value: number) => number;

/** The numbers of one car and its episode. */
export function carState(episode: Episode): number[] {
  return numbersOf((exchange) => exchangeAll(episode, exchange));
}

/** What is given to an exchange, in its order. */
function numbersOf(give: (exchange: Exchange) => void): number[] {
  const numbers: number[] = [];
  give((value) => {
    numbers.push(value);
    return value;
  });
  return numbers;
}

function settleOpponents(episode: Episode): void {
  for (const raceCar of episode.opponents?.world.cars ?? []) {
    settleBody(raceCar.car);
    showRaceCar(raceCar);
  }
  locateOpponents(episode);
}

/** The numbers of one car's motion, without an episode. */
export function bodyState(car: Car): number[] {
  return numbersOf((exchange) => exchangeCar(car, exchange));
}

/**
 * Puts car i where {@link carState} found one of an equal environment, and draws what it sees.
 * @throws RangeError for numbers of another environment
 */
export function restoreCar(environment: Environment, i: number, numbers: ArrayLike<number>): void {
  const episode = environment.episodes[i];
  let at = 0;
  exchangeAll(episode, (value) => numbers[at++] ?? value);
  if (at !== numbers.length) throw new RangeError(`the state of car ${i} has ${numbers.length} numbers, not ${at}`);
  episode.track = episode.tracks[episode.trackIndex];
  if (!episode.track) throw new RangeError(`the state of car ${i} is on track ${episode.trackIndex}, which there is not`);
  settleBody(episode.car);
  if (episode.opponents) settleOpponents(episode);
  for (let k = 0; k < episode.traffic.own; k++) standObject(episode.traffic, episode.track, k);
  showCar(environment, i);
}

function exchangeAll(episode: Episode, exchange: Exchange): void {
  exchangeEpisode(episode, exchange);
  exchangeConditions(episode, exchange);
  exchangeCar(episode.car, exchange);
  if (episode.opponents) exchangeOpponents(episode.opponents, exchange);
  for (const name of TRAFFIC_STATE) exchangeArray(episode.traffic[name], exchange);
  exchangeArray(episode.stream.state, exchange);
  exchangeArray(episode.conditionStream.state, exchange);
}

function exchangeEpisode(episode: Episode, exchange: Exchange): void {
  episode.number = exchange(episode.number);
  episode.trackIndex = exchange(episode.trackIndex);
  episode.start = exchange(episode.start);
  episode.previous = exchange(episode.previous);
  episode.steps = exchange(episode.steps);
  episode.ticks = exchange(episode.ticks);
  episode.immobileSteps = exchange(episode.immobileSteps);
  episode.fallingSteps = exchange(episode.fallingSteps);
  episode.lastX = exchange(episode.lastX);
  episode.lastY = exchange(episode.lastY);
  episode.offTracks = exchange(episode.offTracks);
  episode.crashes = exchange(episode.crashes);
  episode.lapStartMicroseconds = exchange(episode.lapStartMicroseconds);
  episode.crossingMicroseconds = exchange(episode.crossingMicroseconds);
  const count = exchange(episode.laps.length);
  const laps: Lap[] = [];
  for (let k = 0; k < count; k++) {
    const lap = episode.laps[k] ?? { microseconds: 0, offTracks: 0, crashes: 0 };
    laps.push({
      microseconds: exchange(lap.microseconds),
      offTracks: exchange(lap.offTracks),
      crashes: exchange(lap.crashes),
    });
  }
  episode.laps = laps;
}

function exchangeConditions(episode: Episode, exchange: Exchange): void {
  const { conditions, car, spec } = episode;
  if (!conditions) return;
  const exchanged = Object.fromEntries(CONDITIONS.map((name) => [name, exchange(conditions[name])])) as Conditions;
  const isOther = CONDITIONS.some((name) => exchanged[name] !== conditions[name]);
  episode.conditions = exchanged;
  if (isOther) fitSpec(car, conditionedCar(spec, exchanged));
}

function exchangeCar(car: Car, exchange: Exchange): void {
  const { position, quaternion, velocity, angularVelocity } = car.body;
  position.x = exchange(position.x);
  position.y = exchange(position.y);
  quaternion.z = exchange(quaternion.z);
  quaternion.w = exchange(quaternion.w);
  velocity.x = exchange(velocity.x);
  velocity.y = exchange(velocity.y);
  angularVelocity.z = exchange(angularVelocity.z);
  car.steering = exchange(car.steering);
  car.wheelSpeed = exchange(car.wheelSpeed);
  car.pendingAt = exchange(car.pendingAt);
  exchangeArray(car.pending, exchange);
}

function exchangeOpponents({ cars, arc, stuck, choice, hit }: Opponents, exchange: Exchange): void {
  for (const { car } of cars) exchangeCar(car, exchange);
  for (const array of [arc, stuck, choice, hit]) exchangeArray(array, exchange);
}

function exchangeArray(array: Float64Array | Uint32Array | Uint8Array, exchange: Exchange): void {
  for (let i = 0; i < array.length; i++) array[i] = exchange(array[i]);
}
