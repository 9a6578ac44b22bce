/** One hash for the state of every car: equal hashes mean bit-identical worlds. */
import { sha256Hex } from '../math/sha256.ts';
import type { Environment } from './environment.ts';
import type { Entrant, Race } from './race.ts';
import { bodyState, carState } from './state.ts';

/** SHA-256 over every car's {@link carState} as little-endian float64, −0 as 0. Rewards are no part of it. */
export function stateHash({ episodes }: Pick<Environment, 'episodes'>): string {
  return hashOf(episodes.flatMap(carState));
}

/** The same of a race: every car's motion, and all that its entrants' further race depends on. */
export function raceHash({ ticks, entrants, isFlagged }: Race): string {
  return hashOf([ticks, isFlagged ? 1 : 0, ...entrants.flatMap(entrantState)]);
}

function entrantState(entrant: Entrant): number[] {
  const { raceCar, arc, distance, heldUntil, pushedAt, pushedBy, reversedTicks, stillTicks, laps } = entrant;
  return [
    ...bodyState(raceCar.car),
    raceCar.car.steeringCommandDeg,
    raceCar.car.speedCommand,
    raceCar.isSolid ? 1 : 0,
    arc,
    distance,
    heldUntil,
    // Before the first push there is none.
    Number.isFinite(pushedAt) ? pushedAt : -1,
    pushedBy,
    reversedTicks,
    stillTicks,
    entrant.offTracks,
    entrant.crashes,
    entrant.contacts,
    entrant.crossingMicroseconds,
    entrant.lapStartMicroseconds,
    entrant.finishMicroseconds ?? -1,
    ...laps.map(({ microseconds }) => microseconds),
  ];
}

function hashOf(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i] + 0, true);
  return sha256Hex(new Uint8Array(view.buffer));
}
