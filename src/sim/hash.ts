/** One hash for the state of every car: equal hashes mean bit-identical worlds. */
import { sha256Hex } from '../math/sha256.ts';
import type { Environment } from './environment.ts';
import { carState } from './state.ts';

/** SHA-256 over every car's {@link carState} as little-endian float64, −0 as 0. Rewards are no part of it. */
export function stateHash({ episodes }: Pick<Environment, 'episodes'>): string {
  const numbers = episodes.flatMap(carState);
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i] + 0, true);
  return sha256Hex(new Uint8Array(view.buffer));
}
