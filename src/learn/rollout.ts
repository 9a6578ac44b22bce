/** A shard's cars drive for some decisions; everything a learner needs of it is stored. */
import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../math/random.ts';
import { observe } from '../policy/architecture.ts';
import type { Distribution } from '../policy/distribution.ts';
import { forward, type Network, type Weights } from '../policy/network.ts';
import type { Reward } from '../reward/reward.ts';
import { advance, type Environment } from '../sim/environment.ts';
import { END, type End, isTruncation } from '../sim/episode.ts';
import { copyTrace, newStepTrace, noteSteps, type StepTrace } from '../sim/step-trace.ts';
import type { Critic } from './critic.ts';
import type { Trajectories } from './gae.ts';
import type { Guide } from './guide.ts';
import { type Choice, newChoice } from './ppo.ts';

/** One rollout's samples; index = step · cars + car. */
export interface Rollout extends Trajectories, Choice {
  readonly observations: Float32Array;
  /** actions that were not carried out, with the advantages that a critic predicts for them; only with such a critic */
  readonly others: readonly Choice[];
  /** what is foreseen of the actions that were */
  readonly foreseen: Float32Array;
  /** what the guide would have done; null without one */
  readonly advised: Float32Array | null;
  readonly targets: Float32Array;
  readonly episodes: EpisodeSums;
  /** where each decision was made: x, y of the base, m, and which of the environment's tracks */
  readonly places: Float32Array;
  readonly tracks: Uint16Array;
  /** the rewards before they are scaled */
  readonly rawRewards: Float32Array;
  /** 1 where the episode ended by a failure */
  readonly failed: Uint8Array;
  /** for logs */
  readonly trace: StepTrace;
  /** samples after which episodes were truncated: they wait for the value of what came last */
  readonly truncated: number[];
}

/** Sums over the episodes that ended in a rollout. */
export interface EpisodeSums {
  ended: number;
  reward: number;
  decisions: number;
  /** percent */
  progress: number;
  laps: number;
}

export function newRollout(
  steps: number,
  cars: number,
  observationSize: number,
  actionSize: number,
  isGuided: boolean,
  otherChoices: number,
): Rollout {
  const samples = steps * cars;
  const floats = () => new Float32Array(samples);
  return {
    steps,
    cars,
    observations: new Float32Array(samples * observationSize),
    ...newChoice(samples, actionSize),
    others: Array.from({ length: otherChoices }, () => newChoice(samples, actionSize)),
    foreseen: new Float32Array(otherChoices > 0 ? samples : 0),
    advised: isGuided ? new Float32Array(samples * actionSize) : null,
    rewards: floats(),
    values: floats(),
    ended: new Uint8Array(samples),
    endValues: floats(),
    lastValues: new Float32Array(cars),
    targets: floats(),
    episodes: { ended: 0, reward: 0, decisions: 0, progress: 0, laps: 0 },
    places: new Float32Array(2 * samples),
    tracks: new Uint16Array(samples),
    rawRewards: floats(),
    failed: new Uint8Array(samples),
    trace: newStepTrace(samples),
    truncated: [],
  };
}

/** What a rollout's cars did, for people to look at; index = step · cars + car. */
export interface DrivenSamples {
  readonly shard: number;
  readonly cars: number;
  /** x, y, m, of each decision */
  readonly places: Float32Array;
  /** which of the training's tracks, both directions counted as one */
  readonly tracks: Uint16Array;
  readonly rewards: Float32Array;
  /** commanded, degrees and m/s */
  readonly steeringDeg: Float64Array;
  readonly speeds: Float64Array;
  /** 1 where the car left the road or crashed */
  readonly failed: Uint8Array;
  readonly trace: StepTrace;
}

export function drivenSamples(shard: number, { distribution, speed, steeringDeg }: Driver, rollout: Rollout): DrivenSamples {
  const { places, tracks, rawRewards, failed, actions, steps, cars } = rollout;
  const commands = { steeringDeg: new Float64Array(steps * cars), speeds: new Float64Array(steps * cars) };
  for (let i = 0; i < steps * cars; i += cars) {
    const row = actions.subarray(i * distribution.actionSize, (i + cars) * distribution.actionSize);
    for (let car = 0; car < cars; car++) {
      distribution.command(row, car, steeringDeg, speed);
      commands.steeringDeg[i + car] = steeringDeg[car];
      commands.speeds[i + car] = speed[car];
    }
  }
  return {
    shard,
    cars,
    places: places.slice(),
    tracks: tracks.slice(),
    rewards: rawRewards.slice(),
    failed: failed.slice(),
    trace: copyTrace(rollout.trace),
    ...commands,
  };
}

/** The driver: scratch that lives as long as the shard. */
export interface Driver {
  readonly environment: Environment;
  readonly network: Network;
  readonly distribution: Distribution;
  readonly reward: Reward;
  /** one for each of the environment's tracks; null without guides */
  readonly guides: readonly Guide[] | null;
  /** estimates values instead of the network; null without one */
  readonly critic: Critic | null;
  /** draws actions */
  readonly stream: RandomStream;
  readonly steeringDeg: Float64Array;
  readonly speed: Float64Array;
  /** reward of each car's episode so far */
  readonly returns: Float64Array;
}

export function newDriver(
  parts: Pick<Driver, 'environment' | 'network' | 'distribution' | 'reward' | 'guides' | 'critic' | 'stream'>,
): Driver {
  const { cars } = parts.environment;
  return {
    ...parts,
    steeringDeg: new Float64Array(cars),
    speed: new Float64Array(cars),
    returns: new Float64Array(cars),
  };
}

/** A network's outputs for some frames: rows of the distribution's parameters, and a value each. */
export interface NetworkOutputs {
  readonly outputs: Float32Array;
  readonly values: Float32Array;
}

/** Runs a driver's network on the frames of its cars, and stores the frames. */
export interface Inference {
  /** Outputs for every car's current frame, which is that of decision `step` of the rollout. */
  run(step: number): NetworkOutputs;
  /** Stores the last frame of `car`'s episode, which was truncated. */
  storeLast(car: number): void;
  /** Outputs for every car's current frame, then for the stored last frames in order, which are deleted. */
  runLast(): NetworkOutputs;
}

/** Drives `rollout.steps` decisions and fills the rollout, values at its ends included. */
export async function collect(driver: Driver, inference: Inference, rollout: Rollout): Promise<void> {
  const { environment, reward, steeringDeg, speed } = driver;
  const { cars } = environment;
  Object.assign(rollout.episodes, { ended: 0, reward: 0, decisions: 0, progress: 0, laps: 0 });
  rollout.truncated.length = 0;

  let pending: Promise<void> | null = null;
  for (let step = 0; step < rollout.steps; step++) {
    const first = step * cars;
    const { outputs, values } = inference.run(step);
    if (driver.critic) {
      driver.critic.estimate(environment, step, rollout.values, first);
      for (const other of rollout.others) {
        draw(driver, outputs, other, first);
        foresee(driver, driver.critic, other.advantages, first);
      }
    } else rollout.values.set(values, first);
    draw(driver, outputs, rollout, first);
    if (driver.critic) foresee(driver, driver.critic, rollout.foreseen, first);
    notePlaces(environment, rollout, first);
    if (driver.guides && rollout.advised) advise(environment, driver.guides, rollout.advised, first);
    advance(environment, steeringDeg, speed);
    noteSteps(environment, rollout.trace, first);
    // A sandbox evaluates one step while the next one is driven.
    await pending;
    pending = reward.evaluate(environment, rollout.rewards.subarray(first, first + cars)) ?? null;
    for (let car = 0; car < cars; car++) noteEnd(environment, inference, rollout, first + car, car);
  }
  await pending;
  rollout.rawRewards.set(rollout.rewards);
  sumReturns(driver, rollout);
  const { values } = inference.runLast();
  if (driver.critic) {
    driver.critic.estimate(environment, rollout.steps, rollout.lastValues, 0);
    // It knows only states in which decisions are made: the last one of the episode stands for its end.
    for (const index of rollout.truncated) rollout.endValues[index] = rollout.values[index];
    return;
  }
  rollout.lastValues.set(values.subarray(0, cars));
  rollout.truncated.forEach((index, i) => {
    rollout.endValues[index] = values[cars + i];
  });
}

/** Inference with frames that the CPU has drawn; they are stored in the rollout. */
export function cpuInference({ environment, network }: Driver, weights: Weights, rollout: Rollout): Inference {
  const { camera, cars, frames, finalFrames } = environment;
  const { size } = network.input;
  const frameSize = camera.width * camera.height;
  const lastFrames: Float32Array[] = [];
  const observeAll = (out: Float32Array): void => {
    for (let car = 0; car < cars; car++) observe(network.architecture, camera, frames, car * frameSize, out, car * size);
  };
  return {
    run(step) {
      const observations = rollout.observations.subarray(step * cars * size, (step + 1) * cars * size);
      observeAll(observations);
      return runNetwork(network, weights, observations, cars);
    },
    storeLast(car) {
      const observation = new Float32Array(size);
      observe(network.architecture, camera, finalFrames, car * frameSize, observation, 0);
      lastFrames.push(observation);
    },
    runLast() {
      const observations = new Float32Array((cars + lastFrames.length) * size);
      observeAll(observations);
      lastFrames.forEach((observation, i) => {
        observations.set(observation, (cars + i) * size);
      });
      return runNetwork(network, weights, observations, cars + lastFrames.length);
    },
  };
}

const NO_OUTPUTS: NetworkOutputs = { outputs: new Float32Array(0), values: new Float32Array(0) };

function runNetwork(network: Network, weights: Weights, observations: Float32Array, count: number): NetworkOutputs {
  const { height, width } = network.input;
  let found: NetworkOutputs = NO_OUTPUTS;
  // Not returned from the tidy, which would look for tensors in it, number by number.
  tf.tidy(() => {
    const { outputs, values } = forward(network, weights, tf.tensor4d(observations, [count, height, width, 1]));
    found = { outputs: outputs.dataSync() as Float32Array, values: values.dataSync() as Float32Array };
  });
  return found;
}

/** Draws an action for each car; their commands are then the driver's. */
function draw(
  { environment, network, distribution, stream, steeringDeg, speed }: Driver,
  outputs: Float32Array,
  { actions, logProbabilities }: Choice,
  first: number,
): void {
  const { cars } = environment;
  const logStd = network.parameters.subarray(network.logStdAt);
  const rows = actions.subarray(first * distribution.actionSize, (first + cars) * distribution.actionSize);
  for (let car = 0; car < cars; car++) {
    logProbabilities[first + car] = distribution.sample(outputs, logStd, car, stream, rows);
    distribution.command(rows, car, steeringDeg, speed);
  }
}

/** Predicts the values of the states after the driver's commands. */
function foresee({ environment, steeringDeg, speed }: Driver, critic: Critic, out: Float32Array, first: number): void {
  for (let car = 0; car < environment.cars; car++) {
    out[first + car] = critic.foresee(environment, car, steeringDeg[car], speed[car]);
  }
}

/** The advantage of each drawn action over the mean of those drawn with it. */
export function compareChoices({ others, foreseen, advantages }: Rollout): void {
  for (let i = 0; i < foreseen.length; i++) {
    let sum = foreseen[i];
    for (const other of others) sum += other.advantages[i];
    const mean = sum / (others.length + 1);
    advantages[i] = foreseen[i] - mean;
    for (const other of others) other.advantages[i] -= mean;
  }
}

function advise({ episodes }: Environment, guides: readonly Guide[], advised: Float32Array, first: number): void {
  for (let car = 0; car < episodes.length; car++) {
    guides[episodes[car].trackIndex].advise(episodes[car].car, advised, first + car);
  }
}

function notePlaces({ episodes }: Environment, { places, tracks }: Rollout, first: number): void {
  for (let car = 0; car < episodes.length; car++) {
    const { car: body, trackIndex } = episodes[car];
    places[2 * (first + car)] = body.pose.x;
    places[2 * (first + car) + 1] = body.pose.y;
    // Each track is followed by its reverse.
    tracks[first + car] = trackIndex >> 1;
  }
}

/** Adds up the rewards of each car's episode, and of all that ended. */
function sumReturns({ returns }: Driver, { steps, cars, rewards, ended, episodes }: Rollout): void {
  for (let i = 0; i < steps * cars; i++) {
    const car = i % cars;
    returns[car] += rewards[i];
    if (!ended[i]) continue;
    episodes.reward += returns[car];
    returns[car] = 0;
  }
}

function noteEnd(environment: Environment, inference: Inference, rollout: Rollout, index: number, car: number): void {
  const end = environment.ends[car] as End;
  rollout.ended[index] = end === END.none ? 0 : 1;
  rollout.endValues[index] = 0;
  rollout.failed[index] = end === END.none || isTruncation(end) ? 0 : 1;
  if (end === END.none) return;
  const { episodes } = rollout;
  episodes.ended++;
  episodes.decisions += environment.inputs.steps[car] - 1;
  episodes.progress += environment.inputs.progress[car];
  if (end === END.lapComplete) episodes.laps++;
  if (!isTruncation(end)) return;
  rollout.truncated.push(index);
  inference.storeLast(car);
}
