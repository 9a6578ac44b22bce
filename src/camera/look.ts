/**
 * What light, lens and sensor do to a frame after it is drawn: blur, then a tone curve that may differ from
 * left to right, then noise. All in whole greys, so that every engine gets the same frame.
 */
import { normal, randomStream } from '../math/random.ts';
import type { CameraModel } from './model.ts';

interface LookNumbers {
  /** brightness factor; 1 = as drawn */
  readonly gain: number;
  /** how much brighter the right edge is than the middle, as a factor more; the left edge is as much darker */
  readonly slope: number;
  /** steepness around middle grey; 1 = as drawn */
  readonly contrast: number;
  /** standard deviation of the noise, greys */
  readonly noise: number;
  /** 0 = sharp, 1 = each pixel half its neighbours across and half those up and down */
  readonly blur: number;
}

/** Numbers made into tables. */
export interface Look {
  /** grey → grey, 256 entries per band of columns; null where all stay as they are */
  readonly curve: Uint8Array | null;
  /** of 256: what a neighbour gives to a pixel */
  readonly blur: number;
  /** of 256: factor of {@link NOISE} */
  readonly noise: number;
}

/** Columns that share one tone curve. */
const BAND_SHIFT = 4;
const MIDDLE_GREY = 128;

export function lookOf({ width }: Pick<CameraModel, 'width'>, numbers: LookNumbers): Look {
  const { gain, slope, contrast } = numbers;
  const isPlain = gain === 1 && slope === 0 && contrast === 1;
  const bands = ((width - 1) >> BAND_SHIFT) + 1;
  const curve = isPlain ? null : new Uint8Array(256 * bands);
  if (curve) {
    for (let band = 0; band < bands; band++) {
      const across = bands > 1 ? (2 * band) / (bands - 1) - 1 : 0;
      const light = gain * (1 + slope * across);
      for (let grey = 0; grey < 256; grey++) {
        const toned = (grey * light - MIDDLE_GREY) * contrast + MIDDLE_GREY;
        curve[256 * band + grey] = Math.min(255, Math.max(0, Math.floor(toned + 0.5)));
      }
    }
  }
  return { curve, blur: Math.floor(numbers.blur * 64 + 0.5), noise: Math.floor((numbers.noise / NOISE_UNIT) * 256 + 0.5) };
}

/** Standard deviation of {@link NOISE}. */
const NOISE_UNIT = 32;
const NOISE_MASK = 0xffff;
/** Normal deviates to take pieces of: drawn once, the same everywhere. */
export const NOISE = drawNoise();

function drawNoise(): Int8Array {
  const stream = randomStream(0, 'sensor noise');
  return Int8Array.from({ length: NOISE_MASK + 1 }, () => {
    const value = Math.floor(NOISE_UNIT * normal(stream) + 0.5);
    return Math.min(127, Math.max(-127, value));
  });
}

let above = new Uint8Array(0);

/**
 * Changes the frame that begins at `offset` of `frames`, from `firstRow` down. Allocates nothing.
 * @param grain which piece of noise, any whole number: another one for every frame
 */
export function applyLook(
  { width, height }: Pick<CameraModel, 'width' | 'height'>,
  { curve, blur, noise }: Look,
  frames: Uint8Array,
  firstRow: number,
  offset: number,
  grain: number,
): void {
  const from = offset + firstRow * width;
  const to = offset + height * width;
  if (blur > 0) soften(frames, width, from, to, blur);
  if (curve && noise > 0) {
    for (let at = from, row = 0; at < to; at += width, row++) {
      for (let x = 0; x < width; x++) {
        const toned = curve[((x >> BAND_SHIFT) << 8) | frames[at + x]];
        const grey = toned + ((NOISE[(grain + row * width + x) & NOISE_MASK] * noise + 128) >> 8);
        frames[at + x] = grey < 0 ? 0 : grey > 255 ? 255 : grey;
      }
    }
  } else if (curve) {
    for (let at = from; at < to; at += width) {
      for (let x = 0; x < width; x++) frames[at + x] = curve[((x >> BAND_SHIFT) << 8) | frames[at + x]];
    }
  } else if (noise > 0) {
    for (let at = from; at < to; at++) {
      const grey = frames[at] + ((NOISE[(grain + at - from) & NOISE_MASK] * noise + 128) >> 8);
      frames[at] = grey < 0 ? 0 : grey > 255 ? 255 : grey;
    }
  }
}

/** Three pixels across, then three down; edges are their own neighbours. */
function soften(frames: Uint8Array, width: number, from: number, to: number, blur: number): void {
  const own = 256 - 2 * blur;
  if (above.length !== width) above = new Uint8Array(width);
  for (let line = from; line < to; line += width) {
    let left = frames[line];
    for (let x = 0; x < width; x++) {
      const grey = frames[line + x];
      const right = x + 1 < width ? frames[line + x + 1] : grey;
      frames[line + x] = (own * grey + blur * (left + right) + 128) >> 8;
      left = grey;
    }
  }
  for (let x = 0; x < width; x++) above[x] = frames[from + x];
  for (let line = from; line < to; line += width) {
    const next = line + width < to ? line + width : line;
    for (let x = 0; x < width; x++) {
      const grey = frames[line + x];
      frames[line + x] = (own * grey + blur * (above[x] + frames[next + x]) + 128) >> 8;
      above[x] = grey;
    }
  }
}
