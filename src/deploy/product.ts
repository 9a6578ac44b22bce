/**
 * Convolutions and matrix products in float64: the interpreter's own, so that it checks TensorFlow.js instead of asking
 * it. The innermost loops are product.wat; everything around them is here.
 */
import { PRODUCT_CODE } from './product-code.ts';

export type Numbers = Float64Array | Float32Array | Int32Array;

/** Rows and columns of what the innermost loop makes at once. */
const BLOCK = 4;
const BYTES = 8;
const PAGE = 1 << 16;
/** Bytes of a right matrix that are packed at a time, so that they stay in the cache, and of left rows. */
const MAX_PACKED = 3 << 19;
const MAX_LEFT = 1 << 24;

interface Engine {
  readonly memory: WebAssembly.Memory;
  multiply(
    a: number,
    b: number,
    c: number,
    d: number,
    pieces: number,
    run: number,
    apart: number,
    packed: number,
    panels: number,
    out: number,
    stride: number,
  ): void;
}

let engine: Engine | undefined;

/** With room for so many numbers. */
function engineFor(numbers: number): { engine: Engine; memory: Float64Array } {
  if (!engine) {
    const code = Uint8Array.from(atob(PRODUCT_CODE), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
    engine = exports as unknown as Engine;
  }
  const missing = numbers * BYTES - engine.memory.buffer.byteLength;
  if (missing > 0) engine.memory.grow(Math.ceil(missing / PAGE));
  return { engine, memory: new Float64Array(engine.memory.buffer) };
}

/** Images as TensorFlow stores them: [batch, rows, columns, channels]. */
interface Images {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

interface Convolution {
  /** of the filter, as of the strides */
  readonly rows: number;
  readonly columns: number;
  readonly filters: number;
  readonly strideRows: number;
  readonly strideColumns: number;
}

/**
 * A convolution without padding.
 * @param filter [rows, columns, channels, filters]
 * @returns [batch, rows out, columns out, filters]
 */
export function convolve(pixels: Float64Array, images: Images, filter: Numbers, convolution: Convolution): Float64Array {
  const { batch, channels } = images;
  const { rows, columns, filters, strideRows, strideColumns } = convolution;
  const outRows = Math.floor((images.rows - rows) / strideRows) + 1;
  const outColumns = Math.floor((images.columns - columns) / strideColumns) + 1;
  const line = images.columns * channels;
  const size = images.rows * line;
  const inner = rows * columns * channels;
  const panels = Math.ceil(filters / BLOCK);
  const width = panels * BLOCK;
  const pixelsAt = panels * inner * BLOCK;
  const outAt = pixelsAt + size;
  // The last four rows of an image's result may be fewer, and the others of them go beyond.
  const { engine, memory } = engineFor(outAt + (outRows * outColumns + BLOCK) * width);
  pack(filter, inner, filters, 0, panels, memory);
  const result = new Float64Array(batch * outRows * outColumns * filters);
  const step = strideColumns * channels * BYTES;
  for (let image = 0; image < batch; image++) {
    memory.set(pixels.subarray(image * size, (image + 1) * size), pixelsAt);
    for (let row = 0; row < outRows; row++) {
      for (let column = 0; column < outColumns; column += BLOCK) {
        const a = (pixelsAt + row * strideRows * line) * BYTES + column * step;
        const b = column + 1 < outColumns ? a + step : a;
        const c = column + 2 < outColumns ? b + step : a;
        const d = column + 3 < outColumns ? c + step : a;
        const out = (outAt + (row * outColumns + column) * width) * BYTES;
        const run = columns * channels * BYTES;
        engine.multiply(a, b, c, d, rows, run, line * BYTES, 0, panels, out, width * BYTES);
      }
    }
    copyRows(memory, outAt, width, result, image * outRows * outColumns, outRows * outColumns, filters);
  }
  return result;
}

/** left[rows, inner] · right[inner, columns], row by row. */
export function multiplyMatrices(left: Numbers, right: Numbers, rows: number, inner: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  if (result.length === 0 || inner === 0) return result;
  const panels = Math.ceil(columns / BLOCK);
  const together = Math.max(1, Math.min(panels, Math.floor(MAX_PACKED / (inner * BLOCK * BYTES))));
  const chunk = Math.max(1, Math.min(rows, Math.floor(MAX_LEFT / (inner * BYTES))));
  const leftAt = together * inner * BLOCK;
  const outAt = leftAt + chunk * inner;
  const { engine, memory } = engineFor(outAt + (chunk + BLOCK) * together * BLOCK);
  for (let from = 0; from < rows; from += chunk) {
    const count = Math.min(chunk, rows - from);
    memory.set(left.subarray(from * inner, (from + count) * inner), leftAt);
    for (let panel = 0; panel < panels; panel += together) {
      const group = Math.min(together, panels - panel);
      const width = group * BLOCK;
      pack(right, inner, columns, panel * BLOCK, group, memory);
      for (let row = 0; row < count; row += BLOCK) {
        const at = (i: number) => (leftAt + Math.min(row + i, count - 1) * inner) * BYTES;
        const out = (outAt + row * width) * BYTES;
        engine.multiply(at(0), at(1), at(2), at(3), 1, inner * BYTES, 0, 0, group, out, width * BYTES);
      }
      const kept = Math.min(width, columns - panel * BLOCK);
      for (let row = 0; row < count; row++) {
        const out = outAt + row * width;
        result.set(memory.subarray(out, out + kept), (from + row) * columns + panel * BLOCK);
      }
    }
  }
  return result;
}

/** Rows of `width` numbers, of which the first `kept` stay, into the result from its row `first` on. */
function copyRows(
  memory: Float64Array,
  from: number,
  width: number,
  result: Float64Array,
  first: number,
  rows: number,
  kept: number,
): void {
  if (width === kept) {
    result.set(memory.subarray(from, from + rows * width), first * kept);
    return;
  }
  for (let row = 0; row < rows; row++) {
    result.set(memory.subarray(from + row * width, from + row * width + kept), (first + row) * kept);
  }
}

/** Columns of `right` from `first` on as panels of four side by side; columns that are not there are 0. */
function pack(right: Numbers, inner: number, columns: number, first: number, panels: number, packed: Float64Array): void {
  const count = Math.min(columns - first, panels * BLOCK);
  packed.fill(0, 0, panels * inner * BLOCK);
  for (let row = 0; row < inner; row++) {
    const from = row * columns + first;
    for (let j = 0; j < count; j++) packed[((j >> 2) * inner + row) * BLOCK + (j & 3)] = right[from + j];
  }
}
