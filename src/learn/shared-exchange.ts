/**
 * An exchange in shared memory, for threads that may block. Two sets of gradient arrays take turns: while
 * one step's are read, the next step's are written; nobody can get two steps ahead, because every
 * step has a meeting.
 */
import type { Exchange } from './learner.ts';

/** Passed to every thread as it is. */
export interface SharedExchange {
  readonly control: Int32Array;
  /** places in `control` */
  readonly slots: typeof SLOTS;
  readonly gradients: readonly [readonly Float32Array[], readonly Float32Array[]];
  readonly participants: number;
}

const SLOTS = {
  /** participants that have arrived at the meeting under way */
  arrived: 0,
  /** meetings held */
  meetings: 1,
  /** updates that were asked for */
  asked: 2,
  /** 1 = everybody go home */
  over: 3,
} as const;

/** A meeting was called off because the training is over. */
export class TrainingOver extends Error {}

export function newSharedExchange(shards: number, parameters: number, participants: number): SharedExchange {
  const array = () => new Float32Array(new SharedArrayBuffer(4 * parameters));
  const set = () => Array.from({ length: shards }, array);
  return { control: new Int32Array(new SharedArrayBuffer(16)), slots: SLOTS, gradients: [set(), set()], participants };
}

/** Wakes everybody who waits; they leave with {@link TrainingOver}. */
export function releaseAll({ control }: SharedExchange): void {
  Atomics.store(control, SLOTS.over, 1);
  Atomics.notify(control, SLOTS.meetings);
  Atomics.notify(control, SLOTS.asked);
}

/** A glance this many times before a thread goes to sleep: most meetings are short. */
const GLANCES = 2000;

export function joinExchange({ control, gradients, participants }: SharedExchange): Exchange {
  let turn: 0 | 1 = 0;
  return {
    gradients: () => gradients[turn],
    meet() {
      const all = gradients[turn];
      turn = turn === 0 ? 1 : 0;
      const meeting = Atomics.load(control, SLOTS.meetings);
      if (Atomics.add(control, SLOTS.arrived, 1) + 1 === participants) {
        Atomics.store(control, SLOTS.arrived, 0);
        Atomics.add(control, SLOTS.meetings, 1);
        Atomics.notify(control, SLOTS.meetings);
      } else waitWhile(control, SLOTS.meetings, (held) => held === meeting);
      return all;
    },
  };
}

/** Blocks until update `update` is at most `workAhead` beyond what was asked for. */
export function waitUntilAsked({ control }: SharedExchange, update: number, workAhead: number): void {
  waitWhile(control, SLOTS.asked, (asked) => update > asked + workAhead);
}

function waitWhile(control: Int32Array, slot: number, mustWait: (value: number) => boolean): void {
  for (let glance = 0; ; glance++) {
    if (Atomics.load(control, SLOTS.over) === 1) throw new TrainingOver();
    const value = Atomics.load(control, slot);
    if (!mustWait(value)) return;
    if (glance >= GLANCES) Atomics.wait(control, slot, value, 1000);
  }
}
