/** Which constants make the simulated car drive as the logged one did? A fit without derivatives; equal logs give equal constants. */
import type { CarSpec } from '../car/spec.ts';
import { exp, log } from '../math/exact.ts';
import { type Minimum, nelderMead } from '../math/nelder-mead.ts';
import {
  type CarLog,
  logSamples,
  replayErrors,
  simulatedPaths,
  simulatedSamples,
  stepError,
  stepResponses,
} from './beside-log.ts';
import { figuresOf, type MotionFigures } from './motion.ts';

/** The constants of a car that a fit may change. */
export const FITTED = [
  'steeringLag',
  'steeringGain',
  'steeringPull',
  'speedLag',
  'brakingLag',
  'speedGain',
  'maxAcceleration',
  'maxBraking',
  'frontStiffness',
  'rearStiffness',
  'frontGrip',
  'rearGrip',
  'alongStiffness',
] as const satisfies readonly (keyof CarSpec)[];
export type FittedConstant = (typeof FITTED)[number];

/** What the fit makes small: 1 in each part is the most that a good car may have. */
interface FitError {
  /** of `weights`, the sum */
  readonly total: number;
  /** straying after 0.5, 1 and 2 s beside 0.05, 0.1 and 0.25 m; the farthest quarter of the stretches left out */
  readonly replay: number;
  /** lateral, braking and acceleration by class of speed: root mean square of the relative differences, beside 7 % */
  readonly figures: number;
  /** speeds over the decisions after a step, beside 0.08 m/s */
  readonly steps: number;
  /** share of sliding, 1 = a factor of two */
  readonly sliding: number;
}

const WEIGHTS = { replay: 2, figures: 1, steps: 0.5, sliding: 0.25 };
const REPLAY_SCALES = [0.05, 0.1, 0.25];
const REPLAY_PART = 0.75;
const FIGURE_SCALE = 0.07;
const STEP_SCALE = 0.08;
/** From this many samples on a class counts in full. */
const FULL_SAMPLES = 200;
/** Added to both shares, so that none beside little is no infinite factor. */
const SLIDING_FLOOR = 0.005;
/** Added to both figures' sizes, m/s²: small ones are noise. */
const FIGURE_FLOOR = 0.3;
/** Steps of one kind beyond these say nothing new. */
const MAX_STEPS = 60;

/** The error of a car beside logs whose own figures are worked out once. */
export function fitErrorOf(logs: readonly CarLog[]): (spec: CarSpec) => FitError {
  const views = [true, false].map((isStamped) => ({
    isStamped,
    real: figuresOf(logs.flatMap((log) => logSamples(log, isStamped))),
  }));
  return (spec) => {
    const paths = logs.map((log) => simulatedPaths(spec, log));
    let figures = 0;
    let sliding = 0;
    for (const { isStamped, real } of views) {
      const simulated = figuresOf(logs.flatMap((log, k) => simulatedSamples(log, paths[k], isStamped)));
      figures += figureError(real, simulated) / views.length;
      const ratio = (simulated.slidingShare + SLIDING_FLOOR) / (real.slidingShare + SLIDING_FLOOR);
      sliding += Math.abs(log(ratio)) / LOG_2 / views.length;
    }
    const replay = replayError(replayErrors(spec, logs));
    const steps = stepError(stepResponses(spec, logs, MAX_STEPS)) / STEP_SCALE;
    const total = WEIGHTS.replay * replay + WEIGHTS.figures * figures + WEIGHTS.steps * steps + WEIGHTS.sliding * sliding;
    return { total, replay, figures, steps, sliding };
  };
}

const LOG_2 = log(2);

function replayError(errors: readonly number[][]): number {
  let sum = 0;
  errors.forEach((distances, k) => {
    const nearest = [...distances].sort((a, b) => a - b).slice(0, Math.ceil(REPLAY_PART * distances.length));
    sum += nearest.reduce((total, metres) => total + metres, 0) / nearest.length / REPLAY_SCALES[k];
  });
  return sum / errors.length;
}

function figureError(real: MotionFigures, simulated: MotionFigures): number {
  let sum = 0;
  let weights = 0;
  for (const log of real.bySpeed) {
    const driven = simulated.bySpeed.find(({ from }) => from === log.from);
    const weight = Math.min(1, log.samples / FULL_SAMPLES);
    for (const figure of ['lateralP99', 'brakingP1', 'accelerationP99'] as const) {
      const size = (value: number) => Math.max(0, figure === 'brakingP1' ? -value : value) + FIGURE_FLOOR;
      // A speed class that the simulated car never reaches counts as entirely wrong.
      const difference = driven ? size(driven[figure]) / size(log[figure]) - 1 : 1;
      sum += (weight * difference * difference) / (FIGURE_SCALE * FIGURE_SCALE);
      weights += weight;
    }
  }
  return weights > 0 ? Math.sqrt(sum / weights) : 0;
}

interface CarFit {
  readonly spec: CarSpec;
  readonly error: FitError;
  readonly evaluations: number;
  /** for each constant, the part of it by which it may change alone until the error grows by 2 % */
  readonly uncertainty: Readonly<Partial<Record<FittedConstant, number>>>;
}

/** First change of each constant, as a part of it. */
const FIRST_STEP = 0.15;
const GROWTH = 0.02;
const PROBE = 0.05;

/** Changes the named constants of `spec` until its error is least. */
export function fitCar(
  spec: CarSpec,
  constants: readonly FittedConstant[],
  logs: readonly CarLog[],
  evaluations: number,
  onEvaluated: (error: FitError, evaluation: number) => void = () => {},
): CarFit {
  const errorOf = fitErrorOf(logs);
  // In logarithms, so that no constant becomes negative.
  const specAt = (at: ArrayLike<number>): CarSpec => ({
    ...spec,
    ...Object.fromEntries(constants.map((name, k) => [name, spec[name] * exp(at[k])])),
  });
  let least = Number.POSITIVE_INFINITY;
  let evaluation = 0;
  const valueAt = (at: Float64Array) => {
    const error = errorOf(specAt(at));
    evaluation++;
    if (error.total < least) {
      least = error.total;
      onEvaluated(error, evaluation);
    }
    return error.total;
  };
  const start = new Float64Array(constants.length);
  const found: Minimum = nelderMead(
    valueAt,
    start,
    start.map(() => FIRST_STEP),
    evaluations,
  );
  const uncertainty = Object.fromEntries(
    constants.map((name, k) => {
      const moved = [-PROBE, PROBE].map((by) => valueAt(found.at.map((x, i) => (i === k ? x + by : x))) - found.value);
      const growth = Math.max(0, (moved[0] + moved[1]) / 2);
      return [name, PROBE * Math.sqrt((GROWTH * found.value) / Math.max(growth, 1e-9))];
    }),
  );
  const fitted = specAt(found.at);
  return { spec: fitted, error: errorOf(fitted), evaluations: evaluation, uncertainty };
}
