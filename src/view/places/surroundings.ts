/** Everything that stands around a track, as geometry with its light baked in. Runs without a browser. */
import { BufferAttribute, BufferGeometry, Vector3 } from 'three';
import { roomOf } from '../../camera/scene.ts';
import { randomStream } from '../../math/random.ts';
import type { Place, Track } from '../../track/track.ts';
import { newPieces, type Pieces } from '../mesh.ts';
import { floorGeometry } from './floor.ts';
import { HALL } from './hall.ts';
import { bakeLight, type LightAt, newLightAt } from './light.ts';
import { bakeMarks, newMarks } from './marks.ts';
import type { PlaceDesign } from './place.ts';
import { type Site, widened } from './site.ts';
import { WORKSHOP } from './workshop.ts';

export const PLACE_DESIGNS: Readonly<Record<Place, PlaceDesign>> = { workshop: WORKSHOP, hall: HALL };

export interface Surroundings {
  readonly design: PlaceDesign;
  readonly site: Site;
  readonly lightAt: LightAt;
}

export function surroundingsOf(track: Track): Surroundings {
  const design = PLACE_DESIGNS[track.place];
  // Where the policy's cameras have them.
  const { room, barrierHeight } = roomOf(track);
  const site: Site = {
    track,
    room,
    barrierHeight,
    walls: widened(room, design.aisle),
    wallHeight: design.wallHeight,
    stream: randomStream(Number.parseInt(track.hash.slice(0, 8), 16), track.place),
    solid: newPieces(),
    upper: newPieces(),
    marks: newMarks(),
    lamps: [],
  };
  design.furnish(site);
  const lightAt = newLightAt(design.light, site.lamps);
  bakeLight(site.solid, lightAt);
  bakeLight(site.upper, lightAt);
  bakeMarks(site.marks, lightAt, new Vector3());
  return { design, site, lightAt };
}

export function floorOf({ site, lightAt }: Surroundings, isInside: boolean): BufferGeometry {
  return floorGeometry(site.room, site.walls, isInside, lightAt);
}

/** Positions and colours only: the light is in the colours. */
export function bakedGeometry({ positions, colours, indices }: Omit<Pieces, 'normals'>, channels = 3): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colours), channels));
  geometry.setIndex(indices);
  return geometry;
}
