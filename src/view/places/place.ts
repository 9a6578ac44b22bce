/** What makes a place: its light, its floor, its furniture. */
import type { PlaceLight } from './light.ts';
import type { Site } from './site.ts';
import type { FloorKind } from './textures.ts';

interface Floor {
  readonly kind: FloorKind;
  /** `#rrggbb` */
  readonly colour: string;
}

export interface PlaceDesign {
  readonly light: PlaceLight;
  /** beyond the walls */
  readonly background: string;
  /** from the barrier to the walls, m */
  readonly aisle: number;
  readonly wallHeight: number;
  /** what hangs overhead is lower than this, m: a camera above does not draw it */
  readonly headroom: number;
  /** under the track, in the track's own colour */
  floor(colour: string, isWood: boolean): Floor;
  /** between barrier and walls, where the track's floor is none of the place's own */
  readonly outerFloor: Floor;
  furnish(site: Site): void;
}
