/**
 * Writes TensorFlow checkpoints, to try their reader on: an index in LevelDB's table format, and one shard of values.
 * By the formats' public descriptions (leveldb/doc/table_format.md, tensor_bundle.proto).
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { maskedChecksum } from '../../src/deploy/tensor-bundle.ts';

export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const RESTART_EVERY = 16;
/** Small, so that there are several. */
const BLOCK_BYTES = 512;

export function writeBundle(variables: readonly Variable[]): { index: Uint8Array; data: Uint8Array } {
  const sorted = [...variables].sort((a, b) => (a.name < b.name ? -1 : 1));
  const data = new Uint8Array(sorted.reduce((sum, { data }) => sum + data.byteLength, 0));
  const header = new BinaryWriter();
  header.tag(1, WireType.Varint).int32(1);
  header.tag(3, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(1).join();
  const entries: [string, Uint8Array][] = [['', header.finish()]];
  let offset = 0;
  for (const { name, shape, data: values } of sorted) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    data.set(bytes, offset);
    const entry = new BinaryWriter();
    entry.tag(1, WireType.Varint).int32(1);
    entry.tag(2, WireType.LengthDelimited).fork();
    for (const size of shape) entry.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64(size).join();
    entry.join();
    entry.tag(4, WireType.Varint).int64(offset);
    entry.tag(5, WireType.Varint).int64(bytes.length);
    entry.tag(6, WireType.Bit32).fixed32(maskedChecksum(bytes));
    entries.push([name, entry.finish()]);
    offset += bytes.length;
  }
  return { index: writeTable(entries), data };
}

/** Data blocks, an empty meta-index block, an index block, a footer. */
function writeTable(entries: readonly [string, Uint8Array][]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  const put = (block: Uint8Array): Uint8Array => {
    const trailer = new Uint8Array(5);
    const checked = new Uint8Array(block.length + 1);
    checked.set(block);
    new DataView(trailer.buffer).setUint32(1, maskedChecksum(checked), true);
    parts.push(block, trailer);
    const handle = new BinaryWriter().uint32(at).uint32(block.length).finish();
    at += block.length + trailer.length;
    return handle;
  };
  const index: [string, Uint8Array][] = [];
  let block: [string, Uint8Array][] = [];
  let size = 0;
  const flush = () => {
    if (block.length === 0) return;
    index.push([block[block.length - 1][0], put(writeBlock(block))]);
    block = [];
    size = 0;
  };
  for (const entry of entries) {
    block.push(entry);
    size += entry[0].length + entry[1].length;
    if (size > BLOCK_BYTES) flush();
  }
  flush();
  const meta = put(writeBlock([]));
  const top = put(writeBlock(index));
  const footer = new Uint8Array(48);
  footer.set(meta);
  footer.set(top, meta.length);
  new DataView(footer.buffer).setBigUint64(40, 0xdb4775248b80fb57n, true);
  return concat([...parts, footer]);
}

/** Keys share what they have in common with the one before, but for every sixteenth. */
function writeBlock(entries: readonly [string, Uint8Array][]): Uint8Array {
  const parts: Uint8Array[] = [];
  const restarts: number[] = [];
  let at = 0;
  let before = new Uint8Array();
  entries.forEach(([name, value], i) => {
    const key = new TextEncoder().encode(name);
    let shared = 0;
    if (i % RESTART_EVERY === 0) restarts.push(at);
    else while (shared < Math.min(key.length, before.length) && key[shared] === before[shared]) shared++;
    const head = new BinaryWriter()
      .uint32(shared)
      .uint32(key.length - shared)
      .uint32(value.length)
      .finish();
    const entry = concat([head, key.subarray(shared), value]);
    parts.push(entry);
    at += entry.length;
    before = key;
  });
  if (restarts.length === 0) restarts.push(0);
  const tail = new DataView(new ArrayBuffer(4 * restarts.length + 4));
  restarts.forEach((restart, i) => {
    tail.setUint32(4 * i, restart, true);
  });
  tail.setUint32(4 * restarts.length, restarts.length, true);
  return concat([...parts, new Uint8Array(tail.buffer)]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
