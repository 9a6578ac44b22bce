/** A track and its surroundings as three.js meshes: six draw calls, and one more where cars throw shadows. */
import { Group, Mesh, MeshBasicMaterial, PlaneGeometry, ShadowMaterial, Vector3 } from 'three';
import type { Bounds, Track } from '../../track/track.ts';
import { BLENDED } from '../blending.ts';
import { trackModel } from '../track-model.ts';
import type { PlaceDesign } from './place.ts';
import { bakedGeometry, floorOf, type Surroundings, surroundingsOf } from './surroundings.ts';
import { floorTexture, isWood, type TextureDetail } from './textures.ts';

export interface Scenery {
  readonly group: Group;
  readonly room: Bounds;
  readonly design: PlaceDesign;
  /** Whether cars throw shadows on the floor. */
  setShadows(hasShadows: boolean): void;
  /** Hides what is overhead from a camera above it. @param height of the camera, m */
  lookFrom(height: number): void;
  dispose(): void;
}

const FLAT = { vertexColors: true, fog: false, depthTest: false, depthWrite: false } as const;
const SHADOW_DEPTH = 0.5;

export function newScenery(track: Track, detail: TextureDetail): Scenery {
  const surroundings = surroundingsOf(track);
  const { design, site } = surroundings;
  const colour = track.surface.floor.colour;
  const inside = design.floor(colour, isWood(colour));
  const outside = isWood(colour) ? inside : design.outerFloor;
  const insideMap = floorTexture(inside.kind, inside.colour, detail);
  const outsideMap = inside === outside ? insideMap : floorTexture(outside.kind, outside.colour, detail);
  const upper = new Mesh(bakedGeometry(site.upper), new MeshBasicMaterial({ vertexColors: true, fog: false }));
  const shadows = shadowCatcher(site.room);
  // All that is flat is drawn in this order, without depth: nothing is ever below it.
  const flat: Mesh[] = [
    new Mesh(floorOf(surroundings, false), new MeshBasicMaterial({ map: outsideMap, ...FLAT })),
    new Mesh(floorOf(surroundings, true), new MeshBasicMaterial({ map: insideMap, ...FLAT })),
    new Mesh(bakedGeometry(site.marks, 4), new MeshBasicMaterial({ ...FLAT, ...BLENDED })),
    new Mesh(roadGeometry(track, surroundings), new MeshBasicMaterial(FLAT)),
    shadows,
  ];
  flat.forEach((mesh, k) => {
    mesh.renderOrder = -10 + k / 10;
  });
  const solid = new Mesh(bakedGeometry(site.solid), new MeshBasicMaterial({ vertexColors: true, fog: false }));
  const group = new Group();
  group.add(...flat, solid, upper);
  const meshes = group.children as Mesh<Mesh['geometry'], MeshBasicMaterial>[];
  for (const mesh of meshes) {
    mesh.updateMatrix();
    mesh.matrixAutoUpdate = false;
  }
  return {
    group,
    room: site.room,
    design,
    setShadows(hasShadows) {
      shadows.visible = hasShadows;
    },
    lookFrom(height) {
      upper.visible = height < design.headroom;
    },
    dispose() {
      for (const { geometry, material } of meshes) {
        geometry.dispose();
        material.dispose();
      }
      insideMap.dispose();
      outsideMap.dispose();
    },
  };
}

/** The road in the light of the place. */
function roadGeometry(track: Track, { lightAt }: Surroundings) {
  const pieces = trackModel(track);
  const light = new Vector3();
  for (let at = 0; at < pieces.positions.length; at += 3) {
    lightAt(light, pieces.positions[at], 0, pieces.positions[at + 2], 0, 1, 0);
    pieces.colours[at] *= light.x;
    pieces.colours[at + 1] *= light.y;
    pieces.colours[at + 2] *= light.z;
  }
  return bakedGeometry(pieces);
}

/** Nothing but the shadows that fall on the floor of the room. */
function shadowCatcher({ minX, minY, maxX, maxY }: Bounds): Mesh<PlaneGeometry, ShadowMaterial> {
  const geometry = new PlaneGeometry(maxX - minX, maxY - minY).rotateX(-Math.PI / 2);
  const material = new ShadowMaterial({ opacity: SHADOW_DEPTH, fog: false, transparent: false, ...BLENDED });
  const mesh = new Mesh(geometry, material);
  mesh.position.set((minX + maxX) / 2, 0, -(minY + maxY) / 2);
  mesh.receiveShadow = true;
  mesh.visible = false;
  return mesh;
}
