/**
 * A policy as a frozen TensorFlow graph, under the names that a DeepRacer car looks for: frames of 120 × 160 greys,
 * 0 to 255, in; probabilities of the actions, or mean steering and speed, out. Only operations that the car's
 * OpenVINO, TensorFlow Lite's converter and OpenCV's reader know.
 */
import type { Layer } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';
import { convScope, DEEPRACER_NAMES, denseScope, headScope, pointwiseScope } from './deepracer-names.ts';
import { type Attribute, DTYPE, type Graph, type GraphNode, type GraphTensor } from './graphdef.ts';
import { FRAME_SHAPE } from './proof.ts';

const FLOAT: Attribute = { kind: 'type', value: DTYPE.float32 };
const INT: Attribute = { kind: 'type', value: DTYPE.int32 };
const NHWC: Attribute = { kind: 'text', value: 'NHWC' };
const VALID: Attribute = { kind: 'text', value: 'VALID' };
const CAMERA = 'FRONT_FACING_CAMERA';

/** The policy's own layers; the value network is not exported. */
export function policyGraph({ network, actionSpace }: Policy): Graph {
  const { architecture, policy, parameters } = network;
  const nodes: GraphNode[] = [];
  const add = (name: string, op: string, inputs: readonly string[], attributes: GraphNode['attributes']): string => {
    nodes.push({ name, op, inputs, attributes });
    return name;
  };
  const constant = (name: string, value: GraphTensor): string =>
    add(name, 'Const', [], { dtype: value.data instanceof Float32Array ? FLOAT : INT, value: { kind: 'tensor', value } });
  const ints = (name: string, ...values: number[]): string =>
    constant(name, { shape: [values.length], data: Int32Array.from(values) });
  const weights = (scope: string, { shape, weightsAt, biasesAt, outputs }: Layer) => ({
    kernel: constant(`${scope}/kernel`, { shape, data: parameters.subarray(weightsAt, biasesAt) }),
    bias: constant(`${scope}/bias`, { shape: [outputs], data: parameters.subarray(biasesAt, biasesAt + outputs) }),
  });
  const camera = DEEPRACER_NAMES.output.replace('ppo_head_0/policy', CAMERA);

  let at = add(DEEPRACER_NAMES.input, 'Placeholder', [], {
    dtype: FLOAT,
    shape: { kind: 'shape', value: [-1, FRAME_SHAPE.rows, FRAME_SHAPE.columns, 1] },
  });
  const white = constant(`${camera}/truediv/y`, { shape: [], data: Float32Array.of(255) });
  at = add(`${camera}/truediv`, 'RealDiv', [at, white], { T: FLOAT });
  const { cropTop, pool } = architecture;
  if (cropTop > 0) {
    const from = ints(`${camera}/crop/begin`, 0, cropTop, 0, 0);
    const to = ints(`${camera}/crop/end`, 0, FRAME_SHAPE.rows, FRAME_SHAPE.columns, 1);
    const steps = ints(`${camera}/crop/strides`, 1, 1, 1, 1);
    at = add(`${camera}/crop`, 'StridedSlice', [at, from, to, steps], {
      T: FLOAT,
      Index: INT,
      // The first axis, the frames, is taken whole.
      begin_mask: { kind: 'int', value: 1 },
      end_mask: { kind: 'int', value: 1 },
      ellipsis_mask: { kind: 'int', value: 0 },
      new_axis_mask: { kind: 'int', value: 0 },
      shrink_axis_mask: { kind: 'int', value: 0 },
    });
  }
  if (pool > 1) {
    const ksize: Attribute = { kind: 'ints', value: [1, pool, pool, 1] };
    at = add(`${camera}/pool`, 'AvgPool', [at], { T: FLOAT, ksize, strides: ksize, padding: VALID, data_format: NHWC });
  }

  let convs = 0;
  let denses = 0;
  for (const layer of policy.trunk) {
    const activate = (scope: string, from: string, bias: string): string => {
      const biased = add(`${scope}/BiasAdd`, 'BiasAdd', [from, bias], { T: FLOAT, data_format: NHWC });
      return add(`${scope}/Relu`, 'Relu', [biased], { T: FLOAT });
    };
    if (layer.kind === 'conv') {
      const isPointwise = layer.shape[0] === 1;
      const scope = (isPointwise ? pointwiseScope : convScope)('network_1', CAMERA, convs++);
      const { kernel, bias } = weights(scope, layer);
      const conv = add(`${scope}/Conv2D`, 'Conv2D', [at, kernel], {
        T: FLOAT,
        strides: { kind: 'ints', value: [1, layer.stride, layer.stride, 1] },
        dilations: { kind: 'ints', value: [1, 1, 1, 1] },
        padding: VALID,
        data_format: NHWC,
      });
      at = activate(scope, conv, bias);
      continue;
    }
    if (denses === 0) {
      const flat = ints(`${camera}/flatten/shape`, -1, layer.fanIn);
      at = add(`${camera}/flatten`, 'Reshape', [at, flat], { T: FLOAT, Tshape: INT });
    }
    const scope = denseScope('network_1', denses++);
    const { kernel, bias } = weights(scope, layer);
    at = activate(scope, multiply(scope, at, kernel), bias);
  }

  const scope = headScope(actionSpace.kind);
  const { kernel, bias } = weights(scope, policy.head);
  const product = multiply(scope, at, kernel);
  const biased = add(`${scope}/BiasAdd`, 'BiasAdd', [product, bias], { T: FLOAT, data_format: NHWC });
  add(DEEPRACER_NAMES.output, actionSpace.kind === 'discrete' ? 'Softmax' : 'Identity', [biased], { T: FLOAT });
  return { nodes };

  function multiply(name: string, from: string, by: string): string {
    const no: Attribute = { kind: 'bool', value: false };
    return add(`${name}/MatMul`, 'MatMul', [from, by], { T: FLOAT, transpose_a: no, transpose_b: no });
  }
}
