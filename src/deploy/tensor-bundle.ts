/**
 * TensorFlow's checkpoints: `NAME.index` says where in `NAME.data-?????-of-?????` each variable lies. The index is a
 * sorted table in LevelDB's format (github.com/google/leveldb/blob/main/doc/table_format.md), its values messages of
 * tensorflow/core/protobuf/tensor_bundle.proto.
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { messageOf, UserError } from '../math/error.ts';
import { DTYPE } from './graphdef.ts';

export interface BundleEntry {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly shard: number;
  /** bytes, in its shard */
  readonly offset: number;
  readonly size: number;
  /** of its bytes, masked CRC-32C */
  readonly checksum: number;
}

export interface BundleIndex {
  readonly shards: number;
  /** by name of the variable */
  readonly entries: ReadonlyMap<string, BundleEntry>;
}

const FOOTER = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: how it is packed, and its checksum. */
const TRAILER = 5;
const MAX_ENTRIES = 10_000;
const MAX_KEY = 1024;
const MAX_RANK = 8;
const FIX = 'copy the whole checkpoint again';

/** @throws UserError for anything but a whole, unpacked index */
export function parseBundleIndex(bytes: Uint8Array, place: string): BundleIndex {
  try {
    return readIndex(bytes);
  } catch (error) {
    throw new UserError(place, 'the content', `is no TensorFlow checkpoint index (${messageOf(error)})`, FIX);
  }
}

function readIndex(bytes: Uint8Array): BundleIndex {
  if (bytes.length < FOOTER) throw new Error('it is too short');
  const footer = bytes.subarray(bytes.length - FOOTER);
  const view = new DataView(footer.buffer, footer.byteOffset, FOOTER);
  if (view.getBigUint64(FOOTER - 8, true) !== MAGIC) throw new Error('its end is not that of a table');
  const handles = new BinaryReader(footer);
  readHandle(handles);
  const entries = new Map<string, BundleEntry>();
  let shards = 0;
  let end = 0;
  for (const [, value] of readBlock(bytes, readHandle(handles))) {
    const handle = readHandle(new BinaryReader(value));
    // Each block once.
    if (!(handle.offset >= end)) throw new Error('its blocks overlap');
    end = handle.offset + handle.size + TRAILER;
    for (const [key, entry] of readBlock(bytes, handle)) {
      // The first key, the empty one, is about the whole.
      if (key === '') shards = readHeader(entry);
      else entries.set(key, readEntry(entry));
      if (entries.size > MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} variables`);
    }
  }
  if (shards < 1) throw new Error('it does not say in how many files its variables are');
  return { shards, entries };
}

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

function readHandle(reader: BinaryReader): BlockHandle {
  return { offset: Number(reader.uint64()), size: Number(reader.uint64()) };
}

/** Keys and values of a block: of each key only what differs from the one before is stored. */
function* readBlock(bytes: Uint8Array, { offset, size }: BlockHandle): Generator<[string, Uint8Array]> {
  const end = offset + size;
  if (!(size >= 4 && end + TRAILER <= bytes.length)) throw new Error('it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[end] !== 0) throw new Error('its blocks are packed');
  if (view.getUint32(end + 1, true) !== maskedChecksum(bytes.subarray(offset, end + 1))) throw new Error('it is damaged');
  const restarts = view.getUint32(end - 4, true);
  const limit = size - 4 - 4 * restarts;
  if (!(limit >= 0)) throw new Error('it is damaged');
  const reader = new BinaryReader(bytes.subarray(offset, offset + limit));
  let key = new Uint8Array();
  while (reader.pos < reader.len) {
    const shared = reader.uint32();
    const own = reader.uint32();
    const length = reader.uint32();
    if (shared > key.length || shared + own > MAX_KEY || reader.pos + own + length > reader.len)
      throw new Error('it is damaged');
    const at = offset + reader.pos;
    const next = new Uint8Array(shared + own);
    next.set(key.subarray(0, shared));
    next.set(bytes.subarray(at, at + own), shared);
    key = next;
    reader.pos += own + length;
    yield [new TextDecoder().decode(key), bytes.subarray(at + own, at + own + length)];
  }
}

function readHeader(bytes: Uint8Array): number {
  let shards = 0;
  for (const reader = new BinaryReader(bytes); reader.pos < reader.len; ) {
    const [field, type] = reader.tag();
    if (field === 1) shards = reader.int32();
    else if (field === 2 && reader.int32() !== 0) throw new Error('its bytes are in the other order');
    else if (field !== 2) reader.skip(type, field);
  }
  return shards;
}

function readEntry(bytes: Uint8Array): BundleEntry {
  let dtype = 0;
  const shape: number[] = [];
  let shard = 0;
  let offset = 0;
  let size = 0;
  let checksum = 0;
  for (const reader = new BinaryReader(bytes); reader.pos < reader.len; ) {
    const [field, type] = reader.tag();
    if (field === 1) dtype = reader.int32();
    else if (field === 2) readShape(reader.bytes(), shape);
    else if (field === 3) shard = reader.int32();
    else if (field === 4) offset = Number(reader.int64());
    else if (field === 5) size = Number(reader.int64());
    else if (field === 6) checksum = reader.fixed32();
    else reader.skip(type, field);
  }
  return { dtype, shape, shard, offset, size, checksum };
}

function readShape(bytes: Uint8Array, shape: number[]): void {
  for (const reader = new BinaryReader(bytes); reader.pos < reader.len; ) {
    const [field, type] = reader.tag();
    if (field !== 2) {
      reader.skip(type, field);
      continue;
    }
    const dimension = new BinaryReader(reader.bytes());
    let size = 0;
    while (dimension.pos < dimension.len) {
      const [inner, innerType] = dimension.tag();
      if (inner === 1) size = Number(dimension.int64());
      else dimension.skip(innerType, inner);
    }
    if (shape.push(size) > MAX_RANK || size < 0) throw new Error('a variable of no shape');
  }
}

/** A variable's values. @param data its shard @throws UserError for a shard that is cut short, damaged or of other numbers */
export function readVariable(
  { dtype, shape, offset, size, checksum }: BundleEntry,
  data: Uint8Array,
  place: string,
): Float32Array {
  const fail = (problem: string): never => {
    throw new UserError(place, 'a variable', problem, FIX);
  };
  if (dtype !== DTYPE.float32) fail(`is of element type ${dtype}, not float32`);
  const elements = shape.reduce((product, n) => product * n, 1);
  if (size !== 4 * elements) fail(`has ${size} bytes for ${elements} values`);
  if (!(offset >= 0 && offset + size <= data.length)) fail('lies beyond the end of the file');
  const bytes = data.subarray(offset, offset + size);
  if (maskedChecksum(bytes) !== checksum) fail('is damaged');
  return new Float32Array(bytes.slice().buffer);
}

const CASTAGNOLI = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? CASTAGNOLI : 0);
  return crc;
});

/** CRC-32C, turned and shifted as LevelDB stores it. */
export function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 255];
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
