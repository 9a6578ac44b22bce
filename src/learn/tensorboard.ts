/**
 * TensorBoard event files: records of protocol-buffer messages, each with masked CRC-32C sums. Written from the public
 * description of the format (tensorflow/core/util/event.proto, lib/io/record_writer.h); scalars are all we need.
 */

/** The first record of a file. @param seconds wall-clock time, s since 1970 */
export function fileHeader(seconds: number): Uint8Array {
  return record([...timeAndStep(seconds, 0), ...bytesField(3, new TextEncoder().encode('brain.Event:2'))]);
}

/** Values of a step under their tags; those that are null are left out. */
export function scalarRecord(seconds: number, step: number, scalars: Readonly<Record<string, number | null>>): Uint8Array {
  const values = Object.entries(scalars).flatMap(([tag, value]) => {
    if (value === null) return [];
    return bytesField(1, [...bytesField(1, new TextEncoder().encode(tag)), 0x15, ...float32(value)]);
  });
  return record([...timeAndStep(seconds, step), ...bytesField(5, values)]);
}

/** Says that what comes after it replaces everything from `step` on in files before this one. */
export function restartRecord(seconds: number, step: number): Uint8Array {
  return record([...timeAndStep(seconds, step), ...bytesField(7, [0x08, 1])]);
}

function timeAndStep(seconds: number, step: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, seconds, true);
  return [0x09, ...bytes, 0x10, ...varint(step)];
}

function float32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}

function bytesField(number: number, bytes: ArrayLike<number>): number[] {
  return [(number << 3) | 2, ...varint(bytes.length), ...Array.from(bytes)];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return [...bytes, left];
}

/** Length (uint64) and its sum, the message and its sum. */
function record(message: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + message.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, message.length, true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(message, 12);
  view.setUint32(12 + message.length, maskedCrc(bytes.subarray(12, 12 + message.length)), true);
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C (Castagnoli). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
