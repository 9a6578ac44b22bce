/** The learner that keeps its numbers on the back end, beside the one that does not: on any back end. */
import * as tf from '@tensorflow/tfjs-core';
import { renderFrame } from '../../src/camera/cpu.ts';
import { applyLook } from '../../src/camera/look.ts';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import type { ActionSpace } from '../../src/car/actions.ts';
import type { Hyperparameters } from '../../src/learn/hyperparameters.ts';
import { type Minibatch, minibatchGradient, newLossSums, normalise } from '../../src/learn/ppo.ts';
import { SUMS, tensorGradients } from '../../src/learn/ppo-tensors.ts';
import type { Recipe } from '../../src/learn/recipe.ts';
import { learnerOptions } from '../../src/learn/team.ts';
import { type FrameSource, newTensorLearner, type TensorLearner } from '../../src/learn/tensor-learner.ts';
import { integerBelow, normal, randomStream, uniform } from '../../src/math/random.ts';
import { ARCHITECTURES, type ArchitectureName, observationShape, observe } from '../../src/policy/architecture.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { disposeWeights, emptyNetwork, initialise, uploadWeights } from '../../src/policy/network.ts';
import { grainOf } from '../../src/sim/environment.ts';
import type { Track } from '../../src/track/track.ts';

/** A minibatch of nonsense on a network away from its start, so that every term of the loss has a slope. */
export function nonsense(name: ArchitectureName, actionSpace: ActionSpace, size: number) {
  const stream = randomStream(2, 'nonsense');
  const distribution = distributionOf(actionSpace);
  const network = emptyNetwork(ARCHITECTURES[name], DEEPRACER_CAMERA, distribution);
  initialise(network, stream);
  for (const { weightsAt, biasesAt, outputs } of [network.policy.head, network.value.head]) {
    for (let i = weightsAt; i < biasesAt + outputs; i++) network.parameters[i] += 0.2 * normal(stream);
  }
  for (let i = network.logStdAt; i < network.parameters.length; i++) network.parameters[i] = -0.3 * uniform(stream);
  const batch: Minibatch = {
    size,
    observations: Float32Array.from({ length: size * network.input.size }, () => uniform(stream)),
    actions: Float32Array.from({ length: size * distribution.actionSize }, () =>
      actionSpace.kind === 'discrete' ? integerBelow(stream, distribution.outputs) : 0.5 * normal(stream),
    ),
    logProbabilities: Float32Array.from({ length: size }, () => -0.5 - 2 * uniform(stream)),
    advantages: Float32Array.from({ length: size }, () => normal(stream)),
    targets: Float32Array.from({ length: size }, () => 2 * normal(stream)),
  };
  return { stream, network, distribution, batch };
}

interface Gradient {
  readonly gradient: number[];
  readonly sums: Readonly<Record<string, number>>;
}

/** By the back end in use, with numbers that come and go. */
export function plainGradient(name: ArchitectureName, space: ActionSpace, size: number, h: Hyperparameters): Gradient {
  const { network, distribution, batch } = nonsense(name, space, size);
  const weights = uploadWeights(network);
  const gradient = new Float32Array(network.parameters.length);
  const sums = newLossSums();
  minibatchGradient(network, distribution, weights, batch, h, gradient, sums);
  disposeWeights(weights);
  return { gradient: Array.from(gradient), sums: { ...sums } };
}

/** By the back end in use, with numbers that stay there. */
export function stayingGradient(name: ArchitectureName, space: ActionSpace, size: number, h: Hyperparameters): Gradient {
  const { network, distribution, batch } = nonsense(name, space, size);
  const weights = uploadWeights(network);
  normalise(batch.advantages, size);
  const gradient = new Float32Array(network.parameters.length);
  const sums: Record<string, number> = { samples: size };
  tf.tidy(() => {
    const { height, width } = network.input;
    const logStd = network.logStds > 0 ? tf.tensor1d(network.parameters.subarray(network.logStdAt)) : null;
    const result = tensorGradients(
      network,
      weights,
      logStd,
      {
        observations: tf.tensor4d(batch.observations, [size, height, width, 1]),
        actions: tf.tensor2d(batch.actions, [size, distribution.actionSize]),
        logProbabilities: tf.tensor1d(batch.logProbabilities),
        advantages: tf.tensor1d(batch.advantages),
        targets: tf.tensor1d(batch.targets),
      },
      h,
    );
    let at = 0;
    for (const { weights: w, biases } of result.layers) {
      gradient.set(w.dataSync(), at);
      gradient.set(biases.dataSync(), at + w.size);
      at += w.size + biases.size;
    }
    if (result.logStd) gradient.set(result.logStd.dataSync(), at);
    result.sums.dataSync().forEach((value, k) => {
      sums[SUMS[k]] = value;
    });
  });
  disposeWeights(weights);
  return { gradient: Array.from(gradient), sums };
}

/** ‖a − b‖ / ‖b‖ */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    norm += b[i] ** 2;
  }
  return Math.sqrt(difference / norm);
}

/** A frame source that draws on the CPU. */
export function cpuFrameSource(name: ArchitectureName, cars: number): FrameSource {
  const architecture = ARCHITECTURES[name];
  const { width, height } = DEEPRACER_CAMERA;
  const frames = new Uint8Array(2 * cars * width * height);
  const { size, ...shape } = observationShape(architecture, DEEPRACER_CAMERA);
  return {
    painter(environment, i, isLast) {
      const slot = isLast ? cars + i : i;
      const { tables, scene, look } = environment.views[i];
      const { car, traffic } = environment.episodes[i];
      const at = slot * width * height;
      renderFrame(tables, scene, car.pose, traffic.objects, frames, environment.firstRow, at);
      if (look) applyLook(environment.camera, look, frames, environment.firstRow, at, grainOf(environment, i));
    },
    frames(areLast) {
      const out = new Float32Array(cars * size);
      for (let i = 0; i < cars; i++) {
        const slot = areLast ? cars + i : i;
        observe(architecture, DEEPRACER_CAMERA, frames, slot * width * height, out, i * size);
      }
      return tf.tensor4d(out, [cars, shape.height, shape.width, 1]);
    },
  };
}

export function tensorLearnerOf(recipe: Recipe, tracks: readonly Track[], frameSource: FrameSource): TensorLearner {
  return newTensorLearner(learnerOptions(recipe, tracks, [0]), {}, frameSource);
}
