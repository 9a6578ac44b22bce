/** The world in 3D: a track in its place, cars on it, a camera. Everything it draws comes from the simulation's own data. */
import { Color, PCFShadowMap, PerspectiveCamera, Raycaster, Scene, SRGBColorSpace, Vector2, WebGLRenderer } from 'three';
import type { CarShape } from '../car/spec.ts';
import { isSoftware } from '../tensor/renderer.webgl.ts';
import type { Bounds } from '../track/track.ts';
import { frameOrbit, moveViewer, newViewer, turnOrbit } from './cameras.ts';
import { type Fleet, newFleet } from './fleet.ts';
import { newFollowRing } from './follow-ring.ts';
import { newHeatOverlay } from './heat-overlay.ts';
import { newLights } from './lights.ts';
import { newPathLines } from './path-lines.ts';
import { newScenery, type Scenery } from './places/scenery.ts';
import { newQualityGuard, QUALITY_SETTINGS, type Quality } from './quality.ts';
import type { Viewpoint } from './viewpoints.ts';
import type { World } from './world.ts';

/** @param name what draws here, by {@link rendererName} */
export function newSolidWorld(canvas: HTMLCanvasElement, viewpoint: Viewpoint, name: string): World {
  const { renderer, quality: first } = newRenderer(canvas, name);
  let quality = first;
  const guard = newQualityGuard();
  const scene = new Scene();
  const background = new Color('#4b4037');
  scene.background = background;
  const camera = new PerspectiveCamera(50, 1, 0.05, 120);
  const viewer = newViewer(viewpoint);
  const lights = newLights(scene);
  const { key } = lights;
  const heat = newHeatOverlay();
  const paths = newPathLines();
  const ring = newFollowRing();
  scene.add(heat.mesh, paths.group, ring.mesh);
  const ray = new Raycaster();
  let scenery: Scenery | undefined;
  let fleet: Fleet | undefined;
  let shapes: readonly CarShape[] = [];
  let room: Bounds = { minX: -5, minY: -3, maxX: 5, maxY: 3 };
  let size = { width: 1, height: 1 };
  let touched = performance.now();
  const touch = () => {
    touched = performance.now();
  };

  const applyQuality = (): void => {
    touch();
    const { pixelRatio, shadows } = QUALITY_SETTINGS[quality];
    const hadShadows = key.castShadow;
    renderer.setPixelRatio(Math.min(pixelRatio, pixelRatio < 1 ? pixelRatio : window.devicePixelRatio));
    renderer.shadowMap.enabled = shadows > 0;
    key.castShadow = shadows > 0;
    key.shadow.mapSize.setScalar(Math.max(256, shadows));
    key.shadow.map?.dispose();
    key.shadow.map = null;
    scenery?.setShadows(shadows > 0);
    if (fleet && key.castShadow !== hadShadows) setCars(shapes);
    renderer.setSize(size.width, size.height, false);
  };
  const setCars: World['setCars'] = (next) => {
    shapes = next;
    if (fleet) {
      scene.remove(fleet.group);
      fleet.dispose();
    }
    fleet = newFleet(shapes, QUALITY_SETTINGS[quality].shadows > 0);
    scene.add(fleet.group);
  };
  applyQuality();

  return {
    canvas,
    isFlat: false,
    renderer: name,
    get quality() {
      return quality;
    },
    get touched() {
      return viewer.drift === 0 ? touched : performance.now();
    },
    setTrack(track) {
      touch();
      if (scenery) scene.remove(scenery.group);
      scenery?.dispose();
      scenery = newScenery(track, QUALITY_SETTINGS[first].texture);
      scenery.setShadows(QUALITY_SETTINGS[quality].shadows > 0);
      heat.setTrack(track);
      scene.add(scenery.group);
      room = scenery.room;
      background.set(scenery.design.background);
      lights.set(scenery.design.light, room);
      frameOrbit(viewer, room);
      viewer.isNew = true;
    },
    setCars,
    setViewpoint(next) {
      touch();
      viewer.viewpoint = next;
      viewer.isNew = true;
    },
    showHeat(map, name) {
      if (map || heat.mesh.visible) touch();
      heat.show(map, name);
    },
    showPaths(next) {
      touch();
      paths.show(next);
    },
    setSparing(isSparing) {
      if (first !== 'software') return;
      quality = isSparing ? 'sparing' : 'software';
      applyQuality();
    },
    setDrift(drift) {
      viewer.drift = drift;
    },
    draw(cars, things, followed, seconds) {
      fleet?.update(cars, things);
      moveViewer(viewer, camera, cars[followed], room, seconds);
      // Behind the car or in it, no label is needed.
      const isFarAway = viewer.viewpoint === 'overhead' || viewer.viewpoint === 'orbit';
      ring.mark(isFarAway && cars.length > 1 ? cars[followed] : undefined);
      scenery?.lookFrom(camera.position.y);
      renderer.render(scene, camera);
      const better = guard(1000 * seconds, quality);
      if (better !== quality) {
        quality = better;
        applyQuality();
      }
    },
    pick(x, y) {
      if (!fleet) return -1;
      const point = new Vector2((2 * x) / size.width - 1, 1 - (2 * y) / size.height);
      ray.setFromCamera(point, camera);
      const [hit] = ray.intersectObject(fleet.shells);
      return hit?.instanceId ?? -1;
    },
    turn(dx, dy, zoom) {
      touch();
      turnOrbit(viewer, dx, dy, zoom);
    },
    resize(width, height) {
      touch();
      size = { width: Math.max(1, width), height: Math.max(1, height) };
      camera.aspect = size.width / size.height;
      camera.updateProjectionMatrix();
      renderer.setSize(size.width, size.height, false);
    },
    dispose() {
      fleet?.dispose();
      scenery?.dispose();
      heat.dispose();
      paths.show([]);
      ring.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
    },
  };
}

function newRenderer(canvas: HTMLCanvasElement, name: string): { renderer: WebGLRenderer; quality: Quality } {
  const quality: Quality = isSoftware(name) ? 'software' : 'medium';
  const { antialias } = QUALITY_SETTINGS[quality];
  const renderer = new WebGLRenderer({ canvas, antialias, powerPreference: 'high-performance', stencil: false });
  renderer.shadowMap.type = PCFShadowMap;
  renderer.outputColorSpace = SRGBColorSpace;
  return { renderer, quality };
}
