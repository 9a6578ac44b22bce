/** Draws cars in a page and tells what of them can be seen. Bundled for a browser. */
import {
  Color,
  DirectionalLight,
  HemisphereLight,
  Mesh,
  MeshBasicMaterial,
  PerspectiveCamera,
  PlaneGeometry,
  Scene,
  WebGLRenderer,
} from 'three';
import { CAR_SPECS, type CarName } from '../../src/car/spec.ts';
import { parseTrackJson } from '../../src/track/format.ts';
import { type Place, trackFromData, trackToData } from '../../src/track/track.ts';
import { type FleetCar, newFleet } from '../../src/view/fleet.ts';
import { newFollowRing } from '../../src/view/follow-ring.ts';
import { newScenery } from '../../src/view/places/scenery.ts';

const WIDTH = 240;
const HEIGHT = 160;
const CAR: FleetCar = { x: 0, y: 0, yaw: 0.5, steering: 0.2, rolled: 0, pitch: 0, roll: 0 };
const BOX = { x: 0.1, y: -0.5, yaw: 0.2, isBot: false };
/** What nothing else is painted with. */
const NOTHING = '#ff00ff';

export interface Leftover {
  readonly textures: number;
  readonly geometries: number;
  readonly programs: number;
}

export interface Sight {
  /** pixels that show a car or a box */
  readonly solid: number;
  /** of these, that a contact shadow changes */
  readonly smeared: number;
  /** pixels of floor that a shadow darkens */
  readonly shadowed: number;
  /** what the GPU still holds when the fleet is gone */
  readonly leftover: Leftover;
}

/** Looks at one car and one box from behind, with and without the shadows under them. */
export function lookAtCar(name: CarName): Sight {
  const renderer = new WebGLRenderer({ antialias: false });
  renderer.setSize(WIDTH, HEIGHT, false);
  const scene = new Scene();
  scene.background = new Color(NOTHING);
  const camera = new PerspectiveCamera(40, WIDTH / HEIGHT, 0.05, 20);
  camera.position.set(-1.3, 0.55, 0.9);
  camera.lookAt(0.1, 0.05, 0.1);
  const floor = new Mesh(
    new PlaneGeometry(8, 8).rotateX(-Math.PI / 2),
    new MeshBasicMaterial({ color: '#808080', depthTest: false, depthWrite: false }),
  );
  floor.renderOrder = -10;
  const key = new DirectionalLight('#ffffff', 2);
  key.position.set(1, 3, 2);
  scene.add(floor, key, new HemisphereLight('#ffffff', '#888888', 1.5));
  const fleet = newFleet([CAR_SPECS[name].shape], false);
  const ring = newFollowRing();
  scene.add(fleet.group, ring.mesh);
  fleet.update([CAR], [BOX]);
  const shadows = fleet.group.children.find((child) => child.name === 'contact shadows');
  if (!shadows) throw new Error('the fleet has no contact shadows');
  const picture = (): Uint8Array => {
    renderer.render(scene, camera);
    const gl = renderer.getContext();
    const pixels = new Uint8Array(4 * WIDTH * HEIGHT);
    gl.readPixels(0, 0, WIDTH, HEIGHT, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels;
  };
  const withShadows = picture();
  shadows.visible = false;
  const without = picture();
  floor.visible = false;
  const alone = picture();
  let solid = 0;
  let smeared = 0;
  let shadowed = 0;
  for (let at = 0; at < alone.length; at += 4) {
    const isSolid = alone[at] !== 255 || alone[at + 1] !== 0 || alone[at + 2] !== 255;
    const isChanged = [0, 1, 2].some((k) => Math.abs(withShadows[at + k] - without[at + k]) > 1);
    if (isSolid) solid++;
    if (isChanged && isSolid) smeared++;
    // Darker, and as opaque as before: the page behind the canvas must not shine through.
    const isDarker = [0, 1, 2].every((k) => withShadows[at + k] <= without[at + k]) && withShadows[at + 3] === 255;
    if (isChanged && !isSolid && isDarker) shadowed++;
  }
  scene.remove(floor);
  floor.geometry.dispose();
  floor.material.dispose();
  fleet.dispose();
  ring.dispose();
  scene.remove(fleet.group, ring.mesh);
  const leftover = leftoverOf(renderer);
  renderer.dispose();
  return { solid, smeared, shadowed, leftover };
}

/** What the GPU still holds. */
function leftoverOf(renderer: WebGLRenderer): Leftover {
  const { textures, geometries } = renderer.info.memory;
  return { textures, geometries, programs: renderer.info.programs?.length ?? 0 };
}

export interface PlaceSight {
  readonly calls: number;
  /** when seen from above what hangs overhead */
  readonly callsFromAbove: number;
  /** part of the pixels of a camera on the track that show nothing */
  readonly empty: number;
  /** least opacity of a pixel, 0..255: the page behind must not shine through */
  readonly opacity: number;
  readonly leftover: Leftover;
}

/** Looks around from the middle of a track's room, and from above. */
export function lookAtPlace(text: string, place: Place, hasShadows: boolean): PlaceSight {
  const renderer = new WebGLRenderer({ antialias: false });
  renderer.setSize(WIDTH, HEIGHT, false);
  const scene = new Scene();
  scene.background = new Color(NOTHING);
  const key = new DirectionalLight('#ffffff', 2);
  key.position.set(1, 3, 2);
  key.castShadow = hasShadows;
  renderer.shadowMap.enabled = hasShadows;
  const scenery = newScenery(trackFromData({ ...trackToData(parseTrackJson(text, 'track')), place }), {
    size: 64,
    anisotropy: 1,
  });
  scenery.setShadows(hasShadows);
  scene.add(key, scenery.group);
  const { minX, minY, maxX, maxY } = scenery.room;
  const camera = new PerspectiveCamera(50, WIDTH / HEIGHT, 0.03, 120);
  const gl = renderer.getContext();
  const pixels = new Uint8Array(4 * WIDTH * HEIGHT);
  let empty = 0;
  let opacity = 255;
  let calls = 0;
  const directions = 8;
  for (let k = 0; k < directions; k++) {
    const angle = (2 * Math.PI * k) / directions;
    camera.position.set((minX + maxX) / 2, 0.5, -(minY + maxY) / 2);
    camera.lookAt(camera.position.x + Math.cos(angle), 0.5, camera.position.z + Math.sin(angle));
    scenery.lookFrom(camera.position.y);
    renderer.render(scene, camera);
    calls = Math.max(calls, renderer.info.render.calls);
    gl.readPixels(0, 0, WIDTH, HEIGHT, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at] === 255 && pixels[at + 1] === 0 && pixels[at + 2] === 255) empty++;
      opacity = Math.min(opacity, pixels[at + 3]);
    }
  }
  camera.position.y = 12;
  camera.lookAt(camera.position.x, 0, camera.position.z - 0.01);
  scenery.lookFrom(camera.position.y);
  renderer.render(scene, camera);
  const callsFromAbove = renderer.info.render.calls;
  scene.remove(scenery.group);
  scenery.dispose();
  key.dispose();
  const leftover = leftoverOf(renderer);
  renderer.dispose();
  return { calls, callsFromAbove, empty: empty / directions / WIDTH / HEIGHT, opacity, leftover };
}
