/**
 * A network's parameters in one flat array, and its passes forward and back on TensorFlow.js.
 *
 * The backward pass is written out, layer by layer: no tape, no gradient registry, fewer kernels.
 * tests/policy checks it against numerical differentiation.
 */
import * as tf from '@tensorflow/tfjs-core';
import { normal, type RandomStream } from '../math/random.ts';
import { type Architecture, type ObservationShape, observationShape } from './architecture.ts';

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

export interface Network {
  readonly architecture: Architecture;
  readonly input: ObservationShape;
  readonly actions: number;
  readonly trunk: readonly Layer[];
  readonly policyHead: Layer;
  readonly valueHead: Layer;
  readonly parameters: Float32Array;
}

/** A network whose parameters are all 0. @param actions how many logits the policy head has */
export function emptyNetwork(
  architecture: Architecture,
  camera: { readonly width: number; readonly height: number },
  actions: number,
): Network {
  const input = observationShape(architecture, camera);
  let at = 0;
  const place = (name: string, layer: ConvLayer | DenseLayer): Layer => {
    const outputs = layer.shape[layer.shape.length - 1];
    const weights = layer.shape.reduce((product, n) => product * n, 1);
    const weightsAt = at;
    at += weights + outputs;
    return { ...layer, name, weightsAt, biasesAt: weightsAt + weights, fanIn: weights / outputs, outputs };
  };

  let { height, width } = input;
  let channels = 1;
  const convs = architecture.convs.map(({ filters, kernel, stride }, i) => {
    const layer = place(`conv${i + 1}`, { kind: 'conv', shape: [kernel, kernel, channels, filters], stride });
    height = Math.floor((height - kernel) / stride) + 1;
    width = Math.floor((width - kernel) / stride) + 1;
    channels = filters;
    return layer;
  });
  let features = height * width * channels;
  const denses = architecture.dense.map((units, i) => {
    const layer = place(`dense${i + 1}`, { kind: 'dense', shape: [features, units] });
    features = units;
    return layer;
  });
  const policyHead = place('policy', { kind: 'dense', shape: [features, actions] });
  const valueHead = place('value', { kind: 'dense', shape: [features, 1] });
  const trunk = [...convs, ...denses];
  return { architecture, input, actions, trunk, policyHead, valueHead, parameters: new Float32Array(at) };
}

/** The policy head starts this much smaller, so that the first policy is nearly uniform. */
const POLICY_HEAD_SCALE = 0.01;

/** Draws new weights: He-normal (He et al., 2015) in the trunk, a near-uniform policy, unit value head; biases 0. */
export function initialise(network: Network, stream: RandomStream): void {
  network.parameters.fill(0);
  const draw = ({ weightsAt, biasesAt, fanIn }: Layer, gain: number): void => {
    const deviation = gain / Math.sqrt(fanIn);
    for (let i = weightsAt; i < biasesAt; i++) network.parameters[i] = deviation * normal(stream);
  };
  for (const layer of network.trunk) draw(layer, Math.SQRT2);
  draw(network.policyHead, POLICY_HEAD_SCALE);
  draw(network.valueHead, 1);
}

interface LayerTensors {
  readonly weights: tf.Tensor;
  readonly biases: tf.Tensor1D;
}

/** A network's parameters on the back end. */
export interface Weights {
  readonly trunk: readonly LayerTensors[];
  readonly policyHead: LayerTensors;
  readonly valueHead: LayerTensors;
}

/** Copies the parameters to the back end. The caller disposes of them ({@link disposeWeights}, or a tidy). */
export function uploadWeights({ trunk, policyHead, valueHead, parameters }: Network): Weights {
  const upload = ({ shape, weightsAt, biasesAt, outputs }: Layer): LayerTensors => ({
    weights: tf.tensor(parameters.subarray(weightsAt, biasesAt), shape),
    biases: tf.tensor1d(parameters.subarray(biasesAt, biasesAt + outputs)),
  });
  return { trunk: trunk.map(upload), policyHead: upload(policyHead), valueHead: upload(valueHead) };
}

export function disposeWeights({ trunk, policyHead, valueHead }: Weights): void {
  for (const { weights, biases } of [...trunk, policyHead, valueHead]) tf.dispose([weights, biases]);
}

export interface Pass {
  /** the observations, then each trunk layer's output */
  readonly activations: readonly tf.Tensor[];
  /** [batch, actions] */
  readonly logits: tf.Tensor2D;
  /** [batch, 1] */
  readonly values: tf.Tensor2D;
}

/** Runs the network on [batch, height, width, 1] observations. Call inside a tidy. */
export function forward(network: Network, weights: Weights, observations: tf.Tensor4D): Pass {
  const activations: tf.Tensor[] = [observations];
  network.trunk.forEach((layer, i) => {
    const { weights: filter, biases: bias } = weights.trunk[i];
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
  const top = activations[activations.length - 1] as tf.Tensor2D;
  const head = ({ weights: b, biases: bias }: LayerTensors) => tf.fused.matMul({ a: top, b: b as tf.Tensor2D, bias });
  return { activations, logits: head(weights.policyHead) as tf.Tensor2D, values: head(weights.valueHead) as tf.Tensor2D };
}

/**
 * Writes dL/dparameters to `gradient`, given dL/dlogits and dL/dvalues. Call inside a tidy.
 *
 * @param gradient as long as the network's parameters; overwritten
 */
export function backward(
  network: Network,
  weights: Weights,
  { activations }: Pass,
  logitGradients: tf.Tensor2D,
  valueGradients: tf.Tensor2D,
  gradient: Float32Array,
): void {
  const { trunk, policyHead, valueHead } = network;
  const top = activations[trunk.length] as tf.Tensor2D;
  writeDense(gradient, policyHead, top, logitGradients);
  writeDense(gradient, valueHead, top, valueGradients);
  let dy: tf.Tensor = tf.add(
    tf.matMul(logitGradients, weights.policyHead.weights as tf.Tensor2D, false, true),
    tf.matMul(valueGradients, weights.valueHead.weights as tf.Tensor2D, false, true),
  );
  for (let i = trunk.length - 1; i >= 0; i--) {
    const layer = trunk[i];
    const x = activations[i];
    const dz = tf.mul(dy, tf.step(activations[i + 1]));
    if (layer.kind === 'conv') {
      writeConv(gradient, layer, x, dz);
      if (i > 0) dy = convInputGradient(dz, weights.trunk[i].weights, layer, x.shape);
    } else {
      writeDense(gradient, layer, tf.reshape(x, [x.shape[0], layer.fanIn]), dz as tf.Tensor2D);
      if (i > 0) dy = tf.reshape(tf.matMul(dz as tf.Tensor2D, weights.trunk[i].weights as tf.Tensor2D, false, true), x.shape);
    }
  }
}

function writeDense(gradient: Float32Array, layer: Layer, x: tf.Tensor2D, dz: tf.Tensor2D): void {
  gradient.set(tf.matMul(x, dz, true, false).dataSync(), layer.weightsAt);
  gradient.set(tf.sum(dz, 0).dataSync(), layer.biasesAt);
}

function writeConv(gradient: Float32Array, layer: Layer & ConvLayer, x: tf.Tensor, dy: tf.Tensor): void {
  const attrs = { strides: layer.stride, pad: 'valid', dataFormat: 'NHWC', filterShape: layer.shape };
  const filterGradient = tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attrs) as tf.Tensor;
  gradient.set(filterGradient.dataSync(), layer.weightsAt);
  gradient.set(tf.sum(dy, [0, 1, 2]).dataSync(), layer.biasesAt);
}

function convInputGradient(dy: tf.Tensor, filter: tf.Tensor, layer: ConvLayer, inputShape: number[]): tf.Tensor {
  const attrs = { strides: layer.stride, pad: 'valid', dataFormat: 'NHWC', inputShape };
  return tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, attrs) as tf.Tensor;
}
