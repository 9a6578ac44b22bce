/** Hiding a patch of a frame from a network: is it needed? */
import type { Architecture } from './architecture.ts';

/** A place in a camera's frame, 0..1 from its left and from its top. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Radius of the patch that is hidden around a spot, in widths of the frame. */
export const PATCH_RADIUS = 0.075;

export function meanGrey(observation: Float32Array): number {
  let sum = 0;
  for (const grey of observation) sum += grey;
  return sum / observation.length;
}

/**
 * The observation with a round patch of its mean grey. Frame pixels above the network's rows are never read, so a patch
 * there hides nothing.
 * @param width of the camera's frame, pixels @param height of the camera's frame, pixels
 */
export function withPatch(
  { cropTop, pool }: Architecture,
  { width, height }: { readonly width: number; readonly height: number },
  observation: Float32Array,
  spot: Spot,
): Float32Array {
  const covered = observation.slice();
  const grey = meanGrey(observation);
  const columns = Math.floor(width / pool);
  const radius = PATCH_RADIUS * width;
  for (let i = 0; i < covered.length; i++) {
    const dx = ((i % columns) + 0.5) * pool - spot.x * width;
    const dy = cropTop + (Math.floor(i / columns) + 0.5) * pool - spot.y * height;
    if (dx * dx + dy * dy <= radius * radius) covered[i] = grey;
  }
  return covered;
}
