/** What a live policy answers: the outputs that files of it must give. */
import * as tf from '@tensorflow/tfjs-core';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { observe } from '../policy/architecture.ts';
import { disposeWeights, forwardPolicy, uploadWeights } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';

/** Frames that are answered at once. */
const BATCH = 100;

/**
 * What a policy answers to given frames: probabilities, or means. The back end must be started.
 * @param frames greys of the camera's size, one frame after the other
 */
export function liveOutputs({ network, actionSpace }: Policy, frames: Uint8Array): Float64Array {
  const { height, width, size } = network.input;
  const { width: columns, height: rows } = DEEPRACER_CAMERA;
  const count = frames.length / (columns * rows);
  const units = network.policy.head.outputs;
  const outputs = new Float64Array(count * units);
  const weights = uploadWeights(network);
  try {
    for (let from = 0; from < count; from += BATCH) {
      const batch = Math.min(BATCH, count - from);
      const observations = new Float32Array(batch * size);
      for (let i = 0; i < batch; i++) {
        observe(network.architecture, DEEPRACER_CAMERA, frames, (from + i) * columns * rows, observations, i * size);
      }
      const raw = tf.tidy(() => {
        const input = tf.tensor4d(observations, [batch, height, width, 1]);
        return forwardPolicy(network, weights, input).dataSync() as Float32Array;
      });
      for (let i = 0; i < batch; i++) {
        const answer = raw.subarray(i * units, (i + 1) * units);
        outputs.set(actionSpace.kind === 'discrete' ? softmax(answer) : answer, (from + i) * units);
      }
    }
  } finally {
    disposeWeights(weights);
  }
  return outputs;
}

function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
