/**
 * How does a car answer? Its responses, measured as the real cars' were (by step, and by fitting a
 * lagged bicycle to an exploring drive), to stand beside the figures found in real logs.
 */
import { toRadians, wrapAngle } from '../math/angles.ts';
import { tan } from '../math/exact.ts';
import { integerBelow, randomStream, uniformIn } from '../math/random.ts';
import { type Car, newCar, TICK_SECONDS, tickCar } from './car.ts';
import { type CarSpec, DEEPRACER_V6 } from './spec.ts';

/** One figure of a car and the range that fits to real logs gave for it. */
export interface Target {
  readonly name: string;
  readonly unit: 's' | 'm' | '';
  readonly low: number;
  readonly high: number;
  readonly measured: number;
}

/** Relative error a car may have beside a target's range. */
export const TOLERANCE = 0.15;

export function isWithinTolerance({ low, high, measured }: Target): boolean {
  return measured >= low * (1 - TOLERANCE) && measured <= high * (1 + TOLERANCE);
}

/**
 * DeepRacer's simulated car of version 6 beside earlier fits of lags and a bicycle to its log. Where the car fitted to
 * whole logs lies outside, the bench says so; `--log` is the better comparison.
 */
export function calibrateV6(spec: CarSpec = DEEPRACER_V6): Target[] {
  const drive = exploringDrive(spec);
  const bicycle = fitBicycle(drive);
  return [
    { name: 'speed lag', unit: 's', low: 0.03, high: 0.06, measured: speedStep(spec).lag },
    { name: 'speed gain', unit: '', low: 1.05, high: 1.05, measured: speedGain(spec) },
    { name: 'steering lag', unit: 's', low: 0.15, high: 0.2, measured: bicycle.lag },
    { name: 'dead time', unit: 's', low: 0.02, high: 0.03, measured: spec.steeringDeadTicks * TICK_SECONDS },
    { name: 'dynamic wheelbase', unit: 'm', low: 0.25, high: 0.27, measured: bicycle.wheelbase },
    { name: 'held-steering wheelbase', unit: 'm', low: 0.35, high: 0.38, measured: heldWheelbase(drive) },
  ];
}

interface StepResponse {
  /** first-order lag, s */
  readonly lag: number;
}

/** The lag of a response, by the two-point method (Smith, 1972): 28 % and 63 % of the way. */
function stepResponse(response: readonly number[]): StepResponse {
  const from = response[0];
  const to = response[response.length - 1];
  const ticksTo = (part: number) => firstPassing(response, from + part * (to - from));
  return { lag: 1.5 * (ticksTo(0.632) - ticksTo(0.283)) * TICK_SECONDS };
}

/** Ticks until a rising response first passes `level`, linear in between. */
function firstPassing(response: readonly number[], level: number): number {
  const after = response.findIndex((value) => value >= level);
  return after - 1 + (level - response[after - 1]) / (response[after] - response[after - 1]);
}

function drive(car: Car, steeringDeg: number, speed: number, seconds: number, eachTick?: () => void): void {
  car.steeringCommandDeg = steeringDeg;
  car.speedCommand = speed;
  for (let tick = 0; tick < seconds / TICK_SECONDS; tick++) {
    tickCar(car);
    eachTick?.();
  }
}

function cruising(spec: CarSpec, steeringDeg: number, speed: number): Car {
  const car = newCar(spec);
  drive(car, steeringDeg, speed, 5);
  return car;
}

function speedOf({ body: { velocity } }: Car): number {
  return Math.sqrt(velocity.x * velocity.x + velocity.y * velocity.y);
}

/** From 1 to 2 m/s, wheels straight. */
function speedStep(spec: CarSpec): StepResponse {
  const car = cruising(spec, 0, 1);
  const response = [speedOf(car)];
  drive(car, 0, 2, 3, () => response.push(speedOf(car)));
  return stepResponse(response);
}

function speedGain(spec: CarSpec): number {
  return speedOf(cruising(spec, 0, 1.5)) / 1.5;
}

/** A drive as a log has it: one row a decision. */
interface DriveRow {
  /** before the command acts, radians and m/s */
  readonly yaw: number;
  readonly speed: number;
  readonly steeringDeg: number;
}

const TICKS_PER_ROW = 8;
const DRIVE_ROWS = 4000;

/** A learner's drive: half of the steering at its limits of 25 degrees, a new action most of the time. */
function exploringDrive(spec: CarSpec): DriveRow[] {
  const stream = randomStream(1, 'calibration');
  const car = newCar(spec);
  const rows: DriveRow[] = [];
  let steeringDeg = 0;
  let speed = 1;
  for (let row = 0; row < DRIVE_ROWS; row++) {
    if (integerBelow(stream, 3) > 0) {
      steeringDeg = Math.min(25, Math.max(-25, uniformIn(stream, -50, 50)));
      speed = uniformIn(stream, 1, 2);
    }
    rows.push({ yaw: car.pose.yaw, speed: speedOf(car), steeringDeg });
    drive(car, steeringDeg, speed, TICKS_PER_ROW * TICK_SECONDS);
  }
  return rows;
}

/**
 * The bicycle that best explains how a drive turned: dead time and lag of its steering by search,
 * its wheelbase by least squares. The fit that gave the targets: on the log of version 6 it finds
 * 0.033 s, 0.17 s and 0.27 m.
 */
function fitBicycle(rows: readonly DriveRow[]): { lag: number; wheelbase: number } {
  let best = { lag: 0, wheelbase: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (let deadTicks = 0; deadTicks < TICKS_PER_ROW; deadTicks++) {
    for (let lag = 0.05; lag <= 0.4; lag += 0.01) {
      const { wheelbase, error } = bicycleError(rows, deadTicks, lag);
      if (error >= least) continue;
      least = error;
      best = { lag, wheelbase };
    }
  }
  return best;
}

function bicycleError(rows: readonly DriveRow[], deadTicks: number, lag: number): { wheelbase: number; error: number } {
  let steering = 0;
  let command = 0;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i + 1 < rows.length; i++) {
    let meanTan = 0;
    for (let tick = 0; tick < TICKS_PER_ROW; tick++) {
      if (tick === deadTicks) command = toRadians(rows[i].steeringDeg);
      steering += (TICK_SECONDS / lag) * (command - steering);
      meanTan += tan(steering) / TICKS_PER_ROW;
    }
    const metres = ((rows[i].speed + rows[i + 1].speed) / 2) * TICKS_PER_ROW * TICK_SECONDS;
    const bent = meanTan * metres;
    const turned = wrapAngle(rows[i + 1].yaw - rows[i].yaw);
    xx += bent * bent;
    xy += bent * turned;
    yy += turned * turned;
  }
  return { wheelbase: xx / xy, error: yy - (xy * xy) / xx };
}

/** Rows for which a command must have stood, and the angle below which a row says little. */
const HELD_ROWS = 3;
const HELD_MIN_DEG = 8;

/** Median of v · tan(commanded angle) / yaw rate over the rows whose command has stood for a while, m. */
function heldWheelbase(rows: readonly DriveRow[]): number {
  const wheelbases: number[] = [];
  let held = 0;
  for (let i = 1; i + 1 < rows.length; i++) {
    const { steeringDeg, speed, yaw } = rows[i];
    held = Math.abs(steeringDeg - rows[i - 1].steeringDeg) < 3 ? held + 1 : 0;
    if (held < HELD_ROWS || Math.abs(steeringDeg) < HELD_MIN_DEG) continue;
    const yawRate = wrapAngle(rows[i + 1].yaw - yaw) / (TICKS_PER_ROW * TICK_SECONDS);
    wheelbases.push((speed * tan(toRadians(steeringDeg))) / yawRate);
  }
  wheelbases.sort((a, b) => a - b);
  return wheelbases[wheelbases.length >> 1];
}
