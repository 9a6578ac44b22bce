/** Hiding a patch of a frame from a network: is it needed? */
import type { Architecture } from './architecture.ts';

/** A place in a camera's frame, 0..1 from its left and from its top. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Radius of the patch that is hidden around a spot, in widths of the frame. */
export const PATCH_RADIUS = 0.1;

export function meanGrey(observation: Float32Array): number {
  let sum = 0;
  for (const grey of observation) sum += grey;
  return sum / observation.length;
}

/** The observation with a round patch of its mean grey. @param camera size of its frame, pixels */
export function withPatch(
  architecture: Architecture,
  camera: { readonly width: number; readonly height: number },
  observation: Float32Array,
  spot: Spot,
): Float32Array {
  const grey = meanGrey(observation);
  const columns = Math.floor(camera.width / architecture.pool);
  return observation.map((value, i) =>
    isHidden(architecture, camera, Math.floor(i / columns), i % columns, spot) ? grey : value,
  );
}

/**
 * Whether a patch hides a pixel of the observation: its centre lies in the circle. Frame pixels above the network's rows
 * are never read, so a patch there hides nothing.
 */
export function isHidden(
  { cropTop, pool }: Architecture,
  { width, height }: { readonly width: number; readonly height: number },
  row: number,
  column: number,
  spot: Spot,
): boolean {
  const dx = (column + 0.5) * pool - spot.x * width;
  const dy = cropTop + (row + 0.5) * pool - spot.y * height;
  const radius = PATCH_RADIUS * width;
  return dx * dx + dy * dy <= radius * radius;
}
