/**
 * Three kernels of TensorFlow.js's wasm back end, replaced by compositions of its fast ones.
 *
 * The back end has no `Conv2DBackpropFilter`, and its `Conv2DBackpropInput` and transposed matrix
 * products are plain loops, 4 to 10 times slower than they need be. The replacements run on its
 * SIMD convolution and product, and equal the cpu back end's to float rounding (tests/tensor).
 */
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

/** The product kernel, after transposing what it is asked to transpose itself. */
function transposedFirst(product: tf.KernelFunc) {
  return ({ a, b }: Tensors, { transposeA, transposeB }: Attrs): tf.Tensor => {
    const inputs = { a: transposeA ? transposeLast(a) : a, b: transposeB ? transposeLast(b) : b };
    const attrs = { transposeA: false, transposeB: false };
    const info = product({ inputs, attrs, backend: tf.backend() }) as tf.TensorInfo;
    return tf.engine().makeTensorFromTensorInfo(info);
  };
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
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth } = info;
  const padded = tf.pad(x as tf.Tensor4D, [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]);
  const channelsFirst = tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D;
  const asFilter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const all = tf.conv2d(channelsFirst, asFilter, 1, 'valid', 'NHWC', [strideHeight, strideWidth]);
  const kernel = tf.slice(all, [0, 0, 0, 0], [-1, filterHeight, filterWidth, -1]);
  return tf.transpose(kernel, [1, 2, 0, 3]);
}

/**
 * dL/dx in sub-pixel form (Shi et al., 2016): the kernel, filled up to a multiple of the stride, falls into
 * stride² phases, each a convolution at stride 1; one convolution makes all phases and
 * `depthToSpace` interleaves them.
 */
function conv2dBackpropInput({ dy, filter }: Tensors, { strides, pad, dimRoundingMode, inputShape }: Attrs): tf.Tensor {
  const info = convInfo(inputShape, filter.shape, strides, pad, dimRoundingMode);
  const { padInfo, strideHeight: stride, filterHeight, filterWidth, inChannels, outChannels } = info;
  if (info.strideWidth !== stride) throw new Error('Conv2DBackpropInput: strides must be equal');
  const taps = [Math.ceil(filterHeight / stride), Math.ceil(filterWidth / stride)];
  const filled = tf.pad(filter as tf.Tensor4D, [
    [0, taps[0] * stride - filterHeight],
    [0, taps[1] * stride - filterWidth],
    [0, 0],
    [0, 0],
  ]);
  const phases = tf.reshape(filled, [taps[0], stride, taps[1], stride, inChannels, outChannels]);
  const asFilter = tf.reshape(tf.transpose(tf.reverse(phases, [0, 2]), [0, 2, 5, 1, 3, 4]), [
    taps[0],
    taps[1],
    outChannels,
    stride * stride * inChannels,
  ]) as tf.Tensor4D;
  const margins: [number, number][] = [
    [0, 0],
    [taps[0] - 1, taps[0] - 1],
    [taps[1] - 1, taps[1] - 1],
    [0, 0],
  ];
  const all = tf.conv2d(tf.pad(dy as tf.Tensor4D, margins), asFilter, 1, 'valid');
  const spread = stride === 1 ? all : tf.depthToSpace(all, stride, 'NHWC');
  return cropOrFill(spread, inputShape, padInfo.top, padInfo.left);
}

/** Cuts the layer's own padding off, and fills up rows and columns that no output looked at. */
function cropOrFill(x: tf.Tensor4D, [, height, width]: number[], top: number, left: number): tf.Tensor {
  const rows = Math.min(height, x.shape[1] - top);
  const columns = Math.min(width, x.shape[2] - left);
  const cut = tf.slice(x, [0, top, left, 0], [-1, rows, columns, -1]);
  if (rows === height && columns === width) return cut;
  return tf.pad(cut, [
    [0, 0],
    [0, height - rows],
    [0, width - columns],
    [0, 0],
  ]);
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
