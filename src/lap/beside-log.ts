/** The simulated car beside logged ones: how hard both drive on the same commands, how both answer a step, how far the simulated one strays. */
import { newCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { clockOf, type LogClock, loggedPath } from './log-clock.ts';
import { driveCommands, type LoggedDrive, stepSpeeds, strayDistances } from './logged-drive.ts';
import { figuresOf, type MotionFigures, type MotionSample, motionOf, type Path, quantile } from './motion.ts';
import { episodesOf, STATUSES, type Trace } from './trace.ts';

/** One log, ready to be compared with. */
export interface CarLog {
  /** the clock that poses were read by and that the simulated car drives by */
  readonly clock: LogClock;
  readonly drives: readonly LoggedDrive[];
}

/** Mean speeds over successive decisions after a step of the commanded speed, m/s. */
interface StepResponse {
  /** the speed class that the car came from, and the commanded one, m/s: multiples of 0.5 */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly log: readonly number[];
  readonly simulated: readonly number[];
}

/** Medians over a log's stretches, m. */
interface Replay {
  readonly s05: number;
  readonly s1: number;
  readonly s2: number;
}

/** Its row is left out: the car still stands, and does nothing with the command. */
const PREPARE = STATUSES.indexOf('prepare');
/** Shorter episodes tell too little. */
const MIN_ROWS = 10;

/** @param frontPoint of the logged car, m ahead of its base */
export function carLog(trace: Trace, frontPoint: number): CarLog {
  const episodes = episodesOf(trace)
    .map((episode) => episode.filter((at) => trace.columns.status[at] !== PREPARE))
    .filter((episode) => episode.length >= MIN_ROWS);
  const clock = clockOf(trace, episodes, frontPoint);
  const drives = episodes.map((episode) => ({ trace, episode, path: loggedPath(trace, episode, frontPoint, clock) }));
  return { clock, drives };
}

/** By the log's own clock, or by the times written in its rows. */
export function logSamples({ drives }: CarLog, isStamped: boolean): MotionSample[] {
  return drives.flatMap((drive) => motionOf(isStamped ? withStamps(drive, drive.path) : drive.path));
}

/** The paths of the simulated car, driving each episode's commands from its start. */
export function simulatedPaths(spec: CarSpec, { drives }: CarLog): Path[] {
  return drives.map((drive) => driveCommands(spec, drive));
}

export function simulatedSamples({ drives }: CarLog, paths: readonly Path[], isStamped: boolean): MotionSample[] {
  return paths.flatMap((path, k) => motionOf(isStamped ? withStamps(drives[k], path) : path));
}

/** The same places at the times that the log's rows have. */
function withStamps({ trace, episode }: LoggedDrive, path: Path): Path {
  const { time } = loggedPath(trace, episode, 0, 'stamps');
  return { ...path, time };
}

/** Decisions in half a second, one and two. */
const REPLAY_ROWS = [8, 15, 30] as const;

/** Distances after half a second, one and two seconds, of all stretches, m. */
export function replayErrors(spec: CarSpec, logs: readonly CarLog[]): [number[], number[], number[]] {
  const errors: [number[], number[], number[]] = [[], [], []];
  for (const { drives } of logs) {
    for (const drive of drives) {
      for (const [k, rows] of REPLAY_ROWS.entries()) {
        for (const stretch of strayDistances(spec, drive, rows)) errors[k].push(stretch[rows - 1]);
      }
    }
  }
  return errors;
}

export function replayOf(spec: CarSpec, logs: readonly CarLog[]): Replay {
  const [s05, s1, s2] = replayErrors(spec, logs).map((errors) => quantile(errors, 0.5));
  return { s05, s1, s2 };
}

/** So long the new command must stand, decisions. */
const STEP_ROWS = 4;
/** The commanded speed changes by at least this much, and then stays as close, m/s. */
const MIN_STEP = 0.4;
const MAX_DRIFT = 0.15;
/** With fewer responses of a kind, their mean is not meaningful. */
const MIN_COUNT = 5;

/** All steps of a kind that the logs hold, both ways. */
export function stepResponses(spec: CarSpec, logs: readonly CarLog[], maxPerKind = Number.POSITIVE_INFINITY): StepResponse[] {
  const kinds = new Map<string, { from: number; to: number; count: number; log: number[]; simulated: number[] }>();
  const car = newCar(spec);
  for (const { drives } of logs) {
    for (const drive of drives) {
      for (const { start, from, to } of stepsOf(drive)) {
        const key = `${from} ${to}`;
        const none = () => Array<number>(STEP_ROWS).fill(0);
        const kind = kinds.get(key) ?? { from, to, count: 0, log: none(), simulated: none() };
        kinds.set(key, kind);
        if (kind.count >= maxPerKind) continue;
        const speeds = stepSpeeds(car, drive, start, STEP_ROWS);
        kind.count++;
        for (let k = 0; k < STEP_ROWS; k++) {
          kind.log[k] += speeds.log[k];
          kind.simulated[k] += speeds.simulated[k];
        }
      }
    }
  }
  return [...kinds.values()]
    .filter(({ count }) => count >= MIN_COUNT)
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map((kind) => ({
      ...kind,
      log: kind.log.map((sum) => sum / kind.count),
      simulated: kind.simulated.map((sum) => sum / kind.count),
    }));
}

interface Step {
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

function stepsOf({ trace: { columns }, episode, path }: LoggedDrive): Step[] {
  const steps: Step[] = [];
  for (let row = 3; row + STEP_ROWS < episode.length; row++) {
    const command = columns.speed[episode[row]];
    if (Math.abs(command - columns.speed[episode[row - 1]]) < MIN_STEP) continue;
    let isHeld = true;
    for (let k = 1; k < STEP_ROWS; k++) isHeld &&= Math.abs(columns.speed[episode[row + k]] - command) <= MAX_DRIFT;
    if (!isHeld) continue;
    // Over two decisions: a single one is noisy.
    const dx = path.x[row] - path.x[row - 2];
    const dy = path.y[row] - path.y[row - 2];
    const speed = Math.sqrt(dx * dx + dy * dy) / (path.time[row] - path.time[row - 2]);
    steps.push({ start: row, from: Math.round(2 * speed) / 2, to: Math.round(2 * command) / 2 });
  }
  return steps;
}

/** Mean difference per decision, m/s, every kind of step counting by the number of its steps. */
export function stepError(responses: readonly StepResponse[]): number {
  let sum = 0;
  let count = 0;
  for (const response of responses) {
    for (let k = 0; k < STEP_ROWS; k++)
      sum += (response.count * Math.abs(response.simulated[k] - response.log[k])) / STEP_ROWS;
    count += response.count;
  }
  return count > 0 ? sum / count : 0;
}

/** A log and the simulated car on its commands, side by side. */
export interface BesideLog {
  readonly clocks: readonly LogClock[];
  /** by the times in the log's rows, the same for both */
  readonly log: MotionFigures;
  readonly simulated: MotionFigures;
  /** by the clock that poses were read by */
  readonly byPoseClock: { readonly log: MotionFigures; readonly simulated: MotionFigures };
  readonly replay: Replay;
  readonly steps: readonly StepResponse[];
  /** m/s per decision */
  readonly stepError: number;
}

export function besideLogs(spec: CarSpec, logs: readonly CarLog[]): BesideLog {
  const paths = logs.map((log) => simulatedPaths(spec, log));
  const figures = (isStamped: boolean) => ({
    log: figuresOf(logs.flatMap((log) => logSamples(log, isStamped))),
    simulated: figuresOf(logs.flatMap((log, k) => simulatedSamples(log, paths[k], isStamped))),
  });
  const steps = stepResponses(spec, logs);
  return {
    clocks: logs.map(({ clock }) => clock),
    ...figures(true),
    byPoseClock: figures(false),
    replay: replayOf(spec, logs),
    steps,
    stepError: stepError(steps),
  };
}
