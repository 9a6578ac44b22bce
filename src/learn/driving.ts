/** How a training's cars drive: sums over the decisions of an update, for advice. */
import { END } from '../sim/episode.ts';
import type { DrivenSamples } from './rollout.ts';

/** Counts and sums over decisions; `ends` and what belongs to them by END. */
export interface Driving {
  readonly steps: number;
  /** with the front within 5 cm of an edge of the road */
  readonly edge: number;
  /** with a wheel off the road, and with the front in the middle half of it */
  readonly wheelsOff: number;
  readonly middle: number;
  /** slower than 0.3 m/s; of so many whose speed is known */
  readonly slow: number;
  readonly timed: number;
  /** what they earned */
  readonly edgeReward: number;
  readonly wheelsOffReward: number;
  readonly middleReward: number;
  /** the most frequent command of each update */
  readonly favourite: number;
  readonly favouriteSteeringDeg: number;
  readonly favouriteSpeed: number;
  /** episodes, what they earned, and how long they were, s */
  readonly ends: readonly number[];
  readonly endRewards: readonly number[];
  readonly endSeconds: readonly number[];
}

/** m */
const NEAR_EDGE = 0.05;
const MIDDLE = 0.15;
/** m/s */
const SLOW = 0.3;
/** A car at its start gathers speed, decisions. */
const GATHERING = 8;
const ENDS = Object.keys(END).length;
/** Of an episode's first rewarded decision, as DeepRacer counts. */
const FIRST_STEP = 2;

interface DrivingMonitor {
  /** Counts an update's samples. */
  note(driven: readonly DrivenSamples[]): Driving;
}

type Sums = { -readonly [Name in keyof Driving]: Driving[Name] extends number ? number : number[] };

function noSums(): Sums {
  const zeros = () => new Array<number>(ENDS).fill(0);
  return {
    steps: 0,
    edge: 0,
    wheelsOff: 0,
    middle: 0,
    slow: 0,
    timed: 0,
    edgeReward: 0,
    wheelsOffReward: 0,
    middleReward: 0,
    favourite: 0,
    favouriteSteeringDeg: 0,
    favouriteSpeed: 0,
    ends: zeros(),
    endRewards: zeros(),
    endSeconds: zeros(),
  };
}

/** Follows every car from one update to the next. */
export function newDrivingMonitor(): DrivingMonitor {
  /** by shard: each car's reward in its episode so far */
  const returns = new Map<number, Float64Array>();
  return {
    note(driven) {
      const sums = noSums();
      const commands = new Map<number, number>();
      for (const samples of driven) {
        const { shard, cars, rewards, trace, steeringDeg, speeds } = samples;
        // The reward of an episode that began before a resumed training is unknown.
        const earned =
          returns.get(shard) ?? Float64Array.from({ length: cars }, (_, car) => (trace.steps[car] > FIRST_STEP ? NaN : 0));
        returns.set(shard, earned);
        for (let i = 0; i < rewards.length; i++) {
          countPlace(sums, samples, i);
          if (i >= cars) countSpeed(sums, samples, i);
          const command = Math.round(100 * steeringDeg[i]) * 10_000 + Math.round(100 * speeds[i]);
          commands.set(command, (commands.get(command) ?? 0) + 1);
          const car = i % cars;
          earned[car] += rewards[i];
          const end = trace.ends[i];
          if (end === END.none) continue;
          if (!Number.isNaN(earned[car])) {
            sums.ends[end]++;
            sums.endRewards[end] += earned[car];
            sums.endSeconds[end] += trace.time[i];
          }
          earned[car] = 0;
        }
      }
      for (const [command, count] of commands) {
        if (count <= sums.favourite) continue;
        sums.favourite = count;
        const steering = Math.round(command / 10_000);
        sums.favouriteSteeringDeg = steering / 100;
        sums.favouriteSpeed = (command - 10_000 * steering) / 100;
      }
      return sums;
    },
  };
}

function countPlace(sums: Sums, { rewards, trace }: DrivenSamples, i: number): void {
  const toEdge = trace.toEdge[i];
  sums.steps++;
  if (Math.abs(toEdge) <= NEAR_EDGE) {
    sums.edge++;
    sums.edgeReward += rewards[i];
  } else if (toEdge > MIDDLE) {
    sums.middle++;
    sums.middleReward += rewards[i];
  }
  if (trace.onTrack[i] === 0) {
    sums.wheelsOff++;
    sums.wheelsOffReward += rewards[i];
  }
}

function countSpeed(sums: Sums, { cars, trace }: DrivenSamples, i: number): void {
  const before = i - cars;
  if (trace.steps[i] !== trace.steps[before] + 1 || trace.steps[i] <= GATHERING) return;
  const [dx, dy] = [trace.x[i] - trace.x[before], trace.y[i] - trace.y[before]];
  const most = SLOW * (trace.time[i] - trace.time[before]);
  sums.timed++;
  if (dx * dx + dy * dy < most * most) sums.slow++;
}

/** Of several updates together; null of none. The favourite command counts only while it stays the same. */
export function sumDriving(updates: readonly (Driving | null)[]): Driving | null {
  const known = updates.filter((update) => update !== null);
  if (known.length === 0) return null;
  const total = noSums();
  const last = known[known.length - 1];
  for (const update of known) {
    const isSame = update.favouriteSteeringDeg === last.favouriteSteeringDeg && update.favouriteSpeed === last.favouriteSpeed;
    for (const name of Object.keys(total) as (keyof Driving)[]) {
      const [sum, value] = [total[name], update[name]];
      if (Array.isArray(sum)) for (let end = 0; end < ENDS; end++) sum[end] += (value as readonly number[])[end];
      else if (name !== 'favourite' || isSame) (total[name] as number) += value as number;
    }
  }
  total.favouriteSteeringDeg = last.favouriteSteeringDeg;
  total.favouriteSpeed = last.favouriteSpeed;
  return total;
}
