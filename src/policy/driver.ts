/** Who drives? A policy that turns camera frames into commands, and its drives without exploration. */
import { type CameraModel, DEEPRACER_CAMERA } from '../camera/model.ts';
import type { RandomStream } from '../math/random.ts';
import { advance, type Environment } from '../sim/environment.ts';
import { END, type End, type Lap } from '../sim/episode.ts';
import { observe } from './architecture.ts';
import type { Distribution } from './distribution.ts';
import { distributionOf } from './distributions.ts';
import { disposeWeights, policyOutputs, uploadWeights, type Weights } from './network.ts';
import type { Policy } from './policy.ts';

/** A policy whose weights are on the back end. Frames are greys of the camera's size, one after the other. */
export interface Driver extends Policy {
  readonly camera: Pick<CameraModel, 'width' | 'height'>;
  readonly distribution: Distribution;
  readonly weights: Weights;
  /** A new array with the network's input of the frame that begins at `frames[at]`. */
  observation(frames: Uint8Array, at: number): Float32Array;
  /** What the policy head answers to `count` frames from `frames[at]` on: logits, or means; one row per frame. */
  outputs(frames: Uint8Array, at: number, count: number): Float32Array;
  /**
   * Writes the commands for `count` frames from `frames[at]` on: steering in degrees, speed in m/s.
   * @param exploration draws actions as in training; without it, the most likely ones are taken
   * @throws UserError when the network's outputs are not numbers, without exploration
   */
  command(
    frames: Uint8Array,
    at: number,
    count: number,
    steeringDeg: Float64Array,
    speed: Float64Array,
    exploration?: RandomStream,
  ): void;
  /** Frees the weights. The driver cannot be used afterwards. */
  dispose(): void;
}

/** Copies the policy's weights to the back end, which must be started. The caller disposes of the driver. */
export function newDriver({ network, actionSpace }: Policy, camera: Driver['camera'] = DEEPRACER_CAMERA): Driver {
  const { size } = network.input;
  const frameSize = camera.width * camera.height;
  const distribution = distributionOf(actionSpace);
  const logStd = network.parameters.subarray(network.logStdAt);
  const weights = uploadWeights(network);
  let observations = new Float32Array(0);
  let actions = new Float32Array(0);
  const driver: Driver = {
    network,
    actionSpace,
    camera,
    distribution,
    weights,
    observation(frames, at) {
      const observation = new Float32Array(size);
      observe(network.architecture, camera, frames, at, observation, 0);
      return observation;
    },
    outputs(frames, at, count) {
      if (observations.length !== count * size) observations = new Float32Array(count * size);
      for (let i = 0; i < count; i++) {
        observe(network.architecture, camera, frames, at + i * frameSize, observations, i * size);
      }
      return policyOutputs(network, weights, observations);
    },
    command(frames, at, count, steeringDeg, speed, exploration) {
      const outputs = driver.outputs(frames, at, count);
      if (actions.length !== count * distribution.actionSize) actions = new Float32Array(count * distribution.actionSize);
      for (let i = 0; i < count; i++) {
        if (exploration) distribution.sample(outputs, logStd, i, exploration, actions);
        else distribution.greedy(outputs, i, actions);
        distribution.command(actions, i, steeringDeg, speed);
      }
    },
    dispose() {
      disposeWeights(weights);
    },
  };
  return driver;
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
type DriveListener = (steeringDeg: Float64Array, speed: Float64Array) => void;

/**
 * Lets the policy drive every car of a fresh environment greedily until its first episode ends.
 * The back end must be started.
 * @throws UserError when the network's outputs are not numbers
 */
export function driveGreedily(policy: Policy, environment: Environment, listener?: DriveListener): Drive[] {
  const { cars, camera, frames } = environment;
  const steeringDeg = new Float64Array(cars);
  const speed = new Float64Array(cars);
  const drives: (Drive | undefined)[] = Array.from({ length: cars });
  const driver = newDriver(policy, camera);
  try {
    for (let decisions = 1; drives.includes(undefined); decisions++) {
      driver.command(frames, 0, cars, steeringDeg, speed);
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
    driver.dispose();
  }
  return drives as Drive[];
}
