/** Frames to try policies with, from the simulator's own camera. */
import * as tf from '@tensorflow/tfjs-core';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { randomStream, uniformIn } from '../math/random.ts';
import { observe } from '../policy/architecture.ts';
import { disposeWeights, forwardPolicy, uploadWeights } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';
import { advance, newEnvironment } from '../sim/environment.ts';
import { RANDOMISATIONS } from '../sim/randomisation.ts';
import type { Track } from '../track/track.ts';

/** Cars that drive at once while frames are recorded, and how they do. */
const CARS = 20;
const STEERING_DEG = 25;
const SLOWEST = 0.5;
const FASTEST = 2;
/** Frames that are answered at once. */
const BATCH = 100;

/** What cars see at their starts on a course. */
export function startFrames(track: Track, count: number, seed: number): Uint8Array {
  return newEnvironment({ tracks: [track], cars: count, seed, start: 'random' }).frames;
}

/**
 * What cars see that wander about a course, each in another light.
 * @param count of frames, a multiple of 20
 * @returns greys, one picture after the other
 */
export function recordFrames(track: Track, count: number, seed: number): Uint8Array {
  // Worn tape would need a picture of the course for each degree of it.
  const randomisation = { ...RANDOMISATIONS.light, wear: 0 };
  const environment = newEnvironment({ tracks: [track], cars: CARS, seed, start: 'random', randomisation });
  const { frames: seen } = environment;
  const stream = randomStream(seed, 'frames');
  const steeringDeg = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  const frames = new Uint8Array((count / CARS) * seen.length);
  for (let at = 0; at < frames.length; at += seen.length) {
    frames.set(seen, at);
    for (let car = 0; car < CARS; car++) {
      steeringDeg[car] = uniformIn(stream, -STEERING_DEG, STEERING_DEG);
      speed[car] = uniformIn(stream, SLOWEST, FASTEST);
    }
    advance(environment, steeringDeg, speed);
  }
  return frames;
}

/**
 * What a policy answers to given frames: probabilities, or means. The back end must be started.
 * @param frames greys of the camera's size, one picture after the other
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
