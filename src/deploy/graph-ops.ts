/** What the operations of a frozen policy compute, as TensorFlow defines them, in float64. */
import type { Attribute, GraphNode } from './graphdef.ts';
import { convolve, multiplyMatrices, type Numbers } from './product.ts';

/** A tensor, row by row; whole numbers are kept as floats, too. */
export interface Value {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** @param mayOverwrite no other node uses the first input, so that its numbers may become the result's */
type Op = (inputs: readonly Value[], node: GraphNode, mayOverwrite: boolean) => Value;

/** Operations whose results are numbers of their own, not another node's seen otherwise. */
export const MAKES_NEW: readonly string[] = ['Conv2D', 'MatMul', 'BiasAdd'];

/** By TensorFlow's names. All throw RangeErrors for inputs that do not fit. */
export const GRAPH_OPS: Readonly<Record<string, Op>> = {
  Placeholder: () => fail('is an input that nothing was given for'),
  Const: (_, { attributes: { value } }) => (value?.kind === 'tensor' ? value.value : fail('holds no value')),
  Identity: ([x]) => given(x),
  StopGradient: ([x]) => given(x),
  RealDiv: elementwise((a, b) => a / b),
  Sub: elementwise((a, b) => a - b),
  Add: elementwise((a, b) => a + b),
  AddV2: elementwise((a, b) => a + b),
  Mul: elementwise((a, b) => a * b),
  Relu: ([x], _, mayOverwrite) => relu(given(x), mayOverwrite),
  BiasAdd: ([x, bias], _, mayOverwrite) => addBias(given(x), given(bias), mayOverwrite),
  Conv2D: ([x, filter], node) => conv2d(given(x), given(filter), node),
  AvgPool: ([x], node) => averagePool(given(x), node),
  MatMul: ([a, b], node) => multiply(given(a), given(b), node),
  Softmax: ([x]) => softmax(given(x)),
  Shape: ([x]) => row(given(x).shape),
  Prod: ([x, axes], { attributes }) => product(given(x), given(axes), attributes),
  Pack: (inputs, { attributes }) => pack(inputs.map(given), intOf(attributes.axis, 0)),
  ConcatV2: (inputs) => concatRows(inputs.slice(0, -1).map(given)),
  GatherV2: ([x, indices]) => gather(given(x), given(indices)),
  Reshape: ([x, shape]) => reshape(given(x), given(shape).data),
  Squeeze: ([x], { attributes }) => squeeze(given(x), attributes),
  Transpose: ([x, order]) => transpose(given(x), given(order).data),
  StridedSlice: ([x, begin, end, strides], { attributes }) =>
    stridedSlice(given(x), given(begin).data, given(end).data, given(strides).data, attributes),
};

/** What an operation would make and do, counted before it does it: a small file must not ask for the whole machine. */
interface Cost {
  /** numbers of its result */
  readonly elements: number;
  /** multiplications and additions */
  readonly work: number;
}

/** @throws RangeError for inputs that are not there */
export function costOf({ op, attributes }: GraphNode, inputs: readonly Value[]): Cost {
  const [x, by] = inputs;
  const all = inputs.reduce((sum, { data }) => sum + data.length, 0);
  // What only passes on what is there.
  if (x === undefined || op === 'Identity' || op === 'StopGradient' || op === 'Reshape') return { elements: 0, work: 0 };
  if (op === 'MatMul') {
    const rows = x.shape[0] ?? 0;
    const columns = by?.shape[1] ?? 0;
    return { elements: rows * columns, work: x.data.length * columns };
  }
  if (op === 'Conv2D') {
    const [rows, columns] = spatial(attributes.strides, 'strides');
    const places = (x.shape[0] ?? 0) * Math.ceil((x.shape[1] ?? 0) / rows) * Math.ceil((x.shape[2] ?? 0) / columns);
    return { elements: places * (by?.shape[3] ?? 0), work: places * (by?.data.length ?? 0) };
  }
  if (op === 'AvgPool') {
    const [rows, columns] = spatial(attributes.ksize, 'ksize');
    return { elements: x.data.length, work: x.data.length * rows * columns };
  }
  return { elements: all, work: all };
}

function fail(problem: string): never {
  throw new RangeError(problem);
}

function given(value: Value | undefined): Value {
  return value ?? fail('has too few inputs');
}

function intOf(attribute: Attribute | undefined, missing: number): number {
  return attribute?.kind === 'int' ? attribute.value : missing;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

function row(values: ArrayLike<number>): Value {
  return { shape: [values.length], data: Float64Array.from(values) };
}

/** Loops over one kind of array are many times faster than over any. */
function doubles({ data }: Value): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}

function relu(x: Value, mayOverwrite: boolean): Value {
  const data = doubles(x);
  const out = mayOverwrite ? data : new Float64Array(data.length);
  // What is no number stays none.
  for (let i = 0; i < out.length; i++) out[i] = data[i] < 0 ? 0 : data[i];
  return { shape: x.shape, data: out };
}

/** Of equal shapes, or with a single number. */
function elementwise(f: (a: number, b: number) => number): Op {
  return ([left, right]) => {
    const { shape } = given(left).data.length === 1 ? given(right) : given(left);
    const a = doubles(given(left));
    const b = doubles(given(right));
    if (a.length !== 1 && b.length !== 1 && given(left).shape.join() !== given(right).shape.join()) {
      fail(`has inputs of shapes [${given(left).shape}] and [${given(right).shape}]`);
    }
    const stepA = a.length === 1 ? 0 : 1;
    const stepB = b.length === 1 ? 0 : 1;
    const out = new Float64Array(Math.max(a.length, b.length));
    for (let i = 0; i < out.length; i++) out[i] = f(a[i * stepA], b[i * stepB]);
    return { shape, data: out };
  };
}

function addBias(x: Value, bias: Value, mayOverwrite: boolean): Value {
  const { shape } = x;
  const channels = shape[shape.length - 1];
  if (bias.data.length !== channels) fail(`has ${bias.data.length} biases for ${channels} channels`);
  const data = doubles(x);
  const biases = doubles(bias);
  const out = mayOverwrite ? data : new Float64Array(data.length);
  for (let at = 0; at < out.length; at += channels) {
    for (let i = 0; i < channels; i++) out[at + i] = data[at + i] + biases[i];
  }
  return { shape, data: out };
}

/** [batch, height, width, channels] of images that stand as TensorFlow stores them. */
function images({ shape }: Value, { attributes: { data_format: format, padding } }: GraphNode): number[] {
  if (shape.length !== 4) fail(`has an input of shape [${shape}]`);
  if (format?.kind === 'text' && format.value !== 'NHWC') fail(`has its data as ${format.value}, not NHWC`);
  if (padding?.kind !== 'text' || padding.value !== 'VALID') fail('has a padding other than VALID');
  return [...shape];
}

/** Rows and columns of a list such as [1, rows, columns, 1]. */
function spatial(attribute: Attribute | undefined, name: string): [number, number] {
  const list = attribute?.kind === 'ints' ? attribute.value : [];
  const [, rows, columns] = list;
  if (list.length !== 4 || !(rows >= 1) || !(columns >= 1)) fail(`has ${name} [${list}]`);
  return [rows, columns];
}

function conv2d(x: Value, filter: Value, node: GraphNode): Value {
  const [batch, rows, columns, channels] = images(x, node);
  const [filterRows, filterColumns, depth, filters] = filter.shape;
  if (filter.shape.length !== 4 || depth !== channels) fail(`has a filter of shape [${filter.shape}] for [${x.shape}]`);
  const { strides, dilations } = node.attributes;
  if (dilations?.kind === 'ints' && dilations.value.some((dilation) => dilation !== 1)) fail('is dilated');
  const [strideRows, strideColumns] = spatial(strides, 'strides');
  const outRows = Math.floor((rows - filterRows) / strideRows) + 1;
  const outColumns = Math.floor((columns - filterColumns) / strideColumns) + 1;
  if (!(outRows >= 1 && outColumns >= 1 && filter.data.length > 0))
    fail(`has a filter of shape [${filter.shape}] for [${x.shape}]`);
  const convolution = { rows: filterRows, columns: filterColumns, filters, strideRows, strideColumns };
  const data = convolve(doubles(x), { batch, rows, columns, channels }, filter.data, convolution);
  return { shape: [batch, outRows, outColumns, filters], data };
}

function averagePool(x: Value, node: GraphNode): Value {
  const [batch, height, width, channels] = images(x, node);
  const [poolRows, poolColumns] = spatial(node.attributes.ksize, 'ksize');
  const [strideRows, strideColumns] = spatial(node.attributes.strides, 'strides');
  const rows = Math.floor((height - poolRows) / strideRows) + 1;
  const columns = Math.floor((width - poolColumns) / strideColumns) + 1;
  if (!(rows >= 1 && columns >= 1)) fail(`pools ${poolRows} by ${poolColumns} of [${x.shape}]`);
  const pixels = doubles(x);
  const data = new Float64Array(batch * rows * columns * channels);
  let to = 0;
  for (let image = 0; image < batch; image++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        for (let channel = 0; channel < channels; channel++, to++) {
          let sum = 0;
          for (let i = 0; i < poolRows; i++) {
            const line = ((image * height + r * strideRows + i) * width + c * strideColumns) * channels + channel;
            for (let j = 0; j < poolColumns; j++) sum += pixels[line + j * channels];
          }
          data[to] = sum / (poolRows * poolColumns);
        }
      }
    }
  }
  return { shape: [batch, rows, columns, channels], data };
}

function multiply(a: Value, b: Value, { attributes }: GraphNode): Value {
  for (const name of ['transpose_a', 'transpose_b']) {
    const flag = attributes[name];
    if (flag?.kind === 'bool' && flag.value) fail(`has ${name}`);
  }
  const [rows, inner] = a.shape;
  const [depth, columns] = b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== depth) fail(`multiplies [${a.shape}] by [${b.shape}]`);
  return { shape: [rows, columns], data: multiplyMatrices(a.data, b.data, rows, inner, columns) };
}

function softmax(x: Value): Value {
  const { shape } = x;
  const data = doubles(x);
  const size = shape[shape.length - 1] ?? fail('is of a single number');
  if (size < 1) fail(`is of shape [${shape}]`);
  const out = new Float64Array(data.length);
  for (let at = 0; at + size <= data.length; at += size) {
    let most = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = at; i < at + size; i++) most = Math.max(most, data[i]);
    for (let i = at; i < at + size; i++) sum += out[i] = Math.exp(data[i] - most);
    for (let i = at; i < at + size; i++) out[i] /= sum;
  }
  return { shape, data: out };
}

function product(x: Value, axes: Value, { keep_dims }: GraphNode['attributes']): Value {
  if (x.shape.length > 1 || axes.data.length > 1) fail(`is of shape [${x.shape}]`);
  if (keep_dims?.kind === 'bool' && keep_dims.value) fail('keeps dimensions');
  let result = 1;
  for (const n of x.data) result *= n;
  return { shape: [], data: Float64Array.of(result) };
}

function pack(inputs: readonly Value[], axis: number): Value {
  const { shape } = inputs[0] ?? fail('has no inputs');
  if (axis !== 0 || inputs.some((input) => input.shape.join() !== shape.join())) fail('packs what does not fit together');
  const size = sizeOf(shape);
  const data = new Float64Array(inputs.length * size);
  inputs.forEach((input, i) => {
    data.set(input.data, i * size);
  });
  return { shape: [inputs.length, ...shape], data };
}

function concatRows(inputs: readonly Value[]): Value {
  if (inputs.length === 0 || inputs.some(({ shape }) => shape.length !== 1)) fail('joins more than rows');
  return row(inputs.flatMap(({ data }) => [...data]));
}

function gather(x: Value, indices: Value): Value {
  if (x.shape.length !== 1) fail(`picks from [${x.shape}]`);
  const data = Float64Array.from(indices.data, (i) => x.data[i] ?? fail(`picks number ${i} of ${x.data.length}`));
  return { shape: indices.shape, data };
}

function reshape({ data }: Value, wanted: ArrayLike<number>): Value {
  const shape = Array.from(wanted);
  if (shape.some((n) => n < -1)) fail(`makes [${shape}]`);
  const known = sizeOf(shape.filter((n) => n !== -1));
  const open = shape.indexOf(-1);
  if (open >= 0 && known > 0) shape[open] = data.length / known;
  if (sizeOf(shape) !== data.length || !shape.every(Number.isInteger)) fail(`makes [${Array.from(wanted)}] of ${data.length}`);
  return { shape, data };
}

function squeeze({ shape, data }: Value, { squeeze_dims: dims }: GraphNode['attributes']): Value {
  const named = dims?.kind === 'ints' ? dims.value.map((axis) => (axis < 0 ? axis + shape.length : axis)) : [];
  const left = shape.filter((n, axis) => n !== 1 || (named.length > 0 && !named.includes(axis)));
  if (sizeOf(left) !== data.length || named.some((axis) => shape[axis] !== 1)) fail(`squeezes [${shape}]`);
  return { shape: left, data };
}

function transpose(x: Value, order: ArrayLike<number>): Value {
  const axes = Array.from(order);
  // What frozen graphs hold leaves everything where it is.
  if (axes.length !== x.shape.length || axes.some((axis, i) => axis !== i)) fail(`puts axes in the order [${axes}]`);
  return x;
}

function stridedSlice(
  x: Value,
  begin: ArrayLike<number>,
  end: ArrayLike<number>,
  strides: ArrayLike<number>,
  attributes: GraphNode['attributes'],
): Value {
  const beginMask = intOf(attributes.begin_mask, 0);
  const endMask = intOf(attributes.end_mask, 0);
  const shrinkMask = intOf(attributes.shrink_axis_mask, 0);
  if (intOf(attributes.ellipsis_mask, 0) !== 0 || intOf(attributes.new_axis_mask, 0) !== 0) fail('slices with an ellipsis');
  const from: number[] = [];
  const sizes: number[] = [];
  const shape: number[] = [];
  x.shape.forEach((size, axis) => {
    const wrap = (index: number) => Math.min(size, Math.max(0, index < 0 ? index + size : index));
    const shrinks = axis < begin.length && ((shrinkMask >> axis) & 1) === 1;
    const isWhole = axis >= begin.length;
    if (!isWhole && strides[axis] !== 1) fail(`slices in steps of ${strides[axis]}`);
    const first = isWhole || ((beginMask >> axis) & 1) === 1 ? 0 : wrap(begin[axis]);
    const after = shrinks ? first + 1 : isWhole || ((endMask >> axis) & 1) === 1 ? size : wrap(end[axis]);
    if (after > size) fail(`slices number ${first} of ${size}`);
    from.push(first);
    sizes.push(Math.max(0, after - first));
    if (!shrinks) shape.push(Math.max(0, after - first));
  });
  if (begin.length > x.shape.length) fail(`slices ${begin.length} axes of [${x.shape}]`);
  const data = new Float64Array(sizeOf(sizes));
  copyBlock(x, from, sizes, 0, 0, data, 0);
  return { shape, data };
}

/** Copies a block of a tensor, axis by axis. @returns where the next element goes */
function copyBlock(
  x: Value,
  from: readonly number[],
  sizes: readonly number[],
  axis: number,
  at: number,
  out: Float64Array,
  to: number,
): number {
  if (axis === x.shape.length) {
    out[to] = x.data[at];
    return to + 1;
  }
  const start = at * x.shape[axis] + from[axis];
  let next = to;
  for (let i = 0; i < sizes[axis]; i++) next = copyBlock(x, from, sizes, axis + 1, start + i, out, next);
  return next;
}
