/** Who drives? A network with what it needs to turn frames into commands. */
import * as tf from '@tensorflow/tfjs-core';
import type { ActionSpace } from '../car/actions.ts';
import { advance, type Environment } from '../sim/environment.ts';
import { END, type End, type Lap } from '../sim/episode.ts';
import { observe } from './architecture.ts';
import { distributionOf } from './distributions.ts';
import { disposeWeights, forwardPolicy, type Network, uploadWeights } from './network.ts';

export interface Policy {
  readonly network: Network;
  readonly actionSpace: ActionSpace;
}

/** How a car's greedy drive went. */
export interface Drive {
  readonly end: End;
  /** of the lap under way at the end, percent; 100 when all laps were driven */
  readonly progress: number;
  readonly laps: readonly Lap[];
  /** decisions it took */
  readonly decisions: number;
}

/** Called before each decision of a greedy drive with the commands about to be carried out, one per car. */
export type DriveListener = (steeringDeg: Float64Array, speed: Float64Array) => void;

/**
 * Lets the policy drive every car of a fresh environment greedily until its first episode ends.
 * The back end must be started.
 */
export function driveGreedily({ network, actionSpace }: Policy, environment: Environment, listener?: DriveListener): Drive[] {
  const { cars, camera } = environment;
  const frameSize = camera.width * camera.height;
  const { height, width, size } = network.input;
  const observations = new Float32Array(cars * size);
  const distribution = distributionOf(actionSpace);
  const actions = new Float32Array(cars * distribution.actionSize);
  const steeringDeg = new Float64Array(cars);
  const speed = new Float64Array(cars);
  const drives: (Drive | undefined)[] = Array.from({ length: cars });
  const weights = uploadWeights(network);
  try {
    for (let decisions = 1; drives.includes(undefined); decisions++) {
      for (let car = 0; car < cars; car++) {
        observe(network.architecture, camera, environment.frames, car * frameSize, observations, car * size);
      }
      const outputs = tf.tidy(() => {
        const input = tf.tensor4d(observations, [cars, height, width, 1]);
        return forwardPolicy(network, weights, input).dataSync() as Float32Array;
      });
      for (let car = 0; car < cars; car++) {
        distribution.greedy(outputs, car, actions);
        distribution.command(actions, car, steeringDeg, speed);
      }
      listener?.(steeringDeg, speed);
      advance(environment, steeringDeg, speed);
      for (let car = 0; car < cars; car++) {
        const end = environment.ends[car] as End;
        if (end === END.none || drives[car]) continue;
        const progress = environment.inputs.progress[car];
        drives[car] = { end, progress, laps: environment.finishedLaps[car], decisions };
      }
    }
  } finally {
    disposeWeights(weights);
  }
  return drives as Drive[];
}
