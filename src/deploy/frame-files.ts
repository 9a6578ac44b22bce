/** Reads recorded frames: NumPy arrays of greys, or PNG images. */
import { decode } from 'fast-png';
import { Unzlib } from 'fflate';
import { messageOf, UserError } from '../math/error.ts';
import { readNpyHeader } from '../track/npy.ts';
import { FRAME_SHAPE } from './proof.ts';

const FRAME_PIXELS = FRAME_SHAPE.rows * FRAME_SHAPE.columns;
/** The car's camera takes images this much larger. */
const CAMERA_SCALE = 4;
const MAX_FRAMES = 10_000;
/** Red, green and blue as a grey (ITU-R BT.601, as the car's software has it). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** @returns greys of 120 × 160, one frame after the other @throws UserError for anything else */
export function parseFrames(bytes: Uint8Array, file: string): Uint8Array {
  return file.toLowerCase().endsWith('.png') ? parsePng(bytes, file) : parseNpyFrames(bytes, file);
}

function parseNpyFrames(bytes: Uint8Array, file: string): Uint8Array {
  const fix = 'save it with numpy.save as an N×120×160 uint8 array, or give PNG images';
  const fail = (field: string, problem: string): never => {
    throw new UserError(file, field, problem, fix);
  };
  const { descr, isFortran, shape, start } = readNpyHeader(bytes, file, fix);
  if (descr !== '|u1') fail('descr', `is ${descr}, not '|u1'`);
  if (isFortran) fail('fortran_order', 'is True');
  const sizes = shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  const [rows, columns] = sizes.slice(-2);
  const count = sizes.length === 2 ? 1 : sizes[0];
  if (sizes.length > 3 || rows !== FRAME_SHAPE.rows || columns !== FRAME_SHAPE.columns)
    fail('shape', `is (${shape.join(', ')})`);
  if (count < 1 || count > MAX_FRAMES) fail('shape', `has ${count} frames, not 1 to ${MAX_FRAMES}`);
  const data = bytes.subarray(start);
  if (data.length !== count * FRAME_PIXELS) fail('data', `holds ${data.length} bytes, not ${count * FRAME_PIXELS}`);
  return data;
}

function parsePng(bytes: Uint8Array, file: string): Uint8Array {
  const fix = 'give a PNG of 160 × 120, or of 640 × 480 as the camera takes it';
  // Its size stands at a fixed place, and is looked at before anything is unpacked.
  if (bytes.length < 24) throw new UserError(file, 'the file', 'is no PNG', fix);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const scale = width / FRAME_SHAPE.columns;
  if ((scale !== 1 && scale !== CAMERA_SCALE) || height !== scale * FRAME_SHAPE.rows) {
    throw new UserError(file, 'its size', `is ${width} × ${height}`, fix);
  }
  let png: ReturnType<typeof decode>;
  try {
    checkChunks(bytes, view, width, height);
    png = decode(bytes);
  } catch (error) {
    throw new UserError(file, 'the file', `is no whole PNG (${messageOf(error)})`, fix);
  }
  const { data, channels, depth, palette } = png;
  if (depth !== 8) throw new UserError(file, 'its depth', `is ${depth} bits`, 'save it with 8 bits a channel');
  const grey = (pixel: number): number => {
    if (palette) return lumaOf(palette[data[pixel]] ?? []);
    if (channels < 3) return data[pixel * channels];
    return lumaOf(data.subarray(pixel * channels, pixel * channels + 3));
  };
  const out = new Uint8Array(FRAME_PIXELS);
  for (let row = 0; row < FRAME_SHAPE.rows; row++) {
    for (let column = 0; column < FRAME_SHAPE.columns; column++) {
      // The car halves between the two middle pixels of four (OpenCV's INTER_LINEAR), in each direction.
      const first = scale === 1 ? 0 : 1;
      const last = scale === 1 ? 0 : 2;
      let sum = 0;
      for (const y of [first, last]) {
        for (const x of [first, last]) sum += grey((row * scale + y) * width + column * scale + x);
      }
      out[row * FRAME_SHAPE.columns + column] = Math.floor(sum / 4 + 0.5);
    }
  }
  return out;
}

function lumaOf(colour: ArrayLike<number>): number {
  return LUMA[0] * (colour[0] ?? 0) + LUMA[1] * (colour[1] ?? 0) + LUMA[2] * (colour[2] ?? 0);
}

/** Bytes of a pixel, at most: four channels of 16 bits. */
const MAX_PIXEL = 8;

/** One header, at the beginning, and no more pixels than it says: a small file can unpack to gigabytes. */
function checkChunks(bytes: Uint8Array, view: DataView, width: number, height: number): void {
  const most = (width * MAX_PIXEL + 1) * height;
  let size = 0;
  const unpacking = new Unzlib((piece) => {
    size += piece.length;
    if (size > most) throw new RangeError('it unpacks to more than a frame');
  });
  for (let at = 8, k = 0; at + 12 <= bytes.length; k++) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if ((type === 'IHDR') !== (k === 0)) throw new Error('its header is not where it belongs');
    if (at + 12 + length > bytes.length) throw new Error('it is cut short');
    if (type === 'IDAT') {
      // Little at a time, so that what unpacks is counted as it comes.
      for (let from = 0; from < length; from += 4096) {
        unpacking.push(bytes.subarray(at + 8 + from, at + 8 + Math.min(length, from + 4096)));
      }
    }
    at += 12 + length;
  }
}
