/** What a live policy answers: the outputs that files of it must give. */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { newDriver } from '../policy/driver.ts';
import type { Policy } from '../policy/policy.ts';

/** Frames that are answered at once. */
const BATCH = 100;

/**
 * What a policy answers to given frames: probabilities, or means. The back end must be started.
 * @param frames greys of the camera's size, one frame after the other
 */
export function liveOutputs(policy: Policy, frames: Uint8Array): Float64Array {
  const frameSize = DEEPRACER_CAMERA.width * DEEPRACER_CAMERA.height;
  const count = frames.length / frameSize;
  const units = policy.network.policy.head.outputs;
  const outputs = new Float64Array(count * units);
  const driver = newDriver(policy, DEEPRACER_CAMERA);
  try {
    for (let from = 0; from < count; from += BATCH) {
      const batch = Math.min(BATCH, count - from);
      const raw = driver.outputs(frames, from * frameSize, batch);
      for (let i = 0; i < batch; i++) {
        const answer = raw.subarray(i * units, (i + 1) * units);
        outputs.set(policy.actionSpace.kind === 'discrete' ? softmax(answer) : answer, (from + i) * units);
      }
    }
  } finally {
    driver.dispose();
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
