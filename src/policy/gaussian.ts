/**
 * Independent normal distributions over a continuous action space: outputs are means of steering and speed
 * in −1..1 of their ranges, with a learned standard deviation each that does not depend on the observation
 * (DeepRacer's continuous head). Samples beyond the ranges are clipped when they become commands, not before.
 */
import { type ContinuousActionSpace, MAX_SPEED } from '../car/actions.ts';
import { exp } from '../math/exact.ts';
import { normal } from '../math/random.ts';
import { checkFinite } from './categorical.ts';
import type { Distribution } from './distribution.ts';

const SIZE = 2;
export const HALF_LOG_TWO_PI = 0.9189385332046728;
/** Keeps a deviation from vanishing or exploding (rl_coach: −20 to 3). */
export const MIN_LOG_STD = -20;
export const MAX_LOG_STD = 3;

export function gaussian({ steeringDeg: steeringRange, speed: speedRange }: ContinuousActionSpace): Distribution {
  return {
    outputs: SIZE,
    actionSize: SIZE,
    logStds: SIZE,

    sample(means, logStd, row, stream, actions) {
      let logProbability = 0;
      for (let k = 0; k < SIZE; k++) {
        const at = row * SIZE + k;
        const log = logStd[k];
        // Stored as float32: the log-probability is of the stored action.
        actions[at] = means[at] + exp(log) * normal(stream);
        const z = (actions[at] - means[at]) / exp(log);
        logProbability -= 0.5 * z * z + log + HALF_LOG_TWO_PI;
      }
      return logProbability;
    },

    greedy(means, row, actions) {
      for (let at = row * SIZE; at < (row + 1) * SIZE; at++) {
        checkFinite(means[at]);
        actions[at] = means[at];
      }
    },

    command(actions, row, steeringDeg, speed) {
      steeringDeg[row] = scaled(actions[row * SIZE], steeringRange.low, steeringRange.high);
      speed[row] = Math.min(MAX_SPEED, scaled(actions[row * SIZE + 1], speedRange.low, speedRange.high));
    },

    // With z = (a − μ)/σ: ∂log p/∂μ = z/σ, ∂log p/∂log σ = z² − 1, H = Σ log σ + ½ log 2πe.
    score(means, logStd, row, actions, out) {
      out.logProbability = 0;
      out.entropy = 0;
      for (let k = 0; k < SIZE; k++) {
        const at = row * SIZE + k;
        const log = logStd[k];
        const z = (actions[at] - means[at]) / exp(log);
        out.logProbability -= 0.5 * z * z + log + HALF_LOG_TWO_PI;
        out.entropy += log + 0.5 + HALF_LOG_TWO_PI;
        out.logProbabilityGradient[k] = z / exp(log);
        out.entropyGradient[k] = 0;
        out.logStdGradient[k] = z * z - 1;
      }
    },

    // Of 2 Σ (μ − a)²: whatever the deviations are, so that they do not decide how much imitation counts.
    imitationGradient(means, row, actions, gradient) {
      for (let k = 0; k < SIZE; k++) gradient[k] = 4 * (means[row * SIZE + k] - actions[row * SIZE + k]);
    },

    // Both have the same deviations: Σ ½ z² with z = (μ_q − μ_p)/σ.
    divergence(means, row, others, other, logStd, gradient) {
      let divergence = 0;
      for (let k = 0; k < SIZE; k++) {
        const deviation = exp(logStd[k]);
        const z = (others[other * SIZE + k] - means[row * SIZE + k]) / deviation;
        divergence += 0.5 * z * z;
        if (gradient) gradient[other * SIZE + k] = z / deviation;
      }
      return divergence;
    },
  };
}

/** Brings log-stds back into their bounds after a step. */
export function clampLogStds(logStds: Float32Array): void {
  for (let k = 0; k < logStds.length; k++) logStds[k] = Math.min(MAX_LOG_STD, Math.max(MIN_LOG_STD, logStds[k]));
}

function scaled(action: number, low: number, high: number): number {
  const part = (Math.min(1, Math.max(-1, action)) + 1) / 2;
  return low + part * (high - low);
}
