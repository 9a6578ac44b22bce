import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normal, randomStream } from '../../src/math/random.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { fc } from '../support/fast-check.ts';

beforeAll(startWasm);

const stream = randomStream(1, 'kernels');

function values(shape: number[]): Float32Array {
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => normal(stream));
}

/** Runs a kernel on both back ends on the same numbers. */
async function onBoth(kernel: string, inputs: Record<string, { shape: number[]; data: Float32Array }>, attrs: object) {
  const results: { shape: number[]; data: Float32Array }[] = [];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]),
    );
    const output = tf.engine().runKernel(kernel, tensors, attrs as never) as tf.Tensor;
    results.push({ shape: output.shape, data: output.dataSync() as Float32Array });
    tf.dispose([output, tensors]);
    expect(tf.memory().numTensors).toBe(before);
  }
  return results;
}

function expectAlike([cpu, wasm]: { shape: number[]; data: Float32Array }[]): void {
  expect(wasm.shape).toEqual(cpu.shape);
  const scale = cpu.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const worst = cpu.data.reduce((most, value, i) => Math.max(most, Math.abs(value - wasm.data[i])), 0);
  expect(worst / scale).toBeLessThan(5e-5);
}

const side = fc.integer({ min: 1, max: 5 });
const layer = fc
  .record({
    batch: side,
    height: fc.integer({ min: 5, max: 14 }),
    width: fc.integer({ min: 5, max: 14 }),
    inputs: side,
    outputs: side,
    kernel: side,
    stride: fc.integer({ min: 1, max: 4 }),
    pad: fc.constantFrom('valid', 'same'),
  })
  .map((l) => {
    const xShape = [l.batch, l.height, l.width, l.inputs];
    const filterShape = [l.kernel, l.kernel, l.inputs, l.outputs];
    const out = (size: number) =>
      l.pad === 'same' ? Math.ceil(size / l.stride) : Math.floor((size - l.kernel) / l.stride) + 1;
    return { ...l, xShape, filterShape, dyShape: [l.batch, out(l.height), out(l.width), l.outputs] };
  });

describe('replaced kernels beside the cpu back end', () => {
  it('Conv2DBackpropFilter', async () => {
    await fc.assert(
      fc.asyncProperty(layer, async ({ xShape, filterShape, dyShape, stride, pad }) => {
        const inputs = { x: { shape: xShape, data: values(xShape) }, dy: { shape: dyShape, data: values(dyShape) } };
        expectAlike(await onBoth('Conv2DBackpropFilter', inputs, { strides: stride, pad, dataFormat: 'NHWC', filterShape }));
      }),
      { numRuns: 60 },
    );
  });

  it('Conv2DBackpropInput', async () => {
    await fc.assert(
      fc.asyncProperty(layer, async ({ xShape, filterShape, dyShape, stride, pad }) => {
        const inputs = {
          dy: { shape: dyShape, data: values(dyShape) },
          filter: { shape: filterShape, data: values(filterShape) },
        };
        expectAlike(
          await onBoth('Conv2DBackpropInput', inputs, { strides: stride, pad, dataFormat: 'NHWC', inputShape: xShape }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('BatchMatMul, transposed every way', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, side, side, fc.boolean(), fc.boolean(), async (batch, m, k, n, transposeA, transposeB) => {
        const aShape = transposeA ? [batch, k, m] : [batch, m, k];
        const bShape = transposeB ? [batch, n, k] : [batch, k, n];
        const inputs = { a: { shape: aShape, data: values(aShape) }, b: { shape: bShape, data: values(bShape) } };
        expectAlike(await onBoth('BatchMatMul', inputs, { transposeA, transposeB }));
      }),
      { numRuns: 60 },
    );
  });
});
