/**
 * How hard does a car corner, brake and accelerate? One estimator for logged cars and simulated ones.
 *
 * A cubic is fitted to the base's path over seven decisions; its derivatives at the middle one are the velocity and the
 * acceleration there. The figures are percentiles by class of speed, so that logs of different drives can be compared.
 */

import { toDegrees, wrapAngle } from '../math/angles.ts';
import { atan2, cos, sin } from '../math/exact.ts';

/** The base of a car at successive decisions: s, m, m, radians. */
export interface Path {
  readonly time: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly yaw: Float64Array;
}

/** The motion in the middle of a window of decisions. */
export interface MotionSample {
  /** the decision, counted in its path */
  readonly at: number;
  /** m/s */
  readonly speed: number;
  /** m/s², + = to the left of the motion */
  readonly lateral: number;
  /** m/s², along the motion, − = braking */
  readonly along: number;
  /** from the heading to the motion, degrees */
  readonly slipDeg: number;
  /** largest distance of a decision of the window from the fitted cubic, m */
  readonly residual: number;
}

const WINDOW = 7;
const MIDDLE = WINDOW >> 1;
/** A decision closer than this to the one before is left out, s. */
const MIN_GAP = 0.03;
/** How long a window may be, s. */
const MIN_SPAN = 0.33;
const MAX_SPAN = 0.5;
/** A window is left out when a decision lies further from its cubic, m. */
const MAX_RESIDUAL = 0.03;
/** Below this the direction of motion says nothing, m/s. */
const MIN_SPEED = 0.3;
/** More than this between heading and motion is sliding, degrees. */
const SLIDING_DEG = 12;

export function newPath(length: number): Path {
  const column = () => new Float64Array(length);
  return { time: column(), x: column(), y: column(), yaw: column() };
}

/** Samples of one drive, in order. @param maxResidual m; windows that fit worse are left out */
export function motionOf(path: Path, maxResidual = MAX_RESIDUAL): MotionSample[] {
  const rows = spacedRows(path.time);
  const samples: MotionSample[] = [];
  for (let first = 0; first + WINDOW <= rows.length; first++) {
    const span = path.time[rows[first + WINDOW - 1]] - path.time[rows[first]];
    if (span < MIN_SPAN || span > MAX_SPAN) continue;
    const sample = sampleOf(path, rows, first);
    if (sample.residual < maxResidual && sample.speed >= MIN_SPEED) samples.push(sample);
  }
  return samples;
}

function spacedRows(time: Float64Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if (rows.length === 0 || time[row] - time[rows[rows.length - 1]] >= MIN_GAP) rows.push(row);
  }
  return rows;
}

function sampleOf(path: Path, rows: readonly number[], first: number): MotionSample {
  const at = rows[first + MIDDLE];
  const times: number[] = [];
  const xs: number[] = [];
  const ys: number[] = [];
  for (let k = 0; k < WINDOW; k++) {
    const row = rows[first + k];
    times.push(path.time[row] - path.time[at]);
    xs.push(path.x[row] - path.x[at]);
    ys.push(path.y[row] - path.y[at]);
  }
  const [cx, cy] = fitCubics(times, xs, ys);
  let residual = 0;
  for (let k = 0; k < WINDOW; k++) {
    const dx = cubicAt(cx, times[k]) - xs[k];
    const dy = cubicAt(cy, times[k]) - ys[k];
    residual = Math.max(residual, Math.sqrt(dx * dx + dy * dy));
  }
  const [vx, vy, ax, ay] = [cx[1], cy[1], 2 * cx[2], 2 * cy[2]];
  const speed = Math.sqrt(vx * vx + vy * vy);
  return {
    at,
    speed,
    lateral: (vx * ay - vy * ax) / speed,
    along: (vx * ax + vy * ay) / speed,
    slipDeg: toDegrees(wrapAngle(atan2(vy, vx) - path.yaw[at])),
    residual,
  };
}

function cubicAt(c: Float64Array, t: number): number {
  return c[0] + t * (c[1] + t * (c[2] + t * c[3]));
}

/** Scales the powers of time in the normal equations to about 1, s. */
const TIME_SCALE = 0.2;

/** Least-squares cubics through (t, x) and (t, y): coefficients of 1, t, t², t³. */
function fitCubics(times: readonly number[], xs: readonly number[], ys: readonly number[]): [Float64Array, Float64Array] {
  const sums = new Float64Array(7);
  const x = new Float64Array(4);
  const y = new Float64Array(4);
  times.forEach((time, k) => {
    let power = 1;
    for (let n = 0; n < 7; n++) {
      sums[n] += power;
      if (n < 4) {
        x[n] += power * xs[k];
        y[n] += power * ys[k];
      }
      power *= time / TIME_SCALE;
    }
  });
  const rows = [0, 1, 2, 3].map((n) => Float64Array.of(sums[n], sums[n + 1], sums[n + 2], sums[n + 3], x[n], y[n]));
  for (let n = 0; n < 4; n++) {
    // The matrix is positive definite: no pivots are needed.
    for (let m = 0; m < 4; m++) {
      if (m === n) continue;
      const factor = rows[m][n] / rows[n][n];
      for (let k = n; k < 6; k++) rows[m][k] -= factor * rows[n][k];
    }
  }
  let scale = 1;
  for (let n = 0; n < 4; n++) {
    x[n] = rows[n][4] / rows[n][n] / scale;
    y[n] = rows[n][5] / rows[n][n] / scale;
    scale *= TIME_SCALE;
  }
  return [x, y];
}

/** One class of speed: from ≤ speed < to, m/s; the figures in m/s². */
export interface SpeedClass {
  readonly from: number;
  readonly to: number;
  /** those that do not slide: the figures are theirs */
  readonly samples: number;
  /** 99th percentile of the lateral acceleration's size */
  readonly lateralP99: number;
  /** 1st percentile of the acceleration along the motion */
  readonly brakingP1: number;
  /** 99th percentile of it */
  readonly accelerationP99: number;
}

export interface MotionFigures {
  readonly bySpeed: readonly SpeedClass[];
  /** of all samples in these classes, sliding ones included */
  readonly slidingShare: number;
}

const CLASS_WIDTH = 0.5;
const FIRST_CLASS = 0.5;
/** Fewer samples than this have no 99th percentile worth the name. */
const MIN_SAMPLES = 20;

export function figuresOf(samples: readonly MotionSample[]): MotionFigures {
  const classes = new Map<number, MotionSample[]>();
  let moving = 0;
  let sliding = 0;
  for (const sample of samples) {
    if (sample.speed < FIRST_CLASS) continue;
    moving++;
    if (Math.abs(sample.slipDeg) > SLIDING_DEG) {
      sliding++;
      continue;
    }
    const index = Math.floor(sample.speed / CLASS_WIDTH);
    const known = classes.get(index);
    if (known) known.push(sample);
    else classes.set(index, [sample]);
  }
  const bySpeed = [...classes]
    .filter(([, members]) => members.length >= MIN_SAMPLES)
    .sort(([a], [b]) => a - b)
    .map(([index, members]) => ({
      from: index * CLASS_WIDTH,
      to: (index + 1) * CLASS_WIDTH,
      samples: members.length,
      lateralP99: quantile(
        members.map(({ lateral }) => Math.abs(lateral)),
        0.99,
      ),
      brakingP1: quantile(
        members.map(({ along }) => along),
        0.01,
      ),
      accelerationP99: quantile(
        members.map(({ along }) => along),
        0.99,
      ),
    }));
  return { bySpeed, slidingShare: moving > 0 ? sliding / moving : 0 };
}

/** Linear between the sorted values; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** The base `frontPoint` metres behind a logged point. */
export function baseBehind(x: number, y: number, yaw: number, frontPoint: number): { x: number; y: number } {
  return { x: x - frontPoint * cos(yaw), y: y - frontPoint * sin(yaw) };
}
