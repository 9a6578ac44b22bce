/** Layers that came from somewhere, matched with the networks of the closed list. */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { ActionSpace } from '../car/actions.ts';
import { UserError } from '../math/error.ts';
import type { RandomStream } from '../math/random.ts';
import { ARCHITECTURES, type Architecture } from '../policy/architecture.ts';
import { distributionOf } from '../policy/distributions.ts';
import { emptyNetwork, initialiseValue, type Layer, type Network, networkLayout, type Tower } from '../policy/network.ts';
import { METADATA_FILE } from './metadata.ts';

/** A layer of an imported network: weights as TensorFlow has them, [rows, columns, in, out] or [in, out]. */
export interface ForeignLayer {
  readonly weights: { readonly shape: readonly number[]; readonly data: ArrayLike<number> };
  readonly biases: ArrayLike<number>;
  /** of a convolution; undefined where that is not told */
  readonly stride: number | undefined;
}

/** No trained weight comes near it. */
const MAX_WEIGHT = 1e4;

/**
 * The network that a policy's layers are of, with their weights; its value is new, a continuous policy's deviations are 1.
 *
 * @param layers first to last, the head included
 * @param stream for what is drawn
 * @throws UserError for layers of none of the networks here, for other actions than `actionSpace`, and for weights
 *   that are no numbers
 */
export function networkOfLayers(
  layers: readonly ForeignLayer[],
  actionSpace: ActionSpace,
  stream: RandomStream,
  place: string,
): Network {
  const distribution = distributionOf(actionSpace);
  const units = layers.at(-1)?.biases.length ?? 0;
  if (units !== distribution.outputs) {
    const problem = `has ${units} outputs, but ${METADATA_FILE} speaks of ${distribution.outputs}`;
    throw new UserError(place, 'the policy', problem, `take the ${METADATA_FILE} that belongs to this model`);
  }
  const architecture = Object.values(ARCHITECTURES).find((each) => fits(each, layers, distribution.outputs));
  if (!architecture) throw unknownNetwork(layers, place);
  const network = emptyNetwork(architecture, DEEPRACER_CAMERA, distribution);
  fillTower(network.parameters, network.policy, layers, place);
  initialiseValue(network, stream);
  return network;
}

/** Writes a tower's weights. @returns whether the layers are those of the tower @throws UserError for weights that are none */
export function fillTower(parameters: Float32Array, tower: Tower, layers: readonly ForeignLayer[], place: string): boolean {
  const known = [...tower.trunk, tower.head];
  if (known.length !== layers.length || !known.every((layer, i) => isSame(layer, layers[i]))) return false;
  known.forEach(({ weightsAt, biasesAt }, i) => {
    fill(parameters, weightsAt, layers[i].weights.data, place);
    fill(parameters, biasesAt, layers[i].biases, place);
  });
  return true;
}

/** @throws UserError for what no training would have made */
export function fill(parameters: Float32Array, at: number, values: ArrayLike<number>, place: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) <= MAX_WEIGHT)) {
      throw new UserError(place, 'a weight', `is ${values[i]}`, 'take a checkpoint from before the training went wrong');
    }
    parameters[at + i] = values[i];
  }
}

function fits(architecture: Architecture, layers: readonly ForeignLayer[], outputs: number): boolean {
  const { policy } = networkLayout(architecture, DEEPRACER_CAMERA, { outputs, logStds: 0 });
  const known = [...policy.trunk, policy.head];
  return known.length === layers.length && known.every((layer, i) => isSame(layer, layers[i]));
}

function isSame(known: Layer, { weights, biases, stride }: ForeignLayer): boolean {
  if (biases.length !== known.outputs) return false;
  const shape = weights.shape.join();
  if (known.kind === 'dense') return shape === known.shape.join();
  // A dense layer on each place of an image.
  if (known.shape[0] === 1 && shape === known.shape.slice(2).join()) return true;
  return shape === known.shape.join() && (stride === undefined || stride === known.stride);
}

function unknownNetwork(layers: readonly ForeignLayer[], place: string): UserError {
  const shapes = layers.map(({ weights, stride }) => weights.shape.join(' × ') + (stride ? ` in steps of ${stride}` : ''));
  const problem = `is none that is known here (${shapes.join(', ')})`;
  return new UserError(place, 'the network', problem, "DeepRacer's three networks of one camera can come in");
}
