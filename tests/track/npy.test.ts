import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/math/error.ts';
import { readNpy, writeNpy } from '../../src/track/npy.ts';
import { fc } from '../support/fast-check.ts';

const matrix = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 })).chain(([rows, columns]) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    values: fc
      .array(fc.double(), { minLength: rows * columns, maxLength: rows * columns })
      .map((list) => Float64Array.from(list)),
  }),
);

describe('.npy', () => {
  it('reads back exactly what it wrote', () => {
    fc.assert(
      fc.property(matrix, (m) => {
        expect(readNpy(writeNpy(m), 'x.npy')).toEqual(m);
      }),
    );
  });

  it('starts the data at a multiple of 64, as NumPy does', () => {
    const bytes = writeNpy({ rows: 1, columns: 1, values: Float64Array.of(1) });
    expect((bytes.length - 8) % 64).toBe(0);
    expect(new TextDecoder('latin1').decode(bytes.subarray(1, 6))).toBe('NUMPY');
  });

  it('reads float32 in Fortran order', () => {
    const header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }".padEnd(117);
    const bytes = new Uint8Array(10 + 118 + 24);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    bytes.set(new TextEncoder().encode(`${header}\n`), 10);
    bytes.set(new Uint8Array(Float32Array.of(0, 10, 1, 11, 2, 12).buffer), 128);
    expect([...readNpy(bytes, 'x.npy').values]).toEqual([0, 1, 2, 10, 11, 12]);
  });

  it('refuses anything broken with one clear error, and never anything else', () => {
    const good = writeNpy({ rows: 4, columns: 6, values: new Float64Array(24) });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: good.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: good.length }),
        (at, byte, cut) => {
          const broken = good.slice(0, cut);
          if (at < broken.length) broken[at] = byte;
          try {
            readNpy(broken, 'x.npy');
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            expect((error as Error).message).toMatch(/^x\.npy: \S+ .*; /);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
