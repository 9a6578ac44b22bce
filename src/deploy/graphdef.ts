/**
 * TensorFlow's graphs as files: the protocol buffer messages GraphDef, NodeDef, AttrValue and TensorProto, as far as
 * a frozen policy uses them (field numbers: tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto).
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { messageOf, UserError } from '../math/error.ts';

export interface Graph {
  readonly nodes: readonly GraphNode[];
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** names of nodes; `name:0` is the same as `name`, `^name` is no data */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** One of TensorFlow's kinds of attribute. Kinds that say nothing about what a graph computes are not kept. */
export type Attribute =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'type'; readonly value: number }
  /** −1 is any number */
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: GraphTensor };

export interface GraphTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** TensorFlow's numbers for element types. */
export const DTYPE = { float32: 1, int32: 3, int64: 9 } as const;

const MAX_NODES = 2000;
const MAX_RANK = 8;
/** Elements of one constant: the largest of DeepRacer's networks has 28,672,000 in one. */
const MAX_ELEMENTS = 1 << 25;
/** A few bytes may stand for a whole constant of one value, but not for a large one. */
const MAX_REPEATED = 1 << 12;
const FIX = 'take the model.pb that the training wrote, whole';

/** @throws UserError naming `place` for anything but a graph of a frozen policy's size */
export function parseGraph(bytes: Uint8Array, place: string): Graph {
  const nodes: GraphNode[] = [];
  try {
    eachField(bytes, (field, reader) => {
      if (field !== 1) return false;
      nodes.push(parseNode(reader.bytes()));
      if (nodes.length > MAX_NODES) throw new Error(`more than ${MAX_NODES} nodes`);
      return true;
    });
  } catch (error) {
    throw new UserError(place, 'the content', `is no TensorFlow graph (${messageOf(error)})`, FIX);
  }
  if (nodes.length === 0) throw new UserError(place, 'the content', 'is no TensorFlow graph (it has no nodes)', FIX);
  return { nodes };
}

export function formatGraph({ nodes }: Graph): Uint8Array {
  const writer = new BinaryWriter();
  for (const node of nodes) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writeNode(writer, node);
    writer.join();
  }
  // versions { producer }: that of TensorFlow 1.15, which every reader knows.
  writer.tag(4, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(134).join();
  return writer.finish();
}

/** Calls `take` for each field; what it does not read (it then says false) is skipped. */
function eachField(bytes: Uint8Array, take: (field: number, reader: BinaryReader, type: WireType) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (!take(field, reader, type)) reader.skip(type, field);
  }
}

function parseNode(bytes: Uint8Array): GraphNode {
  let name = '';
  let op = '';
  const inputs: string[] = [];
  const attributes: Record<string, Attribute> = Object.create(null);
  eachField(bytes, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) op = reader.string();
    else if (field === 3) inputs.push(reader.string());
    else if (field === 5) {
      const [key, value] = parseEntry(reader.bytes());
      if (value) attributes[key] = value;
    } else return false;
    return true;
  });
  return { name, op, inputs, attributes };
}

function parseEntry(bytes: Uint8Array): [string, Attribute | undefined] {
  let key = '';
  let value: Attribute | undefined;
  eachField(bytes, (field, reader) => {
    if (field === 1) key = reader.string();
    else if (field === 2) value = parseAttribute(reader.bytes());
    else return false;
    return true;
  });
  return [key, value];
}

function parseAttribute(bytes: Uint8Array): Attribute | undefined {
  let attribute: Attribute | undefined;
  eachField(bytes, (field, reader) => {
    if (field === 1) attribute = parseInts(reader.bytes());
    else if (field === 2) attribute = { kind: 'text', value: utf8(reader.bytes()) };
    else if (field === 3) attribute = { kind: 'int', value: Number(reader.int64()) };
    else if (field === 4) attribute = { kind: 'float', value: reader.float() };
    else if (field === 5) attribute = { kind: 'bool', value: reader.bool() };
    else if (field === 6) attribute = { kind: 'type', value: reader.int32() };
    else if (field === 7) attribute = { kind: 'shape', value: parseShape(reader.bytes()) };
    else if (field === 8) attribute = { kind: 'tensor', value: parseTensor(reader.bytes()) };
    else return false;
    return true;
  });
  return attribute;
}

/** Text attributes may hold any bytes; those that mean something here are plain words. */
function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 1024));
}

/** A list: only lists of integers matter. */
function parseInts(bytes: Uint8Array): Attribute {
  const value: number[] = [];
  eachField(bytes, (field, reader, type) => {
    if (field !== 3) return false;
    eachPacked(reader, type, () => value.push(Number(reader.int64())));
    return true;
  });
  return { kind: 'ints', value };
}

/** A repeated number: packed into one field, or a field for each. */
function eachPacked(reader: BinaryReader, type: WireType, read: () => void): void {
  if (type !== WireType.LengthDelimited) {
    read();
    return;
  }
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('it ends early');
  while (reader.pos < end) read();
}

function parseShape(bytes: Uint8Array): number[] {
  const shape: number[] = [];
  eachField(bytes, (field, reader) => {
    if (field !== 2) return false;
    let size = 0;
    eachField(reader.bytes(), (inner, r) => {
      if (inner !== 1) return false;
      size = Number(r.int64());
      return true;
    });
    if (!Number.isSafeInteger(size) || size < -1 || size > MAX_ELEMENTS) throw new Error(`a dimension of ${size}`);
    if (shape.push(size) > MAX_RANK) throw new Error(`a tensor of more than ${MAX_RANK} dimensions`);
    return true;
  });
  return shape;
}

function parseTensor(bytes: Uint8Array): GraphTensor {
  let dtype = 0;
  let shape: number[] = [];
  let content: Uint8Array | undefined;
  const listed: number[] = [];
  eachField(bytes, (field, reader, type) => {
    if (field === 1) dtype = reader.int32();
    else if (field === 2) shape = parseShape(reader.bytes());
    else if (field === 4) content = reader.bytes();
    else if (field === 5) eachPacked(reader, type, () => listed.push(reader.float()));
    else if (field === 7) eachPacked(reader, type, () => listed.push(reader.int32()));
    else if (field === 10) eachPacked(reader, type, () => listed.push(Number(reader.int64())));
    else return false;
    return true;
  });
  if (shape.some((size) => size < 0)) throw new Error(`a constant of shape [${shape}]`);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (!(elements >= 0 && elements <= MAX_ELEMENTS)) throw new Error(`a constant of shape [${shape}]`);
  return { shape, data: tensorData(dtype, elements, content, listed) };
}

function tensorData(
  dtype: number,
  elements: number,
  content: Uint8Array | undefined,
  listed: readonly number[],
): Float32Array | Int32Array {
  if (content?.length) return dataOfContent(dtype, elements, content);
  const isRepeated = listed.length > 0 && listed.length < elements && elements <= MAX_REPEATED;
  if (listed.length !== elements && !isRepeated) throw new Error(`a constant with ${listed.length} values for ${elements}`);
  const data = newData(dtype, elements);
  data.set(listed);
  return data.fill(listed[listed.length - 1] ?? 0, listed.length);
}

function newData(dtype: number, elements: number): Float32Array | Int32Array {
  if (dtype === DTYPE.float32) return new Float32Array(elements);
  if (dtype === DTYPE.int32 || dtype === DTYPE.int64) return new Int32Array(elements);
  throw new Error(`a constant of element type ${dtype}`);
}

/** Little-endian, as all machines are that run this. */
function dataOfContent(dtype: number, elements: number, content: Uint8Array): Float32Array | Int32Array {
  const size = dtype === DTYPE.int64 ? 8 : 4;
  if (content.length !== size * elements) throw new Error(`a constant of ${content.length} bytes for ${elements} values`);
  if (dtype === DTYPE.int64) {
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    return Int32Array.from({ length: elements }, (_, i) => Number(view.getBigInt64(8 * i, true)));
  }
  const data = newData(dtype, elements);
  new Uint8Array(data.buffer).set(content);
  return data;
}

function writeNode(writer: BinaryWriter, { name, op, inputs, attributes }: GraphNode): void {
  writer.tag(1, WireType.LengthDelimited).string(name).tag(2, WireType.LengthDelimited).string(op);
  for (const input of inputs) writer.tag(3, WireType.LengthDelimited).string(input);
  for (const [key, attribute] of Object.entries(attributes)) {
    writer.tag(5, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).fork();
    writeAttribute(writer, attribute);
    writer.join().join();
  }
}

function writeAttribute(writer: BinaryWriter, attribute: Attribute): void {
  const { kind, value } = attribute;
  if (kind === 'text') writer.tag(2, WireType.LengthDelimited).string(value);
  else if (kind === 'int') writer.tag(3, WireType.Varint).int64(value);
  else if (kind === 'float') writer.tag(4, WireType.Bit32).float(value);
  else if (kind === 'bool') writer.tag(5, WireType.Varint).bool(value);
  else if (kind === 'type') writer.tag(6, WireType.Varint).int32(value);
  else if (kind === 'shape') {
    writer.tag(7, WireType.LengthDelimited).fork();
    writeShape(writer, value);
    writer.join();
  } else if (kind === 'ints') {
    writer.tag(1, WireType.LengthDelimited).fork().tag(3, WireType.LengthDelimited).fork();
    for (const int of value) writer.int64(int);
    writer.join().join();
  } else {
    writer.tag(8, WireType.LengthDelimited).fork();
    writeTensor(writer, value);
    writer.join();
  }
}

function writeShape(writer: BinaryWriter, shape: readonly number[]): void {
  for (const size of shape) writer.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64(size).join();
}

function writeTensor(writer: BinaryWriter, { shape, data }: GraphTensor): void {
  const dtype = data instanceof Float32Array ? DTYPE.float32 : DTYPE.int32;
  writer.tag(1, WireType.Varint).int32(dtype).tag(2, WireType.LengthDelimited).fork();
  writeShape(writer, shape);
  writer.join();
  writer.tag(4, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
