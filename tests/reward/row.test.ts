import { describe, expect, it } from 'vitest';
import { REWARD_INPUTS } from '../../src/reward/contract.ts';
import {
  FIRST_FLAG,
  FIRST_INT,
  numberOf,
  OBJECT_FIELDS,
  PYTHON_LAYOUT,
  ROW_BYTES,
  ROW_FLAGS,
  ROW_FLOATS,
  ROW_INTS,
  ROW_NUMBERS,
  ROW_PAIRS,
  readRow,
} from '../../src/reward/row.ts';
import { newRowBlock, writeRow } from '../../src/reward/wire.ts';
import { newRewardInputs, OBJECT, OBJECT_SIZE } from '../../src/sim/inputs.ts';

describe('the row', () => {
  it('has a place for every input that is not sent once for the track or once for each object', () => {
    const elsewhere = (name: string) => name.startsWith('objects_') || name === 'track_length' || name === 'waypoints';
    const sent = REWARD_INPUTS.map(({ name }) => name).filter((name) => !elsewhere(name));
    expect([...ROW_FLOATS, ...ROW_PAIRS, ...ROW_FLAGS].sort()).toEqual(sent.sort());
    const places = sent.flatMap((name) => (ROW_PAIRS.includes(name) ? [numberOf(name), numberOf(name) + 1] : numberOf(name)));
    expect([...places, ...ROW_INTS.map(numberOf)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: ROW_NUMBERS }, (_, k) => k),
    );
    expect(() => numberOf('waypoints')).toThrow(/a row has no waypoints/);
  });

  it('is as long as Python unpacks it', () => {
    const sizes: Record<string, number> = { d: 8, i: 4, '?': 1 };
    const parts = [...PYTHON_LAYOUT.row.matchAll(/(\d+)([di?])/g)];
    const length = parts.reduce((sum, [, count, kind]) => sum + Number(count) * sizes[kind], 0);
    expect(length).toBe(FIRST_FLAG + ROW_FLAGS.length);
    expect(ROW_BYTES - length).toBeLessThan(8);
    expect(FIRST_INT * 4).toBe(8 * ROW_FLOATS.length);
  });

  it('has objects as the simulator does', () => {
    expect(OBJECT_FIELDS.length).toBe(OBJECT_SIZE);
    expect(OBJECT_FIELDS.indexOf('objects_speed')).toBe(OBJECT.speed);
    expect(OBJECT_FIELDS.indexOf('objects_heading')).toBe(OBJECT.heading);
    expect(OBJECT_FIELDS.indexOf('objects_distance_from_center')).toBe(OBJECT.fromCentre);
    expect(OBJECT_FIELDS.indexOf('objects_distance')).toBe(OBJECT.distance);
    expect(OBJECT_FIELDS.indexOf('objects_left_of_center')).toBe(OBJECT.isLeft);
  });

  it('is read as it was written, every number at its place', () => {
    const inputs = newRewardInputs(2, 3);
    const columns = inputs as unknown as Record<string, Float64Array>;
    ROW_FLOATS.forEach((name, k) => {
      columns[name][1] = 100 + k + 0.5;
    });
    ROW_PAIRS.forEach((name, k) => {
      columns[name].set([200 + k, 300 + k], 2);
    });
    ROW_FLAGS.forEach((name, k) => {
      columns[name][1] = k % 2;
    });
    inputs.object_count[1] = 2;
    inputs.objects.set(
      Array.from({ length: 2 * OBJECT_SIZE }, (_, k) => 0.25 * k),
      3 * OBJECT_SIZE,
    );
    const block = newRowBlock(4, 3);
    writeRow(block, 2, inputs, 1, 7, 9);
    const out = new Float64Array(ROW_NUMBERS);
    readRow(block.bytes, block.floats, block.ints, 2 * block.stride, out, 0);
    ROW_FLOATS.forEach((name, k) => {
      expect(out[numberOf(name)]).toBe(100 + k + 0.5);
    });
    ROW_PAIRS.forEach((name, k) => {
      expect([out[numberOf(name)], out[numberOf(name) + 1]]).toEqual([200 + k, 300 + k]);
    });
    ROW_FLAGS.forEach((name, k) => {
      expect(out[numberOf(name)]).toBe(k % 2);
    });
    expect(ROW_INTS.map((name) => out[numberOf(name)])).toEqual([7, 9, 2]);
    const objects = block.floats.subarray((2 * block.stride + ROW_BYTES) / 8, (3 * block.stride) / 8);
    expect([...objects].slice(0, 2 * OBJECT_SIZE)).toEqual(Array.from({ length: 2 * OBJECT_SIZE }, (_, k) => 0.25 * k));
  });
});
