/** The categorical distribution over a discrete action space: outputs are logits, an action is its index. */
import type { DiscreteActionSpace } from '../car/actions.ts';
import { UserError } from '../math/error.ts';
import { exp, log } from '../math/exact.ts';
import { uniform } from '../math/random.ts';
import type { Distribution } from './distribution.ts';

export function categorical({ actions: commands }: DiscreteActionSpace): Distribution {
  const count = commands.length;
  const logP = new Float64Array(count);
  const logQ = new Float64Array(count);
  return {
    outputs: count,
    actionSize: 1,
    logStds: 0,

    sample(logits, _logStd, row, stream, actions) {
      logSoftmax(logits, row * count, count, logP);
      let left = uniform(stream);
      let action = 0;
      for (; action + 1 < count; action++) {
        left -= exp(logP[action]);
        if (left < 0) break;
      }
      actions[row] = action;
      return logP[action];
    },

    greedy(logits, row, actions) {
      const at = row * count;
      let best = 0;
      for (let k = 0; k < count; k++) {
        checkFinite(logits[at + k]);
        if (logits[at + k] > logits[at + best]) best = k;
      }
      actions[row] = best;
    },

    command(actions, row, steeringDeg, speed) {
      const command = commands[actions[row]];
      steeringDeg[row] = command.steeringDeg;
      speed[row] = command.speed;
    },

    // ∂log p(a)/∂logitⱼ = [j = a] − pⱼ, ∂H/∂logitⱼ = −pⱼ(log pⱼ + H).
    score(logits, _logStd, row, actions, out) {
      logSoftmax(logits, row * count, count, logP);
      let entropy = 0;
      for (let j = 0; j < count; j++) entropy -= exp(logP[j]) * logP[j];
      for (let j = 0; j < count; j++) {
        const p = exp(logP[j]);
        out.logProbabilityGradient[j] = (j === actions[row] ? 1 : 0) - p;
        out.entropyGradient[j] = -p * (logP[j] + entropy);
      }
      out.logProbability = logP[actions[row]];
      out.entropy = entropy;
    },

    // Of the cross-entropy −log p(a): pⱼ − [j = a].
    imitationGradient(logits, row, actions, gradient) {
      logSoftmax(logits, row * count, count, logP);
      for (let j = 0; j < count; j++) gradient[j] = exp(logP[j]) - (j === actions[row] ? 1 : 0);
    },

    // Σ pⱼ (log pⱼ − log qⱼ), whose gradient by q's logits is q − p.
    divergence(logits, row, others, other, _logStd, gradient) {
      logSoftmax(logits, row * count, count, logP);
      logSoftmax(others, other * count, count, logQ);
      let divergence = 0;
      for (let j = 0; j < count; j++) {
        const p = exp(logP[j]);
        divergence += p * (logP[j] - logQ[j]);
        if (gradient) gradient[other * count + j] = exp(logQ[j]) - p;
      }
      return divergence;
    },
  };
}

/** @throws UserError when a network's output is not a number */
export function checkFinite(output: number): void {
  if (Number.isFinite(output)) return;
  throw new UserError('the agent', 'its network', 'answers with numbers that are not finite', 'train it again');
}

/** Writes log-softmax of `count` logits from `at` on to `out` (from 0 on). */
export function logSoftmax(logits: Float32Array, at: number, count: number, out: Float64Array): void {
  let largest = logits[at];
  for (let k = 1; k < count; k++) if (logits[at + k] > largest) largest = logits[at + k];
  let sum = 0;
  for (let k = 0; k < count; k++) sum += exp(logits[at + k] - largest);
  const logSum = largest + log(sum);
  for (let k = 0; k < count; k++) out[k] = logits[at + k] - logSum;
}
