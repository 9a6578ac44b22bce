/** Reads a written ONNX model back as a graph, so that it can be run and compared before it is saved. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { messageOf, UserError } from '../math/error.ts';
import type { Attribute, Graph, GraphNode, GraphTensor } from './graphdef.ts';
import { transposed } from './onnx.ts';

interface OnnxNode {
  op: string;
  inputs: string[];
  output: string;
  ints: Record<string, number[]>;
}

/** Where the graph that comes back begins and ends. */
export const ONNX_ENDS = { input: 'image', output: 'policy' } as const;

const VALID: Attribute = { kind: 'text', value: 'VALID' };

/** @throws UserError for anything but what formatOnnx writes */
export function graphOfOnnx(bytes: Uint8Array, place: string): Graph {
  try {
    return readModel(bytes);
  } catch (error) {
    throw new UserError(place, 'the content', `cannot be read back (${messageOf(error)})`, 'please report this');
  }
}

function readModel(bytes: Uint8Array): Graph {
  const found: OnnxNode[] = [];
  const tensors = new Map<string, GraphTensor>();
  eachMessage(bytes, (field, model) => {
    if (field !== 7) return;
    eachMessage(model, (part, body) => {
      if (part === 1) found.push(readNode(body));
      else if (part === 5) readTensor(body, tensors);
    });
  });
  const nodes: GraphNode[] = [{ name: ONNX_ENDS.input, op: 'Placeholder', inputs: [], attributes: {} }];
  const firstDense = found.find(({ op }) => op === 'Gemm');
  const features = tensors.get(firstDense?.inputs[1] ?? '')?.shape[1] ?? 0;
  for (const node of found) nodes.push(...translated(node, tensors, features));
  return { nodes };
}

/** Fields that hold bytes; the others say nothing that matters here. */
function eachMessage(bytes: Uint8Array, take: (field: number, body: Uint8Array) => void): void {
  for (const reader = new BinaryReader(bytes); reader.pos < reader.len; ) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited) take(field, reader.bytes());
    else reader.skip(type, field);
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function readNode(bytes: Uint8Array): OnnxNode {
  const node: OnnxNode = { op: '', inputs: [], output: '', ints: {} };
  eachMessage(bytes, (field, body) => {
    if (field === 1) node.inputs.push(text(body));
    else if (field === 2) node.output = text(body);
    else if (field === 4) node.op = text(body);
    else if (field === 5) {
      let name = '';
      const values: number[] = [];
      for (const reader = new BinaryReader(body); reader.pos < reader.len; ) {
        const [inner, type] = reader.tag();
        if (inner === 1) name = reader.string();
        else if (inner === 3 || inner === 8) values.push(Number(reader.int64()));
        else reader.skip(type, inner);
      }
      node.ints[name] = values;
    }
  });
  return node;
}

function readTensor(bytes: Uint8Array, tensors: Map<string, GraphTensor>): void {
  const shape: number[] = [];
  let isFloat = false;
  let name = '';
  let raw = new Uint8Array();
  for (const reader = new BinaryReader(bytes); reader.pos < reader.len; ) {
    const [field, type] = reader.tag();
    if (field === 1) shape.push(Number(reader.int64()));
    else if (field === 2) isFloat = reader.int32() === 1;
    else if (field === 8) name = reader.string();
    else if (field === 9) raw = new Uint8Array(reader.bytes());
    else reader.skip(type, field);
  }
  const data = isFloat ? new Float32Array(raw.buffer) : Int32Array.from(new BigInt64Array(raw.buffer), Number);
  tensors.set(name, { shape, data });
}

/** In TensorFlow's terms, where images have their channels last. @param features of an image that is laid flat */
function translated(
  { op, inputs, output, ints }: OnnxNode,
  tensors: ReadonlyMap<string, GraphTensor>,
  features: number,
): GraphNode[] {
  const tensor = (i: number): GraphTensor => {
    const value = tensors.get(inputs[i]);
    if (!value) throw new Error(`${output} has no "${inputs[i]}"`);
    return value;
  };
  const constant = (name: string, value: GraphTensor): GraphNode => ({
    name,
    op: 'Const',
    inputs: [],
    attributes: { value: { kind: 'tensor', value } },
  });
  const node = (name: string, as: string, from: readonly string[], attributes: GraphNode['attributes'] = {}): GraphNode => ({
    name,
    op: as,
    inputs: from,
    attributes,
  });
  const square = (key: string): Attribute => ({ kind: 'ints', value: [1, ...(ints[key] ?? []), 1] });
  const biased = (weights: GraphTensor, as: string, attributes: GraphNode['attributes']): GraphNode[] => [
    constant(`${output}/w`, weights),
    constant(`${output}/b`, tensor(2)),
    node(`${output}/x`, as, [inputs[0], `${output}/w`], attributes),
    node(output, 'BiasAdd', [`${output}/x`, `${output}/b`]),
  ];
  const row = (name: string, ...values: number[]) => constant(name, { shape: [values.length], data: Int32Array.from(values) });
  switch (op) {
    case 'Div':
      return [constant(`${output}/y`, tensor(1)), node(output, 'RealDiv', [inputs[0], `${output}/y`])];
    case 'Slice': {
      const masks: GraphNode['attributes'] = { begin_mask: { kind: 'int', value: 13 }, end_mask: { kind: 'int', value: 13 } };
      return [
        row(`${output}/from`, 0, tensor(1).data[0], 0, 0),
        row(`${output}/to`, 0, tensor(2).data[0], 0, 0),
        row(`${output}/steps`, 1, 1, 1, 1),
        node(output, 'StridedSlice', [inputs[0], `${output}/from`, `${output}/to`, `${output}/steps`], masks),
      ];
    }
    case 'AveragePool':
      return [
        node(output, 'AvgPool', [inputs[0]], { ksize: square('kernel_shape'), strides: square('strides'), padding: VALID }),
      ];
    case 'Conv':
      return biased(channelsLast(tensor(1)), 'Conv2D', { strides: square('strides'), padding: VALID });
    case 'Gemm':
      return biased(rowsFirst(tensor(1)), 'MatMul', {});
    case 'Flatten':
      return [row(`${output}/to`, -1, features), node(output, 'Reshape', [inputs[0], `${output}/to`])];
    case 'Relu':
    case 'Softmax':
    case 'Identity':
      return [node(output, op, [inputs[0]])];
    case 'Transpose':
      return [node(output, 'Identity', [inputs[0]])];
    default:
      throw new Error(`it has a ${op}`);
  }
}

/** [out, in] as [in, out]. */
function rowsFirst({ shape: [outputs, inputs], data }: GraphTensor): GraphTensor {
  return { shape: [inputs, outputs], data: transposed(Float32Array.from(data), outputs, inputs) };
}

/** [out, in, rows, columns] as [rows, columns, in, out]. */
function channelsLast({ shape, data }: GraphTensor): GraphTensor {
  const [filters, channels, rows, columns] = shape;
  const out = new Float32Array(data.length);
  let from = 0;
  for (let filter = 0; filter < filters; filter++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          out[((row * columns + column) * channels + channel) * filters + filter] = data[from++];
        }
      }
    }
  }
  return { shape: [rows, columns, channels, filters], data: out };
}
