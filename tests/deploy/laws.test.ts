/** Writers and readers of other people's formats undo each other. */

import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { graphEnds, layersOfGraph } from '../../src/deploy/from-graph.ts';
import { WEB_PACKING } from '../../src/deploy/packing.ts';
import { policyGraph } from '../../src/deploy/policy-graph.ts';
import { parseBundleIndex, readVariable } from '../../src/deploy/tensor-bundle.ts';
import { formatTfjsModel, parseTfjsModel } from '../../src/deploy/tfjs-model.ts';
import { zipEntries } from '../../src/deploy/zip.ts';
import { UserError } from '../../src/math/error.ts';
import { NODE_PACKING } from '../../src/store/packing.node.ts';
import { actionSpaces } from '../support/arbitraries.ts';
import { fc } from '../support/fast-check.ts';
import { policyOf } from '../support/policies.ts';
import { type Variable, writeBundle } from '../support/tensor-bundle.ts';
import { zip } from '../support/zip.ts';

/** A name that is one in every zip: no two of them differ only in what an object makes of them. */
const names = fc.string({ unit: fc.constantFrom('a', 'B', '/', '.', 'ü', '赛', '🏁', ' ', '_'), minLength: 1, maxLength: 20 });
const files = fc.dictionary(names, fc.uint8Array({ maxLength: 3000 }), { maxKeys: 8, noNullPrototype: true });

describe('zips', () => {
  it('bring back every file, packed or not', () => {
    fc.assert(
      fc.property(files, fc.constantFrom(0 as const, 1 as const, 9 as const), (given, level) => {
        const entries = zipEntries(zipSync(given, { level }), 8);
        const found = Object.fromEntries(entries.map(({ name, read }) => [name, read()]));
        expect(found).toEqual(given);
        for (const { name, size } of entries) expect(size).toBe(given[name].length);
      }),
    );
  });

  it('are read from the middle of other bytes, and after a comment', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.nat(20), (text, before) => {
        const whole = zip({ 'a.txt': text });
        whole.writeUInt16LE(5, whole.length - 2);
        const bytes = Buffer.concat([Buffer.alloc(before, 'x'), whole, Buffer.from('hello')]).subarray(before);
        const [{ name, read }] = zipEntries(bytes, 1);
        expect([name, Buffer.from(read()).toString()]).toEqual(['a.txt', text]);
      }),
    );
  });

  it('cut short or changed are refused with a RangeError, or bring files as large as they say', () => {
    fc.assert(
      fc.property(files, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.boolean(), (given, part, byte, isCut) => {
        const whole = zipSync(given, { level: 1 });
        const at = Math.floor(part * whole.length);
        const damaged = isCut ? whole.subarray(0, at) : whole.with(Math.min(at, whole.length - 1), byte);
        try {
          for (const { size, read } of zipEntries(damaged, 8)) expect(read()).toHaveLength(size);
        } catch (error) {
          // What inflates throws errors of its own.
          expect(error).toBeInstanceOf(Error);
          if (isCut) expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('gzip', () => {
  it('is the same bytes by both platforms, which read each other, up to the limit and not beyond', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5000 }), async (bytes) => {
        const packed = WEB_PACKING.gzip(bytes);
        expect(Buffer.from(NODE_PACKING.gzip(bytes))).toEqual(Buffer.from(packed));
        for (const { gunzip } of [WEB_PACKING, NODE_PACKING]) {
          expect(Buffer.from(await gunzip(packed, bytes.length))).toEqual(Buffer.from(bytes));
          await expect(gunzip(packed, bytes.length - 1)).rejects.toThrow(RangeError);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('checkpoints of TensorFlow', () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });
  const variables = fc
    .uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '/', '_', 'é'), minLength: 1, maxLength: 12 }), { maxLength: 20 })
    .chain((list) => fc.tuple(fc.constant(list), fc.array(shapes, { minLength: list.length, maxLength: list.length })))
    .map(([list, shapes]) =>
      list.map((name, i): Variable => {
        const size = shapes[i].reduce((product, n) => product * n, 1);
        return { name, shape: shapes[i], data: Float32Array.from({ length: size }, (_, k) => Math.sin(1000 * i + k)) };
      }),
    );

  it('bring back every variable', () => {
    fc.assert(
      fc.property(variables, (list) => {
        const { index, data } = writeBundle(list);
        const { entries, shards } = parseBundleIndex(index, 'm.index');
        expect([shards, entries.size]).toEqual([1, list.length]);
        for (const { name, shape, data: values } of list) {
          const entry = entries.get(name) as NonNullable<ReturnType<typeof entries.get>>;
          expect(entry.shape).toEqual(shape);
          expect(readVariable(entry, data, 'm.data')).toEqual(values);
        }
      }),
    );
  });

  it('with a bit flipped in their values are refused', () => {
    fc.assert(
      fc.property(
        variables,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        (list, part, bit) => {
          const { index, data } = writeBundle(list);
          fc.pre(data.length > 0);
          data[Math.floor(part * data.length)] ^= 1 << bit;
          const entries = [...parseBundleIndex(index, 'm.index').entries.values()];
          const refused = entries.filter((entry) => {
            try {
              return readVariable(entry, data, 'm.data') === undefined;
            } catch (error) {
              return error instanceof UserError;
            }
          });
          expect(refused).toHaveLength(1);
        },
      ),
    );
  });
});

it('a policy comes back from TensorFlow.js’s form with every bit', () => {
  fc.assert(
    fc.property(actionSpaces, fc.constantFrom('pocket' as const, 'pocket-wide' as const), (actionSpace, architecture) => {
      const graph = policyGraph(policyOf(architecture, actionSpace));
      const again = parseTfjsModel(formatTfjsModel(graph), 'm');
      const layers = [graph, again].map((each) => layersOfGraph(each, graphEnds(each, 'm'), 'm'));
      expect(layers[1]).toEqual(layers[0]);
    }),
    { numRuns: 8 },
  );
});
