/** The lights on the cars: one key and a soft sky, as the place has them. What stands still has its light baked in. */
import { AmbientLight, DirectionalLight, HemisphereLight, type Scene } from 'three';
import type { Bounds } from '../track/track.ts';
import type { PlaceLight } from './places/light.ts';

interface Lights {
  readonly key: DirectionalLight;
  /** Aims them at a room. */
  set(light: PlaceLight, room: Bounds): void;
}

export function newLights(scene: Scene): Lights {
  const sky = new HemisphereLight();
  const ambient = new AmbientLight();
  const key = new DirectionalLight();
  key.shadow.bias = -0.0004;
  key.shadow.normalBias = 0.012;
  key.shadow.radius = 2;
  scene.add(sky, ambient, key, key.target);
  return {
    key,
    set(light, room) {
      sky.color.set(light.sky);
      sky.groundColor.set(light.ground);
      sky.intensity = light.skyIntensity;
      ambient.intensity = light.ambientIntensity;
      key.color.set(light.key);
      key.intensity = light.keyIntensity;
      aim(key, light.keyDirection, room);
    },
  };
}

function aim(key: DirectionalLight, [east, north, up]: PlaceLight['keyDirection'], { minX, minY, maxX, maxY }: Bounds): void {
  const [x, z] = [(minX + maxX) / 2, -(minY + maxY) / 2];
  const reach = Math.hypot(maxX - minX, maxY - minY) / 2 + 0.5;
  const distance = (1.3 * reach + 3) / up;
  key.target.position.set(x, 0, z);
  key.position.set(x + east * distance, up * distance, z - north * distance);
  const { camera } = key.shadow;
  camera.left = -reach;
  camera.right = reach;
  camera.top = reach;
  camera.bottom = -reach;
  camera.near = 0.5;
  camera.far = 4 * reach + 8;
  camera.updateProjectionMatrix();
}
