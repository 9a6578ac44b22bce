/**
 * An exchange of gradients in shared memory, for threads that may block. Two sets of gradient arrays are used in turn:
 * while one step's are read, the next step's are written. No thread can get two steps ahead, because every step ends at
 * a barrier.
 */
import type { Exchange } from './learner.ts';

/** The shared memory; passed to every thread. */
export interface SharedExchange {
  readonly control: Int32Array;
  /** places in `control` */
  readonly slots: typeof SLOTS;
  readonly gradients: readonly [readonly Float32Array[], readonly Float32Array[]];
  readonly participants: number;
}

const SLOTS = {
  /** participants that have reached the current barrier */
  arrived: 0,
  /** barriers passed so far */
  barriers: 1,
  /** updates that were asked for */
  asked: 2,
  /** 1 = the training is over */
  over: 3,
} as const;

/** Thrown at a barrier when the training is over. */
export class TrainingOver extends Error {}

export function newSharedExchange(shards: number, parameters: number, participants: number): SharedExchange {
  const array = () => new Float32Array(new SharedArrayBuffer(4 * parameters));
  const set = () => Array.from({ length: shards }, array);
  return { control: new Int32Array(new SharedArrayBuffer(16)), slots: SLOTS, gradients: [set(), set()], participants };
}

/** Wakes all waiting threads; they throw {@link TrainingOver}. */
export function releaseAll({ control }: SharedExchange): void {
  Atomics.store(control, SLOTS.over, 1);
  Atomics.notify(control, SLOTS.barriers);
  Atomics.notify(control, SLOTS.asked);
}

/** Checks before a waiting thread sleeps: most waits are short. */
const SPINS = 2000;

export function joinExchange({ control, gradients, participants }: SharedExchange): Exchange {
  let turn: 0 | 1 = 0;
  return {
    gradients: () => gradients[turn],
    allGather() {
      const all = gradients[turn];
      turn = turn === 0 ? 1 : 0;
      const passed = Atomics.load(control, SLOTS.barriers);
      if (Atomics.add(control, SLOTS.arrived, 1) + 1 === participants) {
        Atomics.store(control, SLOTS.arrived, 0);
        Atomics.add(control, SLOTS.barriers, 1);
        Atomics.notify(control, SLOTS.barriers);
      } else waitWhile(control, SLOTS.barriers, (value) => value === passed);
      return all;
    },
  };
}

/** Blocks until update `update` is at most `workAhead` beyond what was asked for. */
export function waitUntilAsked({ control }: SharedExchange, update: number, workAhead: number): void {
  waitWhile(control, SLOTS.asked, (asked) => update > asked + workAhead);
}

function waitWhile(control: Int32Array, slot: number, mustWait: (value: number) => boolean): void {
  for (let spin = 0; ; spin++) {
    if (Atomics.load(control, SLOTS.over) === 1) throw new TrainingOver();
    const value = Atomics.load(control, slot);
    if (!mustWait(value)) return;
    if (spin >= SPINS) Atomics.wait(control, slot, value, 1000);
  }
}
