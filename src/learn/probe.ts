/** How fast a back end learns with a recipe's network: a few gradient steps on empty frames. */
import * as tf from '@tensorflow/tfjs-core';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { randomStream } from '../math/random.ts';
import { ARCHITECTURES } from '../policy/architecture.ts';
import { distributionOf } from '../policy/distributions.ts';
import { disposeWeights, emptyNetwork, initialise, uploadWeights } from '../policy/network.ts';
import { minibatchGradient, newLossSums } from './ppo.ts';
import { tensorGradients } from './ppo-tensors.ts';
import type { Recipe } from './recipe.ts';

/**
 * Samples per second on the back end in use. The first step is not counted, since it compiles, unless there was time
 * for no other.
 * @param staying numbers stay on the back end, as a GPU learns
 * @param milliseconds for all of it @param clock ms
 */
export function probeSpeed(
  { architecture, actionSpace, hyperparameters }: Recipe,
  staying: boolean,
  milliseconds: number,
  clock: () => number,
): number {
  const distribution = distributionOf(actionSpace);
  const network = emptyNetwork(ARCHITECTURES[architecture], DEEPRACER_CAMERA, distribution);
  initialise(network, randomStream(1, 'probe'));
  const { height, width, size: pixels } = network.input;
  const size = hyperparameters.minibatchSize;
  const floats = () => new Float32Array(size);
  const batch = {
    size,
    observations: new Float32Array(size * pixels).fill(0.5),
    actions: new Float32Array(size * distribution.actionSize),
    logProbabilities: floats(),
    advantages: floats().map((_, i) => (i % 7) - 3),
    targets: floats(),
  };
  const gradient = new Float32Array(network.parameters.length);
  const weights = uploadWeights(network);
  const step = staying
    ? () =>
        tf.tidy(() => {
          const logStd = network.logStds > 0 ? tf.zeros([network.logStds]) : null;
          const { layers } = tensorGradients(
            network,
            weights,
            logStd as tf.Tensor1D | null,
            {
              observations: tf.fill([size, height, width, 1], 0.5) as tf.Tensor4D,
              actions: tf.tensor2d(batch.actions, [size, distribution.actionSize]),
              logProbabilities: tf.tensor1d(batch.logProbabilities),
              advantages: tf.tensor1d(batch.advantages),
              targets: tf.tensor1d(batch.targets),
            },
            hyperparameters,
          );
          // One number that needs all of them: a GPU answers before it is done.
          tf.addN(layers.map(({ weights: w }) => tf.sum(tf.square(w)))).dataSync();
        })
    : () => minibatchGradient(network, distribution, weights, batch, hyperparameters, gradient, newLossSums());
  const begun = clock();
  const end = begun + milliseconds;
  step();
  const started = clock();
  let steps = 0;
  while (clock() < end) {
    step();
    steps++;
  }
  disposeWeights(weights);
  const passed = steps > 0 ? clock() - started : started - begun;
  return (1000 * Math.max(1, steps) * size) / Math.max(1, passed);
}
