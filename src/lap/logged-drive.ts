/** The simulated car on a logged one's commands: how far does it stray, and how hard does it drive? */
import { type Car, movePose, newCar, placeCar, TICK_SECONDS, tickCar } from '../car/car.ts';
import type { CarSpec } from '../car/spec.ts';
import { cos, sin } from '../math/exact.ts';
import { distance } from '../math/vector.ts';
import { FIRST_STEP } from './logged-step.ts';
import { newPath, type Path } from './motion.ts';
import type { EpisodeSteps, Trace } from './trace.ts';

/** Rows driven alongside the log first, so that lags and speeds have settled. */
const WARM_UP_ROWS = 15;

/** A logged episode: its commands, and where its base was by the log's clock. */
export interface LoggedDrive {
  readonly trace: Trace;
  readonly episode: EpisodeSteps;
  readonly path: Path;
}

/** Drives row by row, as long as the log's clock says. The clock's rest below a tick is carried over. */
function driveRow(car: Car, { trace: { columns }, episode, path }: LoggedDrive, row: number): void {
  car.steeringCommandDeg = columns.steeringDeg[episode[row]];
  car.speedCommand = columns.speed[episode[row]];
  const ticks = tickAt(path, row + 1) - tickAt(path, row);
  for (let tick = 0; tick < ticks; tick++) tickCar(car);
}

function tickAt(path: Path, row: number): number {
  return Math.round(path.time[row] / TICK_SECONDS);
}

/** Drives rows `first` to `start` held to the logged poses, with the motion that the commands give it, then lets go. */
function warmUp(car: Car, drive: LoggedDrive, first: number, start: number): void {
  const { path } = drive;
  placeCar(car, path.x[first], path.y[first], path.yaw[first]);
  for (let row = first; row <= start; row++) {
    movePose(car, path.x[row], path.y[row], path.yaw[row]);
    if (row < start) driveRow(car, drive, row);
  }
}

/** The simulated car let go at `start`: its base's distances from the logged one after each of `rows` further decisions, m. */
function strayFrom(car: Car, drive: LoggedDrive, start: number, rows: number): Float64Array {
  warmUp(car, drive, start - WARM_UP_ROWS, start);
  const { frontPoint } = car.spec.shape;
  const { path } = drive;
  const errors = new Float64Array(rows);
  for (let k = 0; k < rows; k++) {
    driveRow(car, drive, start + k);
    const { pose } = car;
    const row = start + k + 1;
    errors[k] = distance(
      pose.x + frontPoint * pose.cosYaw,
      pose.y + frontPoint * pose.sinYaw,
      path.x[row] + frontPoint * cos(path.yaw[row]),
      path.y[row] + frontPoint * sin(path.yaw[row]),
    );
  }
  return errors;
}

/**
 * Position errors of the front point, m: one array per stretch, one number per decision. A stretch begins every
 * `rows` decisions, with the car put where the logged one was, in the motion that the same commands gave it in the
 * second before.
 */
export function strayDistances(spec: CarSpec, drive: LoggedDrive, rows: number): Float64Array[] {
  const car = newCar(spec);
  const errors: Float64Array[] = [];
  for (let start = WARM_UP_ROWS; start + rows < drive.episode.length; start += rows) {
    errors.push(strayFrom(car, drive, start, rows));
  }
  return errors;
}

/** The simulated car from the episode's start, alone with its commands to the end; at the log's times. */
export function driveCommands(spec: CarSpec, drive: LoggedDrive): Path {
  const { path, episode } = drive;
  const car = newCar(spec);
  placeCar(car, path.x[0], path.y[0], path.yaw[0]);
  giveSpeed(car, startSpeed(drive));
  const simulated = newPath(episode.length);
  for (let row = 0; row < episode.length; row++) {
    simulated.time[row] = path.time[row];
    simulated.x[row] = car.pose.x;
    simulated.y[row] = car.pose.y;
    simulated.yaw[row] = car.pose.yaw;
    if (row + 1 < episode.length) driveRow(car, drive, row);
  }
  return simulated;
}

function startSpeed({ trace, episode, path: { x, y, time } }: LoggedDrive): number {
  // Episodes begin standing. A log may begin in the middle of one.
  if (trace.columns.steps[episode[0]] <= FIRST_STEP) return 0;
  return distance(x[0], y[0], x[1], y[1]) / (time[1] - time[0]);
}

/** Straight ahead, with the command that keeps it. */
function giveSpeed(car: Car, speed: number): void {
  car.body.velocity.set(speed * car.pose.cosYaw, speed * car.pose.sinYaw, 0);
  car.speedCommand = speed / car.spec.speedGain;
  car.wheelSpeed = speed;
  for (let i = 1; i < car.pending.length; i += 2) car.pending[i] = car.speedCommand;
}

/** Speed of the base over each decision from `start` on, m/s: of the log, and of the simulated car let go there. */
export function stepSpeeds(car: Car, drive: LoggedDrive, start: number, rows: number): { log: number[]; simulated: number[] } {
  const { path } = drive;
  warmUp(car, drive, Math.max(0, start - WARM_UP_ROWS), start);
  const log: number[] = [];
  const simulated: number[] = [];
  for (let row = start; row < start + rows; row++) {
    const { x, y } = car.pose;
    driveRow(car, drive, row);
    const seconds = path.time[row + 1] - path.time[row];
    const ticks = Math.max(1, tickAt(path, row + 1) - tickAt(path, row));
    log.push(distance(path.x[row], path.y[row], path.x[row + 1], path.y[row + 1]) / seconds);
    simulated.push(distance(x, y, car.pose.x, car.pose.y) / (ticks * TICK_SECONDS));
  }
  return { log, simulated };
}
