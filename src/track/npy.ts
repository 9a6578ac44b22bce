/** NumPy's `.npy` files holding a two-dimensional float64 array: the form DeepRacer tracks travel in. */
import { UserError } from '../math/error.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_BYTES = 16 << 20;

interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** row by row */
  readonly values: Float64Array;
}

/** What stands before a `.npy` file's data. */
interface NpyHeader {
  /** NumPy's name of the element type */
  readonly descr: string;
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** bytes before the data */
  readonly start: number;
}

/**
 * Reads the header of a `.npy` file, version 1 to 3.
 * @param fix what to do about a bad file, the end of the message
 * @throws UserError when it is anything else
 */
export function readNpyHeader(bytes: Uint8Array, file: string, fix: string): NpyHeader {
  const fail = (field: string, problem: string): never => {
    throw new UserError(file, field, problem, fix);
  };
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) fail('header', 'is not a NumPy .npy file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) fail('header', `has unknown version ${version}`);
  if (version > 1 && bytes.length < 12) fail('header', 'is cut short');
  const headerStart = version === 1 ? 10 : 12;
  const start = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) fail('header', 'is cut short');
  const header = new TextDecoder('latin1').decode(bytes.subarray(headerStart, start));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? 'missing';
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(((?:\d{1,9},?\s*){1,8})\)/.exec(header)?.[1];
  if (order === undefined) fail('fortran_order', 'is missing');
  if (shape === undefined) return fail('shape', 'is missing');
  return {
    descr,
    isFortran: order === 'True',
    shape: shape
      .split(',')
      .filter((n) => n.trim() !== '')
      .map(Number),
    start,
  };
}

/**
 * Reads a `.npy` file of a matrix, little-endian float32 or float64, C or Fortran order.
 * @param file named in errors
 * @throws UserError when it is anything else
 */
export function readNpy(bytes: Uint8Array, file: string): Matrix {
  const fix = 'save it with numpy.save as an N×6 float64 array';
  const fail = (field: string, problem: string): never => {
    throw new UserError(file, field, problem, fix);
  };
  if (bytes.length > MAX_BYTES) fail('size', `is ${bytes.length} bytes, more than ${MAX_BYTES}`);
  const { descr, isFortran, shape, start } = readNpyHeader(bytes, file, fix);
  if (descr !== '<f8' && descr !== '<f4') fail('descr', `is ${descr}, not '<f8' or '<f4'`);
  if (shape.length !== 2) fail('shape', 'is not (rows, columns)');
  const [rows, columns] = shape;
  const size = descr === '<f8' ? 8 : 4;
  if (bytes.length - start !== rows * columns * size) {
    fail('data', `holds ${bytes.length - start} bytes, but ${rows}×${columns} needs ${rows * columns * size}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = start + size * (isFortran ? column * rows + row : row * columns + column);
      values[row * columns + column] = size === 8 ? view.getFloat64(at, true) : view.getFloat32(at, true);
    }
  }
  return { rows, columns, values };
}

/** Writes a `.npy` file, version 1.0, little-endian float64, C order. */
export function writeNpy({ rows, columns, values }: Matrix): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const headerLength = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + headerLength + 8 * values.length);
  bytes.set(MAGIC);
  bytes[6] = 1;
  const view = new DataView(bytes.buffer);
  view.setUint16(8, headerLength, true);
  bytes.set(new TextEncoder().encode(`${text.padEnd(headerLength - 1)}\n`), 10);
  for (let i = 0; i < values.length; i++) view.setFloat64(10 + headerLength + 8 * i, values[i], true);
  return bytes;
}
