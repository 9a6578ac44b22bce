/**
 * A learner whose weights, frames and gradients stay on the back end: for GPUs. It takes the same steps as learner.ts on
 * all cars at once; its bits are those of whatever computes it. What cars see comes from {@link FrameSource}, which a GPU
 * camera is (frame-source.webgl.ts), and tests make from the CPU's.
 */
import * as tf from '@tensorflow/tfjs-core';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { randomStream, shuffle } from '../math/random.ts';
import { distributionOf } from '../policy/distributions.ts';
import { MAX_LOG_STD, MIN_LOG_STD } from '../policy/gaussian.ts';
import {
  emptyNetwork,
  forward,
  initialise,
  type LayerTensors,
  layersOf,
  type Network,
  uploadWeights,
  type Weights,
  weightsInOrder,
} from '../policy/network.ts';
import type { Painter } from '../sim/environment.ts';
import { countStep } from '../tensor/adam.ts';
import { stepTensor } from '../tensor/adam-tensors.ts';
import { learningRateAt } from './hyperparameters.ts';
import {
  Diverged,
  drive,
  type LearnerOptions,
  type LearnerStart,
  reportOf,
  restore,
  type ShardReport,
  type SharedState,
} from './learner.ts';
import { newLossSums, normalise } from './ppo.ts';
import { SUMS, tensorGradients } from './ppo-tensors.ts';
import type { Inference, NetworkOutputs } from './rollout.ts';
import { newShard, type Shard } from './shard.ts';

/** What all cars see, as the network's input. */
export interface FrameSource {
  /** of the cars' environment */
  readonly painter: Painter;
  /**
   * [cars, height, width, 1]; the caller disposes of it.
   * @param areLast the last frames of episodes that have just ended, instead of the current frames
   */
  frames(areLast: boolean): tf.Tensor4D;
}

export interface TensorLearner {
  readonly shard: Shard;
  readonly network: Network;
  /** ends with the policy's log-stds, if it has any */
  parameters: tf.Tensor[];
  means: tf.Tensor[];
  variances: tf.Tensor[];
  readonly products: [number, number];
  readonly frameSource: FrameSource;
  readonly options: LearnerOptions;
  readonly learningRateScale: number;
  updates: number;
}

/** @throws RangeError for a recipe of more than one shard: here all cars are one */
export function newTensorLearner(options: LearnerOptions, start: LearnerStart, frameSource: FrameSource): TensorLearner {
  const { architecture, actionSpace, seed } = options;
  if (options.hyperparameters.shards !== 1) throw new RangeError('a learner on the GPU has one shard');
  const network = emptyNetwork(architecture, DEEPRACER_CAMERA, distributionOf(actionSpace));
  const { state } = start;
  const known = state?.parameters ?? start.parameters;
  if (known) network.parameters.set(known);
  else initialise(network, randomStream(seed, 'init'));
  const shard = newShard(
    { ...options, isGuided: false, sceneBook: new Map(), painter: frameSource.painter },
    network,
    0,
    null,
  );
  if (state) restore(shard, state.shards[0]);
  const zeros = new Float32Array(network.parameters.length);
  return {
    shard,
    network,
    parameters: upload(network, network.parameters),
    means: upload(network, state?.adamMean ?? zeros),
    variances: upload(network, state?.adamVariance ?? zeros),
    products: state ? [state.adamProducts[0], state.adamProducts[1]] : [1, 1],
    frameSource,
    options,
    learningRateScale: start.learningRateScale ?? 1,
    updates: state?.updates ?? 0,
  };
}

/** A flat array's numbers as tensors: each layer's weights and biases, then the log-stds. */
function upload(network: Network, values: Float32Array): tf.Tensor[] {
  const layers = weightsInOrder(uploadWeights({ ...network, parameters: values }));
  const all = layers.flatMap(({ weights, biases }): tf.Tensor[] => [weights, biases]);
  return network.logStds > 0 ? [...all, tf.tensor1d(values.subarray(network.logStdAt))] : all;
}

function download(network: Network, tensors: readonly tf.Tensor[]): Float32Array {
  const values = new Float32Array(network.parameters.length);
  layersOf(network).forEach(({ weightsAt, biasesAt }, k) => {
    values.set(tensors[2 * k].dataSync(), weightsAt);
    values.set(tensors[2 * k + 1].dataSync(), biasesAt);
  });
  if (network.logStds > 0) values.set(tensors[tensors.length - 1].dataSync(), network.logStdAt);
  return values;
}

/** The tensors as the network's passes want them. */
function weightsOf(network: Network, tensors: readonly tf.Tensor[]): Weights {
  let k = 0;
  const next = (): LayerTensors => ({ weights: tensors[k++], biases: tensors[k++] as tf.Tensor1D });
  const policy = { trunk: network.policy.trunk.map(next), head: next() };
  const trunk = network.value.trunk === network.policy.trunk ? policy.trunk : network.value.trunk.map(next);
  return { policy, value: { trunk, head: next() } };
}

/** Copies of what every participant would hold. It waits for the back end. */
export function tensorState({ network, parameters, means, variances, products, updates }: TensorLearner): SharedState {
  return {
    updates,
    parameters: download(network, parameters),
    adamMean: download(network, means),
    adamVariance: download(network, variances),
    adamProducts: Float64Array.from(products),
  };
}

/** One update. @throws Diverged */
export async function tensorUpdate(learner: TensorLearner): Promise<ShardReport[]> {
  const { shard, network, options } = learner;
  const { hyperparameters } = options;
  const frames: tf.Tensor4D[] = [];
  await drive(shard, tensorInference(learner, frames), hyperparameters);
  const observations = tf.tidy(() => tf.reshape(tf.concat(frames), [-1, network.input.size])) as tf.Tensor2D;
  tf.dispose(frames);

  const { stream, order, minibatch } = shard;
  let sums: tf.Tensor = tf.zeros([SUMS.length + 1]);
  let samples = 0;
  let gradientSteps = 0;
  for (let epoch = 0; epoch < hyperparameters.epochs; epoch++) {
    shuffle(stream, order);
    for (let first = 0; first + minibatch.size <= order.length; first += minibatch.size) {
      const step = gradientStep(learner, observations, first);
      const next = tf.tidy(() => tf.add(sums, step));
      tf.dispose([sums, step]);
      sums = next;
      samples += minibatch.size;
      gradientSteps++;
    }
  }
  observations.dispose();
  const totals = sums.dataSync();
  sums.dispose();
  if (!totals.every(Number.isFinite)) throw new Diverged(`the gradient of update ${learner.updates + 1} is not finite`);
  learner.updates++;
  if (network.logStds > 0) takeLogStds(learner);
  const losses = { ...newLossSums(), samples };
  SUMS.forEach((name, k) => {
    losses[name] = totals[k];
  });
  return [reportOf(shard, losses, totals[SUMS.length] / gradientSteps)];
}

/** The driver draws actions with them, so they are wanted here, too. */
function takeLogStds({ network, parameters }: TensorLearner): void {
  network.parameters.set(parameters[parameters.length - 1].dataSync(), network.logStdAt);
}

/** Inference with frames that stay on the back end; only outputs are read back. @param frames gets one tensor per decision */
function tensorInference({ shard, network, parameters, frameSource }: TensorLearner, frames: tf.Tensor4D[]): Inference {
  const weights = weightsOf(network, parameters);
  const { outputs } = shard.driver.distribution;
  const lastFrames: tf.Tensor4D[] = [];
  let waiting: number[] = [];
  // Last frames are drawn for all cars at once, before the cars drive further.
  const storeWaiting = (): void => {
    if (waiting.length === 0) return;
    const last = frameSource.frames(true);
    lastFrames.push(tf.tidy(() => tf.gather(last, tf.tensor1d(waiting, 'int32'))));
    last.dispose();
    waiting = [];
  };
  const runNetwork = (observations: tf.Tensor4D): NetworkOutputs => {
    const both = tf.tidy(() => {
      const pass = forward(network, weights, observations);
      return tf.concat([pass.outputs, pass.values], 1);
    });
    const rows = both.dataSync() as Float32Array;
    both.dispose();
    const count = observations.shape[0];
    const result = { outputs: new Float32Array(count * outputs), values: new Float32Array(count) };
    for (let i = 0; i < count; i++) {
      const at = i * (outputs + 1);
      result.outputs.set(rows.subarray(at, at + outputs), i * outputs);
      result.values[i] = rows[at + outputs];
    }
    return result;
  };
  return {
    run() {
      storeWaiting();
      const observations = frameSource.frames(false);
      frames.push(observations);
      return runNetwork(observations);
    },
    storeLast(car) {
      waiting.push(car);
    },
    runLast() {
      storeWaiting();
      const now = frameSource.frames(false);
      const all = tf.concat([now, ...lastFrames]);
      const result = runNetwork(all);
      tf.dispose([now, all, ...lastFrames]);
      return result;
    },
  };
}

/** One Adam step. @returns the loss sums, and the gradient's norm after them */
function gradientStep(learner: TensorLearner, observations: tf.Tensor2D, first: number): tf.Tensor1D {
  const { shard, network, parameters, means, variances, options } = learner;
  const { hyperparameters, totalUpdates } = options;
  const count = parameters.length;
  const hasLogStds = network.logStds > 0;
  const rate = learningRateAt(hyperparameters, learner.updates, totalUpdates) * learner.learningRateScale;
  const factors = countStep(learner, rate);
  const after = tf.tidy(() => {
    const logStd = hasLogStds ? (parameters[count - 1] as tf.Tensor1D) : null;
    const batch = batchOf(shard, observations, network, first);
    const gradients = tensorGradients(network, weightsOf(network, parameters), logStd, batch, hyperparameters);
    const all = gradients.layers.flatMap(({ weights, biases }): tf.Tensor[] => [weights, biases]);
    if (gradients.logStd) all.push(gradients.logStd);
    const norm = tf.sqrt(tf.addN(all.map((gradient) => tf.sum(tf.square(gradient)))));
    const { maxGradientNorm } = hyperparameters;
    const scale = maxGradientNorm === null ? null : tf.minimum(1, tf.div(maxGradientNorm, norm));
    const steps = all.map((gradient, k) =>
      stepTensor(parameters[k], means[k], variances[k], scale ? tf.mul(gradient, scale) : gradient, factors),
    );
    const next = steps.map(({ parameter }) => parameter);
    if (hasLogStds) next[count - 1] = tf.clipByValue(next[count - 1], MIN_LOG_STD, MAX_LOG_STD);
    const sums = tf.concat([gradients.sums, tf.reshape(norm, [1])]);
    return [...next, ...steps.map(({ mean }) => mean), ...steps.map(({ variance }) => variance), sums];
  });
  tf.dispose([...parameters, ...means, ...variances]);
  learner.parameters = after.slice(0, count);
  learner.means = after.slice(count, 2 * count);
  learner.variances = after.slice(2 * count, 3 * count);
  return after[3 * count] as tf.Tensor1D;
}

/** The samples order[first…] of the rollout. */
function batchOf({ rollout, minibatch, order, driver }: Shard, observations: tf.Tensor2D, { input }: Network, first: number) {
  const { size, actions, logProbabilities, advantages, targets } = minibatch;
  const { actionSize } = driver.distribution;
  for (let i = 0; i < size; i++) {
    const from = order[first + i];
    for (let k = 0; k < actionSize; k++) actions[i * actionSize + k] = rollout.actions[from * actionSize + k];
    logProbabilities[i] = rollout.logProbabilities[from];
    advantages[i] = rollout.advantages[from];
    targets[i] = rollout.targets[from];
  }
  normalise(advantages, size);
  const rows = tf.tensor1d(order.subarray(first, first + size), 'int32');
  return {
    observations: tf.reshape(tf.gather(observations, rows), [size, input.height, input.width, 1]) as tf.Tensor4D,
    actions: tf.tensor2d(actions, [size, actionSize]),
    logProbabilities: tf.tensor1d(logProbabilities),
    advantages: tf.tensor1d(advantages),
    targets: tf.tensor1d(targets),
  };
}
