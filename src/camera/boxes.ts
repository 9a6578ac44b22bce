/** Upright boxes in the camera's frame: the sides that face the lens, far ones first. Nothing here allocates. */
import type { Pose } from '../car/spec.ts';
import type { SceneBox } from './scene.ts';

const NEAR = 0.02;
/** Boxes further away than this are not drawn, m: they would be a pixel or two. */
const FAR = 30;
/** More boxes in one frame are not drawn, the farthest ones first. */
const MAX_BOXES = 64;
/** Part of a box's height that its skirt covers. */
const SKIRT = 0.4;

/** What drawing needs of a camera, worked out once. */
export interface BoxLens {
  readonly width: number;
  readonly height: number;
  /** lens in the body frame, m */
  readonly forward: number;
  readonly up: number;
  readonly cosPitch: number;
  readonly sinPitch: number;
  /** pixels per unit of tangent */
  readonly focal: number;
}

// The boxes to draw, far ones first.
const order = new Int32Array(MAX_BOXES);
const distances = new Float64Array(MAX_BOXES);

/** Draws over the frame that begins at `offset` of `out`, from `firstRow` down. */
export function drawBoxes(
  lens: BoxLens,
  pose: Pose,
  boxes: readonly SceneBox[],
  out: Uint8Array,
  firstRow: number,
  offset: number,
): void {
  const lensX = pose.x + lens.forward * pose.cosYaw;
  const lensY = pose.y + lens.forward * pose.sinYaw;
  // A box is out of sight when a circle around it is behind the lens or beyond a side of the view.
  const tangent = lens.width / 2 / lens.focal;
  const secant = Math.sqrt(1 + tangent * tangent);
  let count = 0;
  for (let i = 0; i < boxes.length; i++) {
    const box = boxes[i];
    const dx = box.x - lensX;
    const dy = box.y - lensY;
    const ahead = dx * pose.cosYaw + dy * pose.sinYaw;
    const aside = Math.abs(dy * pose.cosYaw - dx * pose.sinYaw);
    const radius = (box.length + box.width) / 2;
    // At the box's foot, where its depth is greatest, the view is widest.
    const depth = ahead * lens.cosPitch + lens.up * lens.sinPitch;
    if (ahead < -radius || ahead > FAR || aside > tangent * depth + secant * radius) continue;
    count = insert(i, dx * dx + dy * dy, count);
  }
  for (let k = 0; k < count; k++) drawBox(lens, pose, lensX, lensY, boxes[order[k]], out, firstRow, offset);
}

/** Keeps `order` sorted by falling distance; when it is full the farthest goes. Returns the new count. */
function insert(index: number, distance: number, count: number): number {
  let full = count;
  if (full === MAX_BOXES) {
    if (distance >= distances[0]) return full;
    order.copyWithin(0, 1, full);
    distances.copyWithin(0, 1, full);
    full--;
  }
  let at = full;
  while (at > 0 && distances[at - 1] < distance) {
    order[at] = order[at - 1];
    distances[at] = distances[at - 1];
    at--;
  }
  order[at] = index;
  distances[at] = distance;
  return full + 1;
}

function drawBox(
  lens: BoxLens,
  pose: Pose,
  lensX: number,
  lensY: number,
  box: SceneBox,
  out: Uint8Array,
  firstRow: number,
  offset: number,
): void {
  const { cosYaw: c, sinYaw: s } = box;
  for (let face = 0; face < 4; face++) {
    // Faces 0..3 look along the box's yaw + 0, 90, 180, 270 degrees.
    const nx = face === 0 ? c : face === 1 ? -s : face === 2 ? -c : s;
    const ny = face === 0 ? s : face === 1 ? c : face === 2 ? -s : -c;
    const out2 = (face & 1 ? box.width : box.length) / 2;
    const half = (face & 1 ? box.length : box.width) / 2;
    const midX = box.x + nx * out2;
    const midY = box.y + ny * out2;
    if ((lensX - midX) * nx + (lensY - midY) * ny <= 0) continue;
    const dx = midX - lensX;
    const dy = midY - lensY;
    // Neighbouring faces differ a little, so that a box reads as a body.
    const body = face & 1 ? (box.grey * 7) >> 3 : box.grey;
    const skirt = face & 1 ? (box.skirtGrey * 7) >> 3 : box.skirtGrey;
    const waist = SKIRT * box.height;
    drawFace(lens, pose, dx, dy, nx, ny, half, waist, box.height, body, out, firstRow, offset);
    drawFace(lens, pose, dx, dy, nx, ny, half, 0, waist, skirt, out, firstRow, offset);
  }
}

// Corners of the face in hand along the optical axis, to the right and down, m; then clipped; then in pixels.
const depth = new Float64Array(4);
const right = new Float64Array(4);
const down = new Float64Array(4);
/** A clipped quad has at most five corners. */
const MAX_CORNERS = 5;
const clippedDepth = new Float64Array(MAX_CORNERS);
const clippedRight = new Float64Array(MAX_CORNERS);
const clippedDown = new Float64Array(MAX_CORNERS);
const pixelX = new Float64Array(MAX_CORNERS);
const pixelY = new Float64Array(MAX_CORNERS);

/** A face whose middle is (dx, dy) from the lens and looks along (nx, ny), between two heights above the floor. */
function drawFace(
  lens: BoxLens,
  pose: Pose,
  dx: number,
  dy: number,
  nx: number,
  ny: number,
  half: number,
  bottom: number,
  top: number,
  grey: number,
  out: Uint8Array,
  firstRow: number,
  offset: number,
): void {
  for (let corner = 0; corner < 4; corner++) {
    const side = corner === 0 || corner === 3 ? -half : half;
    const x = dx - ny * side;
    const y = dy + nx * side;
    const z = (corner < 2 ? bottom : top) - lens.up;
    const ahead = x * pose.cosYaw + y * pose.sinYaw;
    depth[corner] = ahead * lens.cosPitch - z * lens.sinPitch;
    right[corner] = x * pose.sinYaw - y * pose.cosYaw;
    down[corner] = -ahead * lens.sinPitch - z * lens.cosPitch;
  }
  fillClipped(lens, clipNear(), grey, out, firstRow, offset);
}

function fillClipped(
  { width, height, focal }: BoxLens,
  corners: number,
  grey: number,
  out: Uint8Array,
  firstRow: number,
  offset: number,
): void {
  if (corners < 3) return;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < corners; i++) {
    const scale = focal / clippedDepth[i];
    pixelX[i] = width / 2 + scale * clippedRight[i];
    pixelY[i] = height / 2 + scale * clippedDown[i];
    top = Math.min(top, pixelY[i]);
    bottom = Math.max(bottom, pixelY[i]);
  }
  const lastRow = Math.min(height, Math.ceil(bottom - 0.5));
  for (let row = Math.max(firstRow, Math.ceil(top - 0.5)); row < lastRow; row++) {
    const y = row + 0.5;
    let left = Number.POSITIVE_INFINITY;
    let rightmost = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < corners; i++) {
      const j = i + 1 === corners ? 0 : i + 1;
      if (pixelY[i] > y === pixelY[j] > y) continue;
      const x = pixelX[i] + ((y - pixelY[i]) / (pixelY[j] - pixelY[i])) * (pixelX[j] - pixelX[i]);
      left = Math.min(left, x);
      rightmost = Math.max(rightmost, x);
    }
    const from = Math.max(0, Math.ceil(left - 0.5));
    const to = Math.min(width, Math.ceil(rightmost - 0.5));
    const line = offset + row * width;
    if (from < to) out.fill(grey, line + from, line + to);
  }
}

/** Cuts the face at the near plane; returns how many corners are left. */
function clipNear(): number {
  let count = 0;
  for (let i = 0; i < 4; i++) {
    const j = (i + 1) & 3;
    if (depth[i] >= NEAR) {
      clippedDepth[count] = depth[i];
      clippedRight[count] = right[i];
      clippedDown[count] = down[i];
      count++;
    }
    if (depth[i] >= NEAR !== depth[j] >= NEAR) {
      const t = (NEAR - depth[i]) / (depth[j] - depth[i]);
      clippedDepth[count] = NEAR;
      clippedRight[count] = right[i] + t * (right[j] - right[i]);
      clippedDown[count] = down[i] + t * (down[j] - down[i]);
      count++;
    }
  }
  return count;
}
