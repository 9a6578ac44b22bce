/** Paints what a policy sees: greys, warm where its decision depends on them, and the patch that is hidden from it. */
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { type Architecture, observationShape } from '../policy/architecture.ts';
import { isHidden, type Spot } from '../policy/cover.ts';

const { width, height } = DEEPRACER_CAMERA;
const ORANGE = [255, 120, 20] as const;
/** Of the strongest mark: what is under it stays visible. */
const OPACITY = 0.8;

/**
 * @param frame 120 × 160 greys @param attention 0..1, of the network's input; null for none
 * @param out RGBA of the frame's size
 */
export function paintSight(
  architecture: Architecture,
  frame: Uint8Array,
  attention: Float32Array | null,
  cover: Spot | null,
  out: Uint8ClampedArray,
): void {
  for (let at = 0; at < frame.length; at++) {
    for (let k = 0; k < 3; k++) out[4 * at + k] = frame[at];
    out[4 * at + 3] = 255;
  }
  if (attention) paintAttention(architecture, frame, attention, out);
  if (cover) paintPatch(architecture, frame, cover, out);
}

/** Interpolated between the centres of the input's pixels. */
function paintAttention(architecture: Architecture, frame: Uint8Array, attention: Float32Array, out: Uint8ClampedArray): void {
  const { cropTop, pool } = architecture;
  const { height: rows, width: columns } = observationShape(architecture, DEEPRACER_CAMERA);
  for (let row = cropTop, at = cropTop * width; row < height; row++) {
    const y = Math.min(rows - 1, Math.max(0, (row - cropTop + 0.5) / pool - 0.5));
    const top = Math.floor(y);
    const upper = top * columns;
    const lower = Math.min(rows - 1, top + 1) * columns;
    for (let column = 0; column < width; column++, at++) {
      const x = Math.min(columns - 1, Math.max(0, (column + 0.5) / pool - 0.5));
      const left = Math.floor(x);
      const right = Math.min(columns - 1, left + 1);
      const above = attention[upper + left] + (x - left) * (attention[upper + right] - attention[upper + left]);
      const below = attention[lower + left] + (x - left) * (attention[lower + right] - attention[lower + left]);
      const strength = above + (y - top) * (below - above);
      // Weak marks fade: few, clear ones are easier to read, and their order stays.
      const opacity = OPACITY * strength * Math.sqrt(strength);
      for (let k = 0; k < 3; k++) out[4 * at + k] = frame[at] + opacity * (ORANGE[k] - frame[at]);
    }
  }
}

/** The mean grey of the rows that are read, with a border: grey on a grey road would not be seen. */
function paintPatch(architecture: Architecture, frame: Uint8Array, cover: Spot, out: Uint8ClampedArray): void {
  const { cropTop, pool } = architecture;
  const read = frame.subarray(cropTop * width);
  const grey = read.reduce((sum, value) => sum + value, 0) / read.length;
  const isInside = (row: number, column: number) =>
    row >= cropTop &&
    isHidden(architecture, DEEPRACER_CAMERA, Math.floor((row - cropTop) / pool), Math.floor(column / pool), cover);
  for (let row = cropTop, at = cropTop * width; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      if (!isInside(row, column)) continue;
      const isBorder =
        !isInside(row - 1, column) || !isInside(row + 1, column) || !isInside(row, column - 1) || !isInside(row, column + 1);
      const tone = isBorder ? 255 : grey;
      for (let k = 0; k < 3; k++) out[4 * at + k] = tone;
    }
  }
}
