/** A ring on the floor around the car that is followed, so that it is found from far away. */
import { CustomBlending, Mesh, MeshBasicMaterial, RingGeometry } from 'three';
import type { FleetCar } from './fleet.ts';

/** m */
const INNER_RADIUS = 0.3;
const OUTER_RADIUS = 0.37;
/** The accent: "you". */
const COLOUR = '#ff5a36';

interface FollowRing {
  readonly mesh: Mesh;
  /** Puts it around a car; undefined hides it. */
  mark(car: FleetCar | undefined): void;
  dispose(): void;
}

export function newFollowRing(): FollowRing {
  const geometry = new RingGeometry(INNER_RADIUS, OUTER_RADIUS, 40).rotateX(-Math.PI / 2);
  // Drawn with the road, before what stands on it.
  const material = new MeshBasicMaterial({ color: COLOUR, blending: CustomBlending, depthTest: false, depthWrite: false });
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = -2;
  mesh.visible = false;
  return {
    mesh,
    mark(car) {
      mesh.visible = car !== undefined;
      if (car) mesh.position.set(car.x, 0, -car.y);
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
