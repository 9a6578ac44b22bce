import { describe, expect, it } from 'vitest';
import { crc32c, fileHeader, restartRecord, scalarRecord } from '../../src/learn/tensorboard.ts';

/** A reader written from the format's description, to read what the writer wrote. */
function readRecord(bytes: Uint8Array): Map<number, (bigint | number | Uint8Array)[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = Number(view.getBigUint64(0, true));
  expect(bytes.length).toBe(length + 16);
  const unmask = (masked: number) => {
    const rotated = (masked - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  expect(unmask(view.getUint32(8, true))).toBe(crc32c(bytes.subarray(0, 8)));
  expect(unmask(view.getUint32(12 + length, true))).toBe(crc32c(bytes.subarray(12, 12 + length)));
  return readMessage(bytes.subarray(12, 12 + length));
}

function readMessage(bytes: Uint8Array): Map<number, (bigint | number | Uint8Array)[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, (bigint | number | Uint8Array)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    let value: bigint | number | Uint8Array;
    if ((tag & 7) === 0) value = varint();
    else if ((tag & 7) === 1) {
      value = view.getFloat64(at, true);
      at += 8;
    } else if ((tag & 7) === 5) {
      value = view.getFloat32(at, true);
      at += 4;
    } else {
      const length = Number(varint());
      value = bytes.subarray(at, at + length);
      at += length;
    }
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const text = (bytes: unknown) => new TextDecoder().decode(bytes as Uint8Array);

describe('TensorBoard event files', () => {
  it('have the checksum of RFC 3720', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it('begin with their version', () => {
    const header = readRecord(fileHeader(1_700_000_000.5));
    expect(header.get(1)).toEqual([1_700_000_000.5]);
    expect(text(header.get(3)?.[0])).toBe('brain.Event:2');
  });

  it('hold scalars by tag and step, but for those that are missing', () => {
    const event = readRecord(scalarRecord(12, 5_000_000_000, { 'losses/entropy': 1.25, 'charts/x': null, 'charts/SPS': -3 }));
    expect(event.get(2)).toEqual([5_000_000_000n]);
    const values = (readMessage(event.get(5)?.[0] as Uint8Array).get(1) ?? []).map((value) =>
      readMessage(value as Uint8Array),
    );
    expect(values.map((value) => [text(value.get(1)?.[0]), value.get(2)?.[0]])).toEqual([
      ['losses/entropy', 1.25],
      ['charts/SPS', -3],
    ]);
  });

  it('say where a run was resumed', () => {
    const event = readRecord(restartRecord(12, 300));
    expect(event.get(2)).toEqual([300n]);
    expect(readMessage(event.get(7)?.[0] as Uint8Array).get(1)).toEqual([1n]);
  });
});
