/** One hash for the state of every car: equal hashes mean equal worlds, to the bit. */
import { sha256Hex } from '../math/sha256.ts';
import type { Environment } from './environment.ts';
import type { Episode } from './episode.ts';

/** The hashed fields of a car, in order. Rewards are no part of the state. */
const FIELDS: readonly ((episode: Episode) => number)[] = [
  ({ car }) => car.body.position.x,
  ({ car }) => car.body.position.y,
  ({ car }) => car.body.quaternion.z,
  ({ car }) => car.body.quaternion.w,
  ({ car }) => car.body.velocity.x,
  ({ car }) => car.body.velocity.y,
  ({ car }) => car.body.angularVelocity.z,
  ({ car }) => car.steering,
  ({ car }) => car.speedInForce,
  ({ number }) => number,
  ({ start }) => start,
  ({ previous }) => previous,
  ({ steps }) => steps,
  ({ ticks }) => ticks,
  ({ immobileSteps }) => immobileSteps,
  ({ fallingSteps }) => fallingSteps,
  ({ offTracks }) => offTracks,
  ({ lapStartMicroseconds }) => lapStartMicroseconds,
  ({ crossingMicroseconds }) => crossingMicroseconds,
  ({ laps }) => laps.length,
];

/** SHA-256 over every car's fields and pending commands as little-endian float64, −0 as 0. */
export function stateHash({ episodes }: Pick<Environment, 'episodes'>): string {
  const numbers = episodes.flatMap((episode) => [
    ...FIELDS.map((field) => field(episode)),
    ...pendingInOrder(episode),
    ...episode.stream.state,
  ]);
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i] + 0, true);
  return sha256Hex(new Uint8Array(view.buffer));
}

/** The commands on their way, next one first. */
function pendingInOrder({ car: { pending, pendingAt } }: Episode): number[] {
  return [...pending.subarray(pendingAt), ...pending.subarray(0, pendingAt)];
}
