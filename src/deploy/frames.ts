/** Frames to try policies with, from the simulator's own camera. */
import * as tf from '@tensorflow/tfjs-core';
import { observe } from '../policy/architecture.ts';
import { distributionOf } from '../policy/distributions.ts';
import { disposeWeights, forwardPolicy, uploadWeights } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';
import { advance, newEnvironment } from '../sim/environment.ts';
import { RANDOMISATIONS } from '../sim/randomisation.ts';
import type { Track } from '../track/track.ts';

/** Cars that drive at once while frames are recorded. */
const CARS = 10;

export interface RecordedFrames {
  /** greys, one picture after the other */
  readonly frames: Uint8Array;
  /** what the policy answers: probabilities of its actions, or means of steering and speed in −1..1 of their ranges */
  readonly outputs: Float64Array;
  /** outputs per frame */
  readonly units: number;
}

/** What cars see at their starts on a course. */
export function startFrames(track: Track, count: number, seed: number): Uint8Array {
  return newEnvironment({ tracks: [track], cars: count, seed, start: 'random' }).frames;
}

/**
 * What the policy sees while it drives in ever other light, and what it answers as it is. The back end must be started.
 * @param count of frames, a multiple of 10
 */
export function recordFrames(policy: Policy, track: Track, count: number, seed: number): RecordedFrames {
  const { network, actionSpace } = policy;
  const randomisation = RANDOMISATIONS.light;
  const environment = newEnvironment({ tracks: [track], cars: CARS, seed, start: 'random', randomisation });
  const { camera, frames: seen } = environment;
  const distribution = distributionOf(actionSpace);
  const { height, width, size } = network.input;
  const observations = new Float32Array(CARS * size);
  const actions = new Float32Array(CARS * distribution.actionSize);
  const steeringDeg = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  const units = distribution.outputs;
  const frames = new Uint8Array((count / CARS) * seen.length);
  const outputs = new Float64Array(count * units);
  const weights = uploadWeights(network);
  try {
    for (let at = 0; at < count; at += CARS) {
      frames.set(seen, (at / CARS) * seen.length);
      for (let car = 0; car < CARS; car++) {
        observe(network.architecture, camera, seen, car * camera.width * camera.height, observations, car * size);
      }
      const raw = tf.tidy(() => {
        const input = tf.tensor4d(observations, [CARS, height, width, 1]);
        return forwardPolicy(network, weights, input).dataSync() as Float32Array;
      });
      for (let car = 0; car < CARS; car++) {
        const answer = raw.subarray(car * units, (car + 1) * units);
        outputs.set(actionSpace.kind === 'discrete' ? softmax(answer) : answer, (at + car) * units);
        distribution.greedy(raw, car, actions);
        distribution.command(actions, car, steeringDeg, speed);
      }
      advance(environment, steeringDeg, speed);
    }
  } finally {
    disposeWeights(weights);
  }
  return { frames, outputs, units };
}

export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
