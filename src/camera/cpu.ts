/**
 * The camera on the CPU: deterministic, bit for bit, the one that official results use.
 *
 * With the car level, all pixels of an image row meet the floor on one straight line, evenly
 * spaced. So a row is: clip that line against the room, then walk the ground picture along it in
 * fixed point. Far rows cover much more floor ahead than across; they are the mean of up to
 * {@link MAX_TAPS} lines from a coarser level, the same anisotropic filter that the GPU camera uses.
 */
import type { Pose } from '../car/spec.ts';
import { cos, sin } from '../math/exact.ts';
import { type GroundPicture, LEVELS, TEXEL } from '../track/ground.ts';
import { type BoxLens, drawBoxes } from './boxes.ts';
import { type CameraModel, focalLength, rowRay } from './model.ts';
import type { Scene, SceneBox } from './scene.ts';

const MAX_TAPS = 4;
/** No floor is looked for further than this, m: the room ends before. */
const MAX_DISTANCE = 200;

/** How to draw the rows of one camera: made once, used for every frame. */
export interface CameraTables {
  readonly camera: CameraModel;
  readonly lens: BoxLens;
  readonly rows: readonly Row[];
}

interface Row {
  /** the row looks down at the floor, or up at what is above the barrier */
  readonly looksDown: boolean;
  /** of the ray: unit of tangent ahead and up */
  readonly forward: number;
  readonly up: number;
  readonly level: number;
  /** log2 of the number of taps */
  readonly tapShift: number;
  /** per tap: m ahead of the lens, and m across between neighbouring pixels */
  readonly tapAhead: Float64Array;
  readonly tapStep: Float64Array;
}

export function cameraTables(camera: CameraModel): CameraTables {
  const rows = Array.from({ length: camera.height }, (_, row) => tableRow(camera, row));
  const { width, height, forward, up, pitch } = camera;
  const lens = { width, height, forward, up, cosPitch: cos(pitch), sinPitch: sin(pitch), focal: focalLength(camera) };
  return { camera, lens, rows };
}

function tableRow(camera: CameraModel, row: number): Row {
  const focal = focalLength(camera);
  const { forward, up } = rowRay(camera, row);
  const looksDown = up < 0;
  const ahead = (at: number): number => {
    const ray = rowRay(camera, at);
    return ray.up < 0 ? Math.min(MAX_DISTANCE, (camera.up * ray.forward) / -ray.up) : MAX_DISTANCE;
  };
  const across = looksDown ? Math.min(MAX_DISTANCE, camera.up / -up) / focal : 1;
  const along = Math.abs(ahead(row - 0.5) - ahead(row + 0.5));

  let tapShift = 0;
  // A bilinear sample spreads over two texels, so taps one and a half apart leave no gap.
  const finest = 1.5 * Math.max(across, TEXEL);
  while (1 << tapShift < MAX_TAPS && along / (1 << tapShift) > finest) tapShift++;
  const taps = 1 << tapShift;
  const footprint = Math.max(across, along / taps);
  let level = 0;
  while (level < LEVELS - 1 && TEXEL * (1 << level) * 1.5 < footprint) level++;

  const tapAhead = new Float64Array(taps);
  const tapStep = new Float64Array(taps);
  for (let tap = 0; tap < taps; tap++) {
    const at = row - 0.5 + (tap + 0.5) / taps;
    tapAhead[tap] = ahead(at);
    tapStep[tap] = tapAhead[tap] / rowRay(camera, at).forward / focal;
  }
  return { looksDown, forward, up, level, tapShift, tapAhead, tapStep };
}

/**
 * Draws what the camera of a car at `pose` sees.
 *
 * @param boxes things in the scene, in any order
 * @param out height × width greys, top row first; written whole from `firstRow` down
 * @param firstRow rows above it are left as they are (a policy that crops the sky needs none)
 * @param offset where in `out` the frame begins
 */
export function renderFrame(
  { camera, lens, rows }: CameraTables,
  scene: Scene,
  pose: Pose,
  boxes: readonly SceneBox[],
  out: Uint8Array,
  firstRow = 0,
  offset = 0,
): void {
  const { cosYaw: c, sinYaw: s } = pose;
  const { width, height } = camera;
  const lensX = pose.x + camera.forward * c;
  const lensY = pose.y + camera.forward * s;
  const middle = (width - 1) / 2;
  const { focal } = lens;

  for (let r = firstRow; r < height; r++) {
    const row = rows[r];
    const scale = row.looksDown ? -camera.up / row.up : (scene.barrierHeight - camera.up) / row.up;
    const ahead = row.forward * scale;
    const step = scale / focal;
    // Pixel k looks at (x + k·dx, y + k·dy) on the floor, or on the plane of the barriers' tops.
    const x = lensX + ahead * c - middle * step * s;
    const y = lensY + ahead * s + middle * step * c;
    const dx = step * s;
    const dy = -step * c;
    clip(scene.room.minX, scene.room.minY, scene.room.maxX, scene.room.maxY, x, y, dx, dy, width);
    const from = clipFrom;
    const to = clipTo;
    const line = offset + r * width;
    drawBarrier(scene, out, line, 0, from, x - lensX, y - lensY, dx, dy, lensX, lensY);
    drawBarrier(scene, out, line, to, width, x - lensX, y - lensY, dx, dy, lensX, lensY);
    if (row.looksDown) drawFloor(scene.ground, row, out, line, from, to, lensX, lensY, c, s, middle);
    else paint(out, scene.skyGrey, line + from, line + to);
  }
  if (boxes.length > 0) drawBoxes(lens, pose, boxes, out, firstRow, offset);
}

// What clip() answers: the first pixel inside, and the first one after them.
let clipFrom = 0;
let clipTo = 0;

/** Which of the pixels k = 0..count−1 at (x + k·dx, y + k·dy) lie inside the box? A line meets it in one run. */
function clip(
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
  x: number,
  y: number,
  dx: number,
  dy: number,
  count: number,
): void {
  let from = 0;
  let to = count;
  if (dx > 0) {
    from = Math.max(from, Math.ceil((minX - x) / dx));
    to = Math.min(to, Math.ceil((maxX - x) / dx));
  } else if (dx < 0) {
    from = Math.max(from, Math.ceil((maxX - x) / dx));
    to = Math.min(to, Math.ceil((minX - x) / dx));
  } else if (x < minX || x >= maxX) to = 0;
  if (dy > 0) {
    from = Math.max(from, Math.ceil((minY - y) / dy));
    to = Math.min(to, Math.ceil((maxY - y) / dy));
  } else if (dy < 0) {
    from = Math.max(from, Math.ceil((maxY - y) / dy));
    to = Math.min(to, Math.ceil((minY - y) / dy));
  } else if (y < minY || y >= maxY) to = 0;
  clipFrom = Math.min(from, count);
  clipTo = Math.max(to, clipFrom);
}

/** Paints the barrier over pixels from..to−1 of a row; (x, y) is pixel 0's direction from the lens. */
function drawBarrier(
  scene: Scene,
  out: Uint8Array,
  line: number,
  from: number,
  to: number,
  x: number,
  y: number,
  dx: number,
  dy: number,
  lensX: number,
  lensY: number,
): void {
  for (let k = from; k < to; k++) out[line + k] = barrierGrey(scene, x + k * dx, y + k * dy, lensX, lensY);
}

/** Does a ray from the lens along (dx, dy) first meet a barrier across x or across y? */
function barrierGrey(
  { room, barrierGreyX, barrierGreyY }: Scene,
  dx: number,
  dy: number,
  lensX: number,
  lensY: number,
): number {
  const toX = (dx > 0 ? room.maxX - lensX : lensX - room.minX) * Math.abs(dy);
  const toY = (dy > 0 ? room.maxY - lensY : lensY - room.minY) * Math.abs(dx);
  return toX < toY ? barrierGreyX : barrierGreyY;
}

/** Texel coordinates are kept in 1/65536 texels; bilinear weights use their top 8 fractional bits. */
const ONE = 65536;

// The taps of the row in hand: texel position and step, pixels that lie on the picture, pixels per texel.
const tapU = new Int32Array(MAX_TAPS);
const tapV = new Int32Array(MAX_TAPS);
const tapUStep = new Int32Array(MAX_TAPS);
const tapVStep = new Int32Array(MAX_TAPS);
const tapFrom = new Int32Array(MAX_TAPS);
const tapTo = new Int32Array(MAX_TAPS);
const tapReach = new Float64Array(MAX_TAPS);

/** Draws floor over pixels from..to−1 of a row: the mean of its taps, in runs where all of them see one grey. */
function drawFloor(
  ground: GroundPicture,
  row: Row,
  out: Uint8Array,
  line: number,
  from: number,
  to: number,
  lensX: number,
  lensY: number,
  c: number,
  s: number,
  middle: number,
): void {
  if (from >= to) return;
  const { width, height, plain } = ground.levels[row.level];
  const perMetre = 1 / (TEXEL * (1 << row.level));
  const taps = row.tapAhead.length;
  for (let tap = 0; tap < taps; tap++) {
    const ahead = row.tapAhead[tap];
    const step = row.tapStep[tap];
    const u = (lensX + ahead * c - middle * step * s - ground.minX) * perMetre - 0.5;
    const v = (lensY + ahead * s + middle * step * c - ground.minY) * perMetre - 0.5;
    const du = step * s * perMetre;
    const dv = -step * c * perMetre;
    clip(0.01, 0.01, width - 1.01, height - 1.01, u, v, du, dv, to);
    tapFrom[tap] = clipFrom;
    tapTo[tap] = clipTo;
    tapUStep[tap] = Math.round(du * ONE);
    tapVStep[tap] = Math.round(dv * ONE);
    tapU[tap] = Math.round((u + from * du) * ONE);
    tapV[tap] = Math.round((v + from * dv) * ONE);
    tapReach[tap] = ONE / (Math.max(Math.abs(tapUStep[tap]), Math.abs(tapVStep[tap])) + 1);
  }

  const shift = 16 + row.tapShift;
  const half = 1 << (shift - 1);
  let k = from;
  while (k < to) {
    let run = to - k;
    let sum = half;
    let isPlain = true;
    for (let tap = 0; tap < taps; tap++) {
      if (k < tapFrom[tap] || k >= tapTo[tap]) {
        sum += ground.floorGrey * ONE;
        if (k < tapFrom[tap]) run = Math.min(run, tapFrom[tap] - k);
        continue;
      }
      run = Math.min(run, tapTo[tap] - k);
      const calm = plain[(tapV[tap] >> 16) * width + (tapU[tap] >> 16)];
      const distance = calm >> 8;
      sum += (calm & 255) * ONE;
      if (distance > 1) run = Math.min(run, 1 + Math.floor((distance - 1) * tapReach[tap]));
      else isPlain = false;
    }
    if (isPlain) paint(out, sum >> shift, line + k, line + k + run);
    else {
      if (run > BLOCK) run = BLOCK;
      for (let b = 0; b < run; b++) blockSums[b] = half;
      for (let tap = 0; tap < taps; tap++) addSamples(ground, row.level, tap, k, run);
      for (let b = 0; b < run; b++) out[line + k + b] = blockSums[b] >> shift;
    }
    k += run;
    for (let tap = 0; tap < taps; tap++) {
      tapU[tap] += Math.imul(run, tapUStep[tap]);
      tapV[tap] += Math.imul(run, tapVStep[tap]);
    }
  }
}

/** Above this length the built-in fill is faster than a loop. */
const LONG_RUN = 20;

function paint(out: Uint8Array, grey: number, from: number, to: number): void {
  if (to - from > LONG_RUN) out.fill(grey, from, to);
  else for (let at = from; at < to; at++) out[at] = grey;
}

/** Where greys mix, so many pixels are sampled at a time. */
const BLOCK = 8;
const blockSums = new Int32Array(BLOCK);

/** Adds what a tap sees in pixels k..k+count−1 to `blockSums`; all of them are on the picture, or none. */
function addSamples({ levels, floorGrey }: GroundPicture, level: number, tap: number, k: number, count: number): void {
  if (k < tapFrom[tap] || k >= tapTo[tap]) {
    for (let b = 0; b < count; b++) blockSums[b] += floorGrey * ONE;
    return;
  }
  const { width, quads } = levels[level];
  const uStep = tapUStep[tap];
  const vStep = tapVStep[tap];
  let u = tapU[tap];
  let v = tapV[tap];
  for (let b = 0; b < count; b++) {
    blockSums[b] += bilinear(quads[(v >> 16) * width + (u >> 16)], (u >>> 8) & 255, (v >>> 8) & 255);
    u = (u + uStep) | 0;
    v = (v + vStep) | 0;
  }
}

/** Mixes a quad's four greys; weights 0..255 of 256. Two greys ride in one integer. Result × 65536. */
function bilinear(quad: number, right: number, below: number): number {
  const left2 = quad & 0xff00ff;
  const right2 = (quad >>> 8) & 0xff00ff;
  // a·(256 − w) + b·w as 256·a + (b − a)·w: a borrow between the two greys cancels out in the sum.
  const mixed = ((left2 << 8) + Math.imul(right2 - left2, right)) | 0;
  const top = mixed & 0xffff;
  return ((top << 8) + Math.imul((mixed >>> 16) - top, below)) | 0;
}
