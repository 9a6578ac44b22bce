import { cos, log, TWO_PI } from './exact.ts';
import { sha256 } from './sha256.ts';

/**
 * A seeded stream of random numbers: xoshiro128** (Blackman and Vigna, 2018), period 2¹²⁸ − 1.
 * Its whole state is four words, so a checkpoint saves it as it is.
 */
export interface RandomStream {
  readonly state: Uint32Array;
}

/**
 * The stream called `name` of a seed. Streams of different seeds, names or indices are
 * independent: the state is the sha-256 of all three.
 *
 * @param index which one of several alike: a car's, shard's or entrant's number
 */
export function randomStream(seed: number, name: string, index = 0): RandomStream {
  const digest = sha256(new TextEncoder().encode(`${seed}/${name}/${index}`));
  const view = new DataView(digest.buffer, digest.byteOffset);
  const state = new Uint32Array(4);
  for (let i = 0; i < 4; i++) state[i] = view.getUint32(4 * i, true);
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
  return { state };
}

/** A whole number, 0..2³²−1, each equally likely. */
export function nextUint32({ state: s }: RandomStream): number {
  const s1 = s[1];
  const scrambled = Math.imul(s1, 5);
  const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
  s[2] ^= s[0];
  s[3] ^= s1;
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= s1 << 9;
  s[3] = (s[3] << 11) | (s[3] >>> 21);
  return result;
}

/** A number in [0, 1) with 53 random bits. */
export function uniform(stream: RandomStream): number {
  const high = nextUint32(stream) >>> 5;
  const low = nextUint32(stream) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}

/** A number in [low, high). */
export function uniformIn(stream: RandomStream, low: number, high: number): number {
  return low + (high - low) * uniform(stream);
}

/** A whole number in 0..n−1. The bias is below n/2⁵³. */
export function integerBelow(stream: RandomStream, n: number): number {
  return Math.floor(uniform(stream) * n);
}

/** A draw of the standard normal distribution (Box and Muller, 1958; one of the pair). */
export function normal(stream: RandomStream): number {
  const radius = Math.sqrt(-2 * log(1 - uniform(stream)));
  return radius * cos(TWO_PI * uniform(stream));
}

/** Shuffles the array in place, every order equally likely (Fisher and Yates). */
export function shuffle(stream: RandomStream, items: Int32Array): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = integerBelow(stream, i + 1);
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}
