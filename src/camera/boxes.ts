/** Upright boxes in the camera's picture: the sides that face the lens, far ones first. */
import type { Pose } from '../car/spec.ts';
import { cos, sin } from '../math/exact.ts';
import { type CameraModel, focalLength } from './model.ts';
import type { SceneBox } from './scene.ts';

const NEAR = 0.02;
/** A clipped quad has at most five corners. */
const MAX_CORNERS = 5;

// Corners of the polygon in hand: depth along the optical axis, right, down; then pixels.
const quad = new Float64Array(3 * 4);
const clipped = new Float64Array(3 * MAX_CORNERS);
const pixelX = new Float64Array(MAX_CORNERS);
const pixelY = new Float64Array(MAX_CORNERS);

/** Draws over the picture that begins at `offset` of `out`, from `firstRow` down. */
export function drawBoxes(
  camera: CameraModel,
  pose: Pose,
  boxes: readonly SceneBox[],
  out: Uint8Array,
  firstRow: number,
  offset: number,
): void {
  const lensX = pose.x + camera.forward * pose.cosYaw;
  const lensY = pose.y + camera.forward * pose.sinYaw;
  const distance = (box: SceneBox) => (box.x - lensX) * (box.x - lensX) + (box.y - lensY) * (box.y - lensY);
  const farFirst = [...boxes].sort((a, b) => distance(b) - distance(a));
  for (const box of farFirst) drawBox(camera, pose, lensX, lensY, box, out, firstRow, offset);
}

function drawBox(
  camera: CameraModel,
  pose: Pose,
  lensX: number,
  lensY: number,
  box: SceneBox,
  out: Uint8Array,
  firstRow: number,
  offset: number,
): void {
  const c = cos(box.heading);
  const s = sin(box.heading);
  for (let face = 0; face < 4; face++) {
    // Faces 0..3 look along heading + 0, 90, 180, 270 degrees.
    const nx = face === 0 ? c : face === 1 ? -s : face === 2 ? -c : s;
    const ny = face === 0 ? s : face === 1 ? c : face === 2 ? -s : -c;
    const out2 = (face & 1 ? box.width : box.length) / 2;
    const half = (face & 1 ? box.length : box.width) / 2;
    const midX = box.x + nx * out2;
    const midY = box.y + ny * out2;
    if ((lensX - midX) * nx + (lensY - midY) * ny <= 0) continue;
    for (let corner = 0; corner < 4; corner++) {
      const side = corner === 0 || corner === 3 ? -half : half;
      const z = corner < 2 ? 0 : box.height;
      toCamera(camera, pose, midX - ny * side - lensX, midY + nx * side - lensY, z - camera.up, corner);
    }
    // Neighbouring faces differ a little, so that a box reads as a body.
    fillQuad(camera, face & 1 ? (box.grey * 7) >> 3 : box.grey, out, firstRow, offset);
  }
}

function toCamera(camera: CameraModel, pose: Pose, dx: number, dy: number, dz: number, corner: number): void {
  const ahead = dx * pose.cosYaw + dy * pose.sinYaw;
  const c = cos(camera.pitch);
  const s = sin(camera.pitch);
  quad[3 * corner] = ahead * c - dz * s;
  quad[3 * corner + 1] = dx * pose.sinYaw - dy * pose.cosYaw;
  quad[3 * corner + 2] = -ahead * s - dz * c;
}

function fillQuad(camera: CameraModel, grey: number, out: Uint8Array, firstRow: number, offset: number): void {
  const corners = clipNear();
  if (corners < 3) return;
  const focal = focalLength(camera);
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < corners; i++) {
    pixelX[i] = camera.width / 2 + (focal * clipped[3 * i + 1]) / clipped[3 * i];
    pixelY[i] = camera.height / 2 + (focal * clipped[3 * i + 2]) / clipped[3 * i];
    top = Math.min(top, pixelY[i]);
    bottom = Math.max(bottom, pixelY[i]);
  }
  const lastRow = Math.min(camera.height, Math.ceil(bottom - 0.5));
  for (let row = Math.max(firstRow, Math.ceil(top - 0.5)); row < lastRow; row++) {
    const y = row + 0.5;
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < corners; i++) {
      const j = i + 1 === corners ? 0 : i + 1;
      if (pixelY[i] > y === pixelY[j] > y) continue;
      const x = pixelX[i] + ((y - pixelY[i]) / (pixelY[j] - pixelY[i])) * (pixelX[j] - pixelX[i]);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    const from = Math.max(0, Math.ceil(left - 0.5));
    const to = Math.min(camera.width, Math.ceil(right - 0.5));
    const line = offset + row * camera.width;
    if (from < to) out.fill(grey, line + from, line + to);
  }
}

/** Cuts `quad` at the near plane into `clipped`; returns how many corners are left. */
function clipNear(): number {
  let count = 0;
  for (let i = 0; i < 4; i++) {
    const j = (i + 1) & 3;
    const depth = quad[3 * i];
    const nextDepth = quad[3 * j];
    if (depth >= NEAR) {
      clipped.set(quad.subarray(3 * i, 3 * i + 3), 3 * count);
      count++;
    }
    if (depth >= NEAR !== nextDepth >= NEAR) {
      const t = (NEAR - depth) / (nextDepth - depth);
      for (let axis = 0; axis < 3; axis++) {
        clipped[3 * count + axis] = quad[3 * i + axis] + t * (quad[3 * j + axis] - quad[3 * i + axis]);
      }
      count++;
    }
  }
  return count;
}
