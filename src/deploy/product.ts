/** Matrix products in float64, in plain code: the interpreter's own, so that it checks TensorFlow.js instead of asking it. */

/** Rows and columns of one block: its sums stay in registers. */
const BLOCK = 4;

/** How a product gets its left rows: writes row `row` of the left matrix to `out` from `at` on, float64. */
export type RowReader = (row: number, out: Float64Array, at: number) => void;

/**
 * left[rows, inner] · right[inner, columns], for many rows and a right matrix that fits into the cache.
 *
 * @param right row by row
 * @returns row by row, [rows, columns]
 */
export function productOfRows(
  rows: number,
  inner: number,
  columns: number,
  readRow: RowReader,
  right: ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(rows * columns);
  const panels = Math.ceil(columns / BLOCK);
  const packed = new Float64Array(panels * inner * BLOCK);
  for (let panel = 0; panel < panels; panel++) packPanel(right, inner, columns, panel * BLOCK, packed, panel * inner * BLOCK);
  const left = new Float64Array(BLOCK * inner);
  for (let row = 0; row < rows; row += BLOCK) {
    const count = Math.min(BLOCK, rows - row);
    for (let i = 0; i < count; i++) readRow(row + i, left, i * inner);
    for (let panel = 0; panel < panels; panel++) {
      multiplyBlock(left, 0, inner, packed, panel * inner * BLOCK, result, row, columns, panel * BLOCK, count);
    }
  }
  return result;
}

/** The same for few rows and a large right matrix, whose columns are read once. */
export function productOfMatrices(
  left: Float64Array,
  right: ArrayLike<number>,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const result = new Float64Array(rows * columns);
  const packed = new Float64Array(inner * BLOCK);
  const last = rows - (rows % BLOCK);
  const rest = new Float64Array(rows > last ? BLOCK * inner : 0);
  rest.set(left.subarray(last * inner, rows * inner));
  for (let column = 0; column < columns; column += BLOCK) {
    packPanel(right, inner, columns, column, packed, 0);
    for (let row = 0; row < last; row += BLOCK) {
      multiplyBlock(left, row * inner, inner, packed, 0, result, row, columns, column, BLOCK);
    }
    if (rows > last) multiplyBlock(rest, 0, inner, packed, 0, result, last, columns, column, rows - last);
  }
  return result;
}

/** Four columns of `right` side by side; columns that are not there are 0. */
function packPanel(
  right: ArrayLike<number>,
  inner: number,
  columns: number,
  column: number,
  packed: Float64Array,
  at: number,
): void {
  const count = Math.min(BLOCK, columns - column);
  for (let p = 0; p < inner; p++) {
    for (let j = 0; j < BLOCK; j++) packed[at++] = j < count ? right[p * columns + column + j] : 0;
  }
}

/** Four rows by four columns of the result; only the first `count` rows are kept. */
function multiplyBlock(
  left: Float64Array,
  leftAt: number,
  inner: number,
  packed: Float64Array,
  packedAt: number,
  result: Float64Array,
  row: number,
  columns: number,
  column: number,
  count: number,
): void {
  let a0 = leftAt;
  let a1 = a0 + inner;
  let a2 = a1 + inner;
  let a3 = a2 + inner;
  let b = packedAt;
  let c00 = 0;
  let c01 = 0;
  let c02 = 0;
  let c03 = 0;
  let c10 = 0;
  let c11 = 0;
  let c12 = 0;
  let c13 = 0;
  let c20 = 0;
  let c21 = 0;
  let c22 = 0;
  let c23 = 0;
  let c30 = 0;
  let c31 = 0;
  let c32 = 0;
  let c33 = 0;
  for (const end = leftAt + inner; a0 < end; a0++, a1++, a2++, a3++, b += BLOCK) {
    const x0 = left[a0];
    const x1 = left[a1];
    const x2 = left[a2];
    const x3 = left[a3];
    const y0 = packed[b];
    const y1 = packed[b + 1];
    const y2 = packed[b + 2];
    const y3 = packed[b + 3];
    c00 += x0 * y0;
    c01 += x0 * y1;
    c02 += x0 * y2;
    c03 += x0 * y3;
    c10 += x1 * y0;
    c11 += x1 * y1;
    c12 += x1 * y2;
    c13 += x1 * y3;
    c20 += x2 * y0;
    c21 += x2 * y1;
    c22 += x2 * y2;
    c23 += x2 * y3;
    c30 += x3 * y0;
    c31 += x3 * y1;
    c32 += x3 * y2;
    c33 += x3 * y3;
  }
  writeRow(result, row * columns, column, columns, c00, c01, c02, c03);
  if (count > 1) writeRow(result, (row + 1) * columns, column, columns, c10, c11, c12, c13);
  if (count > 2) writeRow(result, (row + 2) * columns, column, columns, c20, c21, c22, c23);
  if (count > 3) writeRow(result, (row + 3) * columns, column, columns, c30, c31, c32, c33);
}

function writeRow(
  result: Float64Array,
  at: number,
  column: number,
  columns: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
): void {
  result[at + column] = c0;
  if (column + 1 < columns) result[at + column + 1] = c1;
  if (column + 2 < columns) result[at + column + 2] = c2;
  if (column + 3 < columns) result[at + column + 3] = c3;
}
