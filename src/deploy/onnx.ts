/**
 * A policy as an ONNX model, for cars that are no DeepRacer: `image`, [n, 1, 120, 160] greys of 0 to 255, in; `policy`, as
 * the policy's own outputs, out. What the outputs mean travels in the model's metadata. Field numbers: onnx/onnx.proto.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Layer } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';
import { FRAME_SHAPE } from './proof.ts';

/** Opset 13 is what runtimes of 2020 and younger know. */
const OPSET = 13;
const IR_VERSION = 7;
const FLOAT = 1;
const INT64 = 7;
const BYTES = WireType.LengthDelimited;

interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly ints?: Readonly<Record<string, readonly number[]>>;
  readonly int?: Readonly<Record<string, number>>;
}

export function formatOnnx({ network, actionSpace }: Policy, name: string): Uint8Array {
  const { architecture, policy, parameters } = network;
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [];
  const constant = (tensorName: string, dims: readonly number[], data: OnnxTensor['data']) => {
    tensors.push({ name: tensorName, dims, data });
    return tensorName;
  };
  let at = 'image';
  const add = (op: string, output: string, inputs: readonly string[] = [], more: Pick<OnnxNode, 'ints' | 'int'> = {}) => {
    nodes.push({ op, inputs: [at, ...inputs], output, ...more });
    at = output;
  };
  // Weights as [out, in], since that is what every reader was tried with.
  const dense = (layerName: string, { fanIn, weightsAt, biasesAt, outputs }: Layer) => {
    const weights = transposed(parameters.subarray(weightsAt, biasesAt), fanIn, outputs);
    const weight = constant(`${layerName}_weight`, [outputs, fanIn], weights);
    const bias = constant(`${layerName}_bias`, [outputs], parameters.subarray(biasesAt, biasesAt + outputs));
    add('Gemm', layerName, [weight, bias], { int: { transB: 1 } });
  };
  add('Div', 'scaled', [constant('white', [], Float32Array.of(255))]);
  const { cropTop, pool } = architecture;
  if (cropTop > 0) {
    const ints = (key: string, value: number) => constant(key, [1], BigInt64Array.of(BigInt(value)));
    add('Slice', 'cropped', [ints('crop_from', cropTop), ints('crop_to', FRAME_SHAPE.rows), ints('crop_axis', 2)]);
  }
  if (pool > 1) add('AveragePool', 'pooled', [], { ints: { kernel_shape: [pool, pool], strides: [pool, pool] } });

  let isFlat = false;
  for (const [i, layer] of policy.trunk.entries()) {
    if (layer.kind === 'conv') {
      const { biasesAt, outputs } = layer;
      const biases = constant(`layer${i}_bias`, [outputs], parameters.subarray(biasesAt, biasesAt + outputs));
      const [rows, columns, channels] = layer.shape;
      const weights = channelsFirst(layer, parameters);
      const filter = constant(`layer${i}_weight`, [outputs, channels, rows, columns], weights);
      const ints = { kernel_shape: [rows, columns], strides: [layer.stride, layer.stride] };
      add('Conv', `layer${i}`, [filter, biases], { ints });
    } else {
      if (!isFlat) {
        // Dense layers were trained on channels that lie innermost.
        add('Transpose', 'channels_last', [], { ints: { perm: [0, 2, 3, 1] } });
        add('Flatten', 'flat', [], { int: { axis: 1 } });
        isFlat = true;
      }
      dense(`layer${i}`, layer);
    }
    add('Relu', `layer${i}_relu`);
  }
  dense('head', policy.head);
  add(
    actionSpace.kind === 'discrete' ? 'Softmax' : 'Identity',
    'policy',
    [],
    actionSpace.kind === 'discrete' ? { int: { axis: 1 } } : {},
  );
  return modelBytes(name, nodes, tensors, policy.head.outputs, { action_space: JSON.stringify(actionSpace) });
}

/** [rows, columns] as [columns, rows]. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = values[row * columns + column];
  }
  return out;
}

/** [rows, columns, in, out] as [out, in, rows, columns]. */
function channelsFirst(
  { shape, weightsAt, outputs }: Extract<Layer, { kind: 'conv' }>,
  parameters: Float32Array,
): Float32Array {
  const [rows, columns, channels] = shape;
  const out = new Float32Array(rows * columns * channels * outputs);
  let from = weightsAt;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) {
        for (let filter = 0; filter < outputs; filter++) {
          out[((filter * channels + channel) * rows + row) * columns + column] = parameters[from++];
        }
      }
    }
  }
  return out;
}

function modelBytes(
  name: string,
  nodes: readonly OnnxNode[],
  tensors: readonly OnnxTensor[],
  outputs: number,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const writer = new BinaryWriter();
  const text = (field: number, value: string) => writer.tag(field, BYTES).string(value);
  const message = (field: number, write: () => void) => {
    writer.tag(field, BYTES).fork();
    write();
    writer.join();
  };
  const attribute = (key: string, type: number, write: () => void) =>
    message(5, () => {
      text(1, key);
      write();
      writer.tag(20, WireType.Varint).int32(type);
    });
  const port = (field: number, portName: string, shape: readonly (number | string)[]) =>
    message(field, () => {
      text(1, portName);
      message(2, () =>
        message(1, () => {
          writer.tag(1, WireType.Varint).int32(FLOAT);
          message(2, () => {
            for (const size of shape) {
              message(1, () => {
                if (typeof size === 'string') text(2, size);
                else writer.tag(1, WireType.Varint).int64(size);
              });
            }
          });
        }),
      );
    });
  writer.tag(1, WireType.Varint).int64(IR_VERSION);
  text(2, 'Lapzero');
  message(7, () => {
    for (const { op, inputs, output, ints = {}, int = {} } of nodes) {
      message(1, () => {
        for (const input of inputs) text(1, input);
        text(2, output);
        text(3, output);
        text(4, op);
        for (const [key, values] of Object.entries(ints)) {
          attribute(key, 7, () => {
            for (const value of values) writer.tag(8, WireType.Varint).int64(value);
          });
        }
        for (const [key, value] of Object.entries(int)) {
          attribute(key, 2, () => writer.tag(3, WireType.Varint).int64(value));
        }
      });
    }
    text(2, name);
    for (const { name: tensorName, dims, data } of tensors) {
      message(5, () => {
        for (const size of dims) writer.tag(1, WireType.Varint).int64(size);
        writer.tag(2, WireType.Varint).int32(data instanceof Float32Array ? FLOAT : INT64);
        text(8, tensorName);
        writer.tag(9, BYTES).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      });
    }
    port(11, 'image', ['n', 1, FRAME_SHAPE.rows, FRAME_SHAPE.columns]);
    port(12, 'policy', ['n', outputs]);
  });
  message(8, () => {
    text(1, '');
    writer.tag(2, WireType.Varint).int64(OPSET);
  });
  for (const [key, value] of Object.entries(metadata)) {
    message(14, () => {
      text(1, key);
      text(2, value);
    });
  }
  return writer.finish();
}
