/**
 * Three kernels of TensorFlow.js's wasm back end, replaced by compositions of its fast ones.
 *
 * The back end has no `Conv2DBackpropFilter`, and its `Conv2DBackpropInput` and transposed matrix
 * products are plain loops, 4 to 10 times slower than they need be. The replacements run on its
 * SIMD convolution and product, and equal the cpu back end's to float rounding (tests/tensor).
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Puts the three kernels in place. Calling it again changes nothing. */
export function replaceWasmKernels(): void {
  const product = tf.getKernel('BatchMatMul', 'wasm');
  if (!product || isReplaced(product)) return;
  replace('BatchMatMul', transposedFirst(product.kernelFunc));
  replace('Conv2DBackpropFilter', conv2dBackpropFilter);
  replace('Conv2DBackpropInput', conv2dBackpropInput);
}

const replaced = new WeakSet<object>();

function isReplaced(config: tf.KernelConfig): boolean {
  return replaced.has(config.kernelFunc);
}

function replace(kernelName: string, compose: (inputs: Tensors, attrs: Attrs) => tf.Tensor): void {
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) =>
    tf.tidy(() => compose(inputs as Tensors, attrs as unknown as Attrs)) as tf.TensorInfo;
  replaced.add(kernelFunc);
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

// biome-ignore lint/suspicious/noExplicitAny: kernel attributes are untyped in TensorFlow.js
type Attrs = Record<string, any>;
type Tensors = Record<string, tf.Tensor>;

/**
 * The product kernel, after transposing what it is asked to transpose itself. A·Bᵀ of a large B is (B·Aᵀ)ᵀ: then B,
 * a layer's weights, stays as it is.
 */
function transposedFirst(product: tf.KernelFunc) {
  const multiply = ({ a, b }: Tensors, { transposeA, transposeB }: Attrs): tf.Tensor => {
    const [columns, inner] = b.shape.slice(-2);
    const products = (a.size / inner) * columns;
    if (transposeB && !transposeA && a.size + products < b.size) {
      return transposeLast(multiply({ a: b, b: a }, { transposeA: false, transposeB: true }));
    }
    const inputs = { a: transposeA ? transposeLast(a) : a, b: transposeB ? transposeLast(b) : b };
    const attrs = { transposeA: false, transposeB: false };
    const info = product({ inputs, attrs, backend: tf.backend() }) as tf.TensorInfo;
    return tf.engine().makeTensorFromTensorInfo(info);
  };
  return multiply;
}

function transposeLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const last = axes.length - 1;
  axes[last] = last - 1;
  axes[last - 1] = last;
  return tf.transpose(x, axes);
}

/**
 * dL/dfilter = the input, its channels as batch, convolved by dL/dy as filter, at the layer's stride as
 * dilation: [c, h, w, n] ∗ [p, q, n, f] → [c, k, k, f].
 */
function conv2dBackpropFilter({ x, dy }: Tensors, { strides, pad, dimRoundingMode, filterShape }: Attrs): tf.Tensor {
  const info = convInfo(x.shape, filterShape, strides, pad, dimRoundingMode);
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth } = info;
  const isPadded = padInfo.top + padInfo.bottom + padInfo.left + padInfo.right > 0;
  const padded = isPadded
    ? tf.pad(x as tf.Tensor4D, [
        [0, 0],
        [padInfo.top, padInfo.bottom],
        [padInfo.left, padInfo.right],
        [0, 0],
      ])
    : x;
  // A stride may leave rows and columns that no output looked at; with them, the product would be larger than the filter.
  const height = (outHeight - 1) * strideHeight + filterHeight;
  const width = (outWidth - 1) * strideWidth + filterWidth;
  // Transposed first: the slice kernel copies runs along the last axis, and there the batch is longest.
  const channelsFirst = tf.slice(tf.transpose(padded, [3, 1, 2, 0]), [0, 0, 0, 0], [-1, height, width, -1]) as tf.Tensor4D;
  const asFilter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const kernel = tf.conv2d(channelsFirst, asFilter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
  return tf.transpose(kernel, [1, 2, 0, 3]);
}

/**
 * dL/dx: one matrix product gives what every output owes to each input under its kernel,
 * [n·p·q, f] × [f, k·k·c]; these are then added up in place ("col2im"). The sub-pixel form needs
 * `depthToSpace`, which is slower here than all the rest together.
 */
function conv2dBackpropInput({ dy, filter }: Tensors, attrs: Attrs): tf.Tensor {
  const { strides, pad, dimRoundingMode, inputShape } = attrs;
  const info = convInfo(inputShape, filter.shape, strides, pad, dimRoundingMode);
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const kernel = tf.reshape(filter, [filterHeight * filterWidth * inChannels, outChannels]) as tf.Tensor2D;
  const owed = tf.matMul(tf.reshape(dy, [-1, outChannels]) as tf.Tensor2D, kernel, false, true);
  const backend = tf.backend() as BackendWasm;
  const output = backend.makeOutput(inputShape, 'float32');
  addUp(info, backend.typedArrayFromHeap(owed) as Float32Array, backend.typedArrayFromHeap(output) as Float32Array);
  return tf.engine().makeTensorFromTensorInfo(output);
}

/** Adds each output's row of `owed` (kernel height × kernel width × channels) to the inputs it looked at. */
function addUp(info: tf.backend_util.Conv2DInfo, owed: Float32Array, out: Float32Array): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { strideHeight, strideWidth, padInfo } = info;
  out.fill(0);
  let from = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let p = 0; p < outHeight; p++) {
      for (let q = 0; q < outWidth; q++) {
        const left = q * strideWidth - padInfo.left;
        // Kernel columns that lie on the input; its margins get nothing.
        const first = left < 0 ? -left : 0;
        const last = Math.min(filterWidth, inWidth - left);
        for (let ky = 0; ky < filterHeight; ky++) {
          const row = p * strideHeight - padInfo.top + ky;
          if (row >= 0 && row < inHeight) {
            const to = ((n * inHeight + row) * inWidth + left) * inChannels;
            for (let i = first * inChannels; i < last * inChannels; i++) out[to + i] += owed[from + i];
          }
          from += filterWidth * inChannels;
        }
      }
    }
  }
}

function convInfo(
  inputShape: number[],
  filterShape: number[],
  strides: number | [number, number],
  pad: 'valid' | 'same' | number,
  roundingMode?: 'floor' | 'round' | 'ceil',
): tf.backend_util.Conv2DInfo {
  type Shape = [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(inputShape as Shape, filterShape as Shape, strides, 1, pad, roundingMode);
}
