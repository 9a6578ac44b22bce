/**
 * What a policy head's outputs mean: a distribution over the actions of an action space.
 * Actions are rows of {@link Distribution.actionSize} numbers; outputs are rows of {@link Distribution.outputs}.
 */
import type { RandomStream } from '../math/random.ts';

export interface Distribution {
  /** of the policy head, per sample */
  readonly outputs: number;
  /** numbers that say which action */
  readonly actionSize: number;
  /** learned numbers beside the head's, the same for every sample: logarithms of standard deviations */
  readonly logStds: number;
  /** Draws an action from row `row` of the outputs into row `row` of `actions`; returns its log-probability. */
  sample(outputs: Float32Array, logStd: Float32Array, row: number, stream: RandomStream, actions: Float32Array): number;
  /** Writes the most likely action. @throws UserError when the outputs are not numbers */
  greedy(outputs: Float32Array, row: number, actions: Float32Array): void;
  /** Writes the command that an action stands for. */
  command(actions: Float32Array, row: number, steeringDeg: Float64Array, speed: Float64Array): void;
  /**
   * What the loss needs of row `row`, into `score`: log-probability of the action, entropy, and their
   * gradients with respect to the outputs and the log-stds.
   */
  score(outputs: Float32Array, logStd: Float32Array, row: number, actions: Float32Array, score: Score): void;
  /** Writes the gradient by the outputs of what not acting like row `row` of `actions` costs, to `gradient`. */
  imitationGradient(outputs: Float32Array, row: number, actions: Float32Array, gradient: Float64Array): void;
  /**
   * Kullback–Leibler divergence KL(p ‖ q) in nats, p of row `row` of `outputs`, q of row `other` of `others`.
   * @param gradient by the outputs of q, written to row `other`
   */
  divergence(
    outputs: Float32Array,
    row: number,
    others: Float32Array,
    other: number,
    logStd: Float32Array,
    gradient?: Float32Array,
  ): number;
}

interface Score {
  logProbability: number;
  entropy: number;
  /** by output */
  readonly logProbabilityGradient: Float64Array;
  readonly entropyGradient: Float64Array;
  /** by log-std; the entropy's gradient is 1 for each */
  readonly logStdGradient: Float64Array;
}

export function newScore({ outputs, logStds }: Pick<Distribution, 'outputs' | 'logStds'>): Score {
  return {
    logProbability: 0,
    entropy: 0,
    logProbabilityGradient: new Float64Array(outputs),
    entropyGradient: new Float64Array(outputs),
    logStdGradient: new Float64Array(logStds),
  };
}
