/** The building site of a place: its bounds, and the pieces that its design fills. */
import type { RandomStream } from '../../math/random.ts';
import type { Bounds, Track } from '../../track/track.ts';
import type { Pieces } from '../mesh.ts';
import type { Lamp } from './light.ts';
import type { Marks } from './marks.ts';
import { type Frame, frameAt } from './shapes.ts';

export interface Site {
  readonly track: Track;
  /** inner faces of the barriers, where the policy's cameras have them */
  readonly room: Bounds;
  readonly barrierHeight: number;
  /** inner faces of the walls */
  readonly walls: Bounds;
  readonly wallHeight: number;
  /** the arrangement's own, the same for the same track */
  readonly stream: RandomStream;
  /** what stands on the floor or hangs on the walls */
  readonly solid: Pieces;
  /** what is overhead; not drawn for a camera above it */
  readonly upper: Pieces;
  /** what lies flat on the floor and is blended into it */
  readonly marks: Marks;
  readonly lamps: Lamp[];
}

/** One side of a rectangle: u runs along it, to the right seen from inside, and w points inward. */
export interface Side {
  readonly frame: Frame;
  readonly length: number;
  /** across the world's x or its y */
  readonly axis: 'x' | 'y';
}

/** South, east, north, west. */
export function sidesOf({ minX, minY, maxX, maxY }: Bounds): readonly [Side, Side, Side, Side] {
  const [width, depth] = [maxX - minX, maxY - minY];
  return [
    { frame: frameAt(maxX, minY, Math.PI), length: width, axis: 'y' },
    { frame: frameAt(maxX, maxY, -Math.PI / 2), length: depth, axis: 'x' },
    { frame: frameAt(minX, maxY, 0), length: width, axis: 'y' },
    { frame: frameAt(minX, minY, Math.PI / 2), length: depth, axis: 'x' },
  ];
}

export function widened({ minX, minY, maxX, maxY }: Bounds, by: number): Bounds {
  return { minX: minX - by, minY: minY - by, maxX: maxX + by, maxY: maxY + by };
}
