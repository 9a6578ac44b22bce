/**
 * A network's parameters in one flat array, and its passes forward and back on TensorFlow.js.
 *
 * The backward pass is written out, layer by layer: no tape, no gradient registry, fewer kernels.
 * tests/policy checks it against numerical differentiation.
 */
import * as tf from '@tensorflow/tfjs-core';
import { normal, type RandomStream } from '../math/random.ts';
import { type Architecture, type ObservationShape, observationShape } from './architecture.ts';
import type { Distribution } from './distribution.ts';

interface ConvLayer {
  readonly kind: 'conv';
  readonly shape: [number, number, number, number];
  readonly stride: number;
}

interface DenseLayer {
  readonly kind: 'dense';
  readonly shape: [number, number];
}

/** A layer's weights and biases lie in the flat array from `weightsAt` and `biasesAt` on. */
export type Layer = (ConvLayer | DenseLayer) & {
  readonly name: string;
  readonly weightsAt: number;
  readonly biasesAt: number;
  /** inputs of one output unit */
  readonly fanIn: number;
  readonly outputs: number;
};

/** Layers from the observation to one head. */
export interface Tower {
  readonly trunk: readonly Layer[];
  readonly head: Layer;
}

/** Where everything lies in a network's parameters. */
export interface NetworkLayout {
  readonly architecture: Architecture;
  readonly input: ObservationShape;
  readonly policy: Tower;
  /** its trunk is the policy's own, or a separate one */
  readonly value: Tower;
  /** where the log-stds of the policy's distribution lie in `parameters`, and how many there are */
  readonly logStdAt: number;
  readonly logStds: number;
}

export interface Network extends NetworkLayout {
  readonly parameters: Float32Array;
}

/** A network whose parameters are all 0, for policies of the given distribution. */
export function emptyNetwork(
  architecture: Architecture,
  camera: { readonly width: number; readonly height: number },
  distribution: Pick<Distribution, 'outputs' | 'logStds'>,
): Network {
  const layout = networkLayout(architecture, camera, distribution);
  return { ...layout, parameters: new Float32Array(layout.logStdAt + layout.logStds) };
}

export function networkLayout(
  architecture: Architecture,
  camera: { readonly width: number; readonly height: number },
  { outputs, logStds }: Pick<Distribution, 'outputs' | 'logStds'>,
): NetworkLayout {
  const input = observationShape(architecture, camera);
  let at = 0;
  const place = (name: string, layer: ConvLayer | DenseLayer): Layer => {
    const units = layer.shape[layer.shape.length - 1];
    const weights = layer.shape.reduce((product, n) => product * n, 1);
    const weightsAt = at;
    at += weights + units;
    return { ...layer, name, weightsAt, biasesAt: weightsAt + weights, fanIn: weights / units, outputs: units };
  };
  const head = (name: string, trunk: readonly Layer[], units: number): Layer =>
    place(name, { kind: 'dense', shape: [trunk[trunk.length - 1].outputs, units] });

  const trunk = placeTrunk(architecture, input, place, '');
  const policy: Tower = { trunk, head: head('policy', trunk, outputs) };
  const valueTrunk = architecture.separateValue ? placeTrunk(architecture, input, place, 'value ') : trunk;
  const value: Tower = { trunk: valueTrunk, head: head('value', valueTrunk, 1) };
  return { architecture, input, policy, value, logStdAt: at, logStds };
}

function placeTrunk(
  { convs, dense }: Architecture,
  input: ObservationShape,
  place: (name: string, layer: ConvLayer | DenseLayer) => Layer,
  prefix: string,
): Layer[] {
  let { height, width } = input;
  let channels = 1;
  const layers = convs.map(({ filters, kernel, stride }, i) => {
    const shape: ConvLayer['shape'] = [kernel, kernel, channels, filters];
    height = Math.floor((height - kernel) / stride) + 1;
    width = Math.floor((width - kernel) / stride) + 1;
    channels = filters;
    return place(`${prefix}conv${i + 1}`, { kind: 'conv', shape, stride });
  });
  let features = height * width * channels;
  dense.forEach((units, i) => {
    layers.push(place(`${prefix}dense${i + 1}`, { kind: 'dense', shape: [features, units] }));
    features = units;
  });
  return layers;
}

/** Every layer once, in the order of its parameters. */
export function layersOf({ policy, value }: NetworkLayout): Layer[] {
  const own = value.trunk === policy.trunk ? [] : value.trunk;
  return [...policy.trunk, policy.head, ...own, value.head];
}

/** The policy head starts this much smaller, so that the first policy is nearly uniform. */
const POLICY_HEAD_SCALE = 0.01;

/** Draws new weights: He-normal (He et al., 2015) in the trunks, a near-uniform policy, unit value head; biases and log-stds 0. */
export function initialise(network: Network, stream: RandomStream): void {
  network.parameters.fill(0);
  for (const layer of layersOf(network)) drawWeights(network, layer, stream);
}

function drawWeights(network: Network, layer: Layer, stream: RandomStream): void {
  const gain = layer === network.policy.head ? POLICY_HEAD_SCALE : layer === network.value.head ? 1 : Math.SQRT2;
  const deviation = gain / Math.sqrt(layer.fanIn);
  for (let i = layer.weightsAt; i < layer.biasesAt; i++) network.parameters[i] = deviation * normal(stream);
}

/** A value for a policy that came without one: its trunk is copied from the policy's, and its head is initialised. */
export function initialiseValue(network: Network, stream: RandomStream): void {
  const { policy, value, parameters } = network;
  value.trunk.forEach(({ weightsAt }, i) => {
    const from = policy.trunk[i];
    parameters.copyWithin(weightsAt, from.weightsAt, from.biasesAt + from.outputs);
  });
  drawWeights(network, value.head, stream);
}

/**
 * Takes over what another network of the same architecture has learned. @param withHead the policy head and the log-stds
 * too; without them, `to` keeps its own: its actions mean something else
 */
export function copyLayers(from: Network, to: Network, withHead: boolean): void {
  const sources = layersOf(from);
  layersOf(to).forEach((layer, k) => {
    if (layer === to.policy.head && !withHead) return;
    const { weightsAt, biasesAt, outputs } = sources[k];
    to.parameters.set(from.parameters.subarray(weightsAt, biasesAt + outputs), layer.weightsAt);
  });
  if (withHead) to.parameters.set(from.parameters.subarray(from.logStdAt), to.logStdAt);
}

export interface LayerTensors {
  readonly weights: tf.Tensor;
  readonly biases: tf.Tensor1D;
}

interface TowerTensors {
  readonly trunk: readonly LayerTensors[];
  readonly head: LayerTensors;
}

/** A network's parameters on the back end. */
export interface Weights {
  readonly policy: TowerTensors;
  /** a shared trunk's tensors are the policy's own */
  readonly value: TowerTensors;
}

/** Copies the parameters to the back end. The caller disposes of them ({@link disposeWeights}, or a tidy). */
export function uploadWeights({ policy, value, parameters }: Network): Weights {
  const upload = ({ shape, weightsAt, biasesAt, outputs }: Layer): LayerTensors => ({
    weights: tf.tensor(parameters.subarray(weightsAt, biasesAt), shape),
    biases: tf.tensor1d(parameters.subarray(biasesAt, biasesAt + outputs)),
  });
  const trunk = policy.trunk.map(upload);
  const valueTrunk = value.trunk === policy.trunk ? trunk : value.trunk.map(upload);
  return { policy: { trunk, head: upload(policy.head) }, value: { trunk: valueTrunk, head: upload(value.head) } };
}

/** Every layer's tensors once, in the order of {@link layersOf}. */
export function weightsInOrder({ policy, value }: Weights): LayerTensors[] {
  const own = value.trunk === policy.trunk ? [] : value.trunk;
  return [...policy.trunk, policy.head, ...own, value.head];
}

export function disposeWeights(all: Weights): void {
  for (const { weights, biases } of weightsInOrder(all)) tf.dispose([weights, biases]);
}

interface Pass {
  /** the observations, then each trunk layer's output */
  readonly policy: readonly tf.Tensor[];
  /** the same for the value; a shared trunk's are the policy's */
  readonly value: readonly tf.Tensor[];
  /** [batch, outputs of the policy head] */
  readonly outputs: tf.Tensor2D;
  /** [batch, 1] */
  readonly values: tf.Tensor2D;
}

/** Runs the whole network on [batch, height, width, 1] observations. Call inside a tidy. */
export function forward(network: Network, weights: Weights, observations: tf.Tensor4D): Pass {
  const policy = activate(network.policy.trunk, weights.policy.trunk, observations);
  const isShared = network.value.trunk === network.policy.trunk;
  const value = isShared ? policy : activate(network.value.trunk, weights.value.trunk, observations);
  return { policy, value, outputs: applyHead(policy, weights.policy.head), values: applyHead(value, weights.value.head) };
}

/**
 * What the policy head answers, row after row: all that driving needs.
 * @param observations of the network's input size, one after the other
 */
export function policyOutputs(network: Network, weights: Weights, observations: Float32Array): Float32Array {
  const { height, width, size } = network.input;
  let outputs = new Float32Array(0);
  // Not returned from the tidy, which would look for tensors in it, number by number.
  tf.tidy(() => {
    const input = tf.tensor4d(observations, [observations.length / size, height, width, 1]);
    outputs = passPolicy(network, weights, input).outputs.dataSync() as Float32Array<ArrayBuffer>;
  });
  return outputs;
}

/** Runs the policy, with all activations, as {@link observationGradient} needs them. Call inside a tidy. */
export function passPolicy(network: Network, weights: Weights, observations: tf.Tensor4D): Pick<Pass, 'policy' | 'outputs'> {
  const policy = activate(network.policy.trunk, weights.policy.trunk, observations);
  return { policy, outputs: applyHead(policy, weights.policy.head) };
}

function activate(trunk: readonly Layer[], weights: readonly LayerTensors[], observations: tf.Tensor4D): tf.Tensor[] {
  const activations: tf.Tensor[] = [observations];
  trunk.forEach((layer, i) => {
    const { weights: filter, biases: bias } = weights[i];
    const x = activations[i];
    if (layer.kind === 'conv') {
      activations.push(
        tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: layer.stride,
          pad: 'valid',
          bias,
          activation: 'relu',
        }),
      );
    } else {
      const flat = tf.reshape(x, [x.shape[0], layer.fanIn]);
      activations.push(tf.fused.matMul({ a: flat, b: filter as tf.Tensor2D, bias, activation: 'relu' }));
    }
  });
  return activations;
}

function applyHead(activations: readonly tf.Tensor[], { weights, biases }: LayerTensors): tf.Tensor2D {
  const a = activations[activations.length - 1] as tf.Tensor2D;
  return tf.fused.matMul({ a, b: weights as tf.Tensor2D, bias: biases }) as tf.Tensor2D;
}

/**
 * dL/dweights and dL/dbiases of every layer in the order of {@link layersOf}, given dL/doutputs and dL/dvalues. Call
 * inside a tidy.
 */
export function layerGradients(
  network: Network,
  weights: Weights,
  pass: Pass,
  outputGradients: tf.Tensor2D,
  valueGradients: tf.Tensor2D,
): LayerTensors[] {
  const { policy, value } = network;
  const top = pass.policy[policy.trunk.length] as tf.Tensor2D;
  const policyHead = denseGradients(policy.head, top, outputGradients);
  const valueHead = denseGradients(value.head, pass.value[value.trunk.length] as tf.Tensor2D, valueGradients);
  const owedToPolicy = tf.matMul(outputGradients, weights.policy.head.weights as tf.Tensor2D, false, true);
  const owedToValue = tf.matMul(valueGradients, weights.value.head.weights as tf.Tensor2D, false, true);
  if (value.trunk === policy.trunk) {
    const owed = tf.add(owedToPolicy, owedToValue);
    return [...trunkGradients(policy.trunk, weights.policy.trunk, pass.policy, owed), policyHead, valueHead];
  }
  return [
    ...trunkGradients(policy.trunk, weights.policy.trunk, pass.policy, owedToPolicy),
    policyHead,
    ...trunkGradients(value.trunk, weights.value.trunk, pass.value, owedToValue),
    valueHead,
  ];
}

/**
 * Writes dL/dparameters to `gradient`, given dL/doutputs and dL/dvalues. Call inside a tidy.
 *
 * @param gradient as long as the network's parameters; overwritten but for the log-stds
 */
export function backward(
  network: Network,
  weights: Weights,
  pass: Pass,
  outputGradients: tf.Tensor2D,
  valueGradients: tf.Tensor2D,
  gradient: Float32Array,
): void {
  const gradients = layerGradients(network, weights, pass, outputGradients, valueGradients);
  layersOf(network).forEach(({ weightsAt, biasesAt }, k) => {
    gradient.set(gradients[k].weights.dataSync(), weightsAt);
    gradient.set(gradients[k].biases.dataSync(), biasesAt);
  });
}

function trunkGradients(
  trunk: readonly Layer[],
  weights: readonly LayerTensors[],
  activations: readonly tf.Tensor[],
  owed: tf.Tensor,
): LayerTensors[] {
  const gradients: LayerTensors[] = [];
  let dy = owed;
  for (let i = trunk.length - 1; i >= 0; i--) {
    const layer = trunk[i];
    const x = activations[i];
    const dz = tf.mul(dy, tf.step(activations[i + 1]));
    gradients.unshift(
      layer.kind === 'conv'
        ? convGradients(layer, x, dz)
        : denseGradients(layer, tf.reshape(x, [x.shape[0], layer.fanIn]), dz as tf.Tensor2D),
    );
    if (i > 0) dy = layerInputGradient(layer, weights[i].weights, dz, x.shape);
  }
  return gradients;
}

/**
 * dL/dobservations of what the policy head answers, given dL/doutputs: which pixels decided. Call inside a tidy.
 * @returns [batch, height, width, 1]
 */
export function observationGradient(
  { policy }: Network,
  weights: Weights,
  pass: Pick<Pass, 'policy'>,
  outputGradients: tf.Tensor2D,
): tf.Tensor {
  let dy: tf.Tensor = tf.matMul(outputGradients, weights.policy.head.weights as tf.Tensor2D, false, true);
  for (let i = policy.trunk.length - 1; i >= 0; i--) {
    const dz = tf.mul(dy, tf.step(pass.policy[i + 1]));
    dy = layerInputGradient(policy.trunk[i], weights.policy.trunk[i].weights, dz, pass.policy[i].shape);
  }
  return dy;
}

function layerInputGradient(layer: Layer, weights: tf.Tensor, dz: tf.Tensor, inputShape: number[]): tf.Tensor {
  if (layer.kind === 'conv') return convInputGradient(dz, weights, layer, inputShape);
  return tf.reshape(tf.matMul(dz as tf.Tensor2D, weights as tf.Tensor2D, false, true), inputShape);
}

function denseGradients(layer: Layer, x: tf.Tensor2D, dz: tf.Tensor2D): LayerTensors {
  return { weights: tf.matMul(x, dz, true, false), biases: biasGradient(layer, dz) };
}

function convGradients(layer: Layer & ConvLayer, x: tf.Tensor, dy: tf.Tensor): LayerTensors {
  const attrs = { strides: layer.stride, pad: 'valid', dataFormat: 'NHWC', filterShape: layer.shape };
  const weights = tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attrs) as tf.Tensor;
  return { weights, biases: biasGradient(layer, dy) };
}

/** Sums over all but the channels. Two axes are summed faster than four. */
function biasGradient(layer: Layer, dy: tf.Tensor): tf.Tensor1D {
  return tf.sum(tf.reshape(dy, [-1, layer.outputs]), 0);
}

function convInputGradient(dy: tf.Tensor, filter: tf.Tensor, layer: ConvLayer, inputShape: number[]): tf.Tensor {
  const attrs = { strides: layer.stride, pad: 'valid', dataFormat: 'NHWC', inputShape };
  return tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, attrs) as tf.Tensor;
}
