/** The categorical distribution over a discrete action space, from rows of logits. */
import { UserError } from '../math/error.ts';
import { exp, log } from '../math/exact.ts';
import { type RandomStream, uniform } from '../math/random.ts';

/** Writes log-softmax of `count` logits from `at` on to `out` (from 0 on). */
export function logSoftmax(logits: Float32Array, at: number, count: number, out: Float64Array): void {
  let largest = logits[at];
  for (let k = 1; k < count; k++) if (logits[at + k] > largest) largest = logits[at + k];
  let sum = 0;
  for (let k = 0; k < count; k++) sum += exp(logits[at + k] - largest);
  const logSum = largest + log(sum);
  for (let k = 0; k < count; k++) out[k] = logits[at + k] - logSum;
}

/** Draws an action, given the log-probabilities of all `count`. */
export function sampleAction(logProbabilities: Float64Array, count: number, stream: RandomStream): number {
  let left = uniform(stream);
  for (let k = 0; k + 1 < count; k++) {
    left -= exp(logProbabilities[k]);
    if (left < 0) return k;
  }
  return count - 1;
}

/** The most likely action of a row of logits; the first of several. @throws UserError when they are not numbers */
export function greedyAction(logits: Float32Array, at: number, count: number): number {
  let best = 0;
  for (let k = 0; k < count; k++) {
    if (!Number.isFinite(logits[at + k])) {
      throw new UserError('the agent', 'its network', 'answers with numbers that are not finite', 'train it again');
    }
    if (logits[at + k] > logits[at + best]) best = k;
  }
  return best;
}
