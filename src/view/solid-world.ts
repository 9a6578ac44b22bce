/** The world in 3D: a track in its hall, cars on it, a camera. Everything it draws comes from the simulation's own data. */
import {
  AmbientLight,
  Color,
  DirectionalLight,
  Fog,
  Group,
  HemisphereLight,
  Mesh,
  type MeshBasicMaterial,
  MeshLambertMaterial,
  PCFShadowMap,
  PerspectiveCamera,
  PlaneGeometry,
  Raycaster,
  Scene,
  SRGBColorSpace,
  Vector2,
  WebGLRenderer,
} from 'three';
import type { CarShape } from '../car/spec.ts';
import { isSoftware } from '../tensor/renderer.webgl.ts';
import type { Bounds, Track } from '../track/track.ts';
import { frameOrbit, moveEye, newEye, turnOrbit } from './cameras.ts';
import { courseModel } from './course-model.ts';
import { type Fleet, newFleet } from './fleet.ts';
import { newFollowRing } from './follow-ring.ts';
import { BACKGROUND, floorTexture, hallOf } from './hall.ts';
import { newHeatOverlay } from './heat-overlay.ts';
import { geometryOf } from './mesh.ts';
import { newPathLines } from './path-lines.ts';
import { newQualityGuard, QUALITY_SETTINGS, type Quality } from './quality.ts';
import type { Viewpoint } from './viewpoints.ts';
import type { World } from './world.ts';

/** @param name what draws here, by {@link rendererName} */
export function newSolidWorld(canvas: HTMLCanvasElement, viewpoint: Viewpoint, name: string): World {
  const { renderer, quality: first } = newRenderer(canvas, name);
  let quality = first;
  const guard = newQualityGuard();
  const scene = new Scene();
  scene.background = new Color(BACKGROUND);
  scene.fog = new Fog(BACKGROUND, 14, 60);
  const camera = new PerspectiveCamera(50, 1, 0.05, 120);
  const eye = newEye(viewpoint);
  const key = addLights(scene);
  const heat = newHeatOverlay();
  const paths = newPathLines();
  const ring = newFollowRing();
  scene.add(paths.group, ring.mesh);
  const ray = new Raycaster();
  let course = new Group();
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
      return eye.drift === 0 ? touched : performance.now();
    },
    setCourse(track) {
      touch();
      scene.remove(course);
      disposeGroup(course);
      const hall = hallOf(track);
      course = courseGroup(track, hall, quality);
      heat.setCourse(track);
      course.add(heat.mesh);
      scene.add(course);
      room = hall.room;
      aimLight(key, room);
      frameOrbit(eye, room);
      eye.isNew = true;
    },
    setCars,
    setViewpoint(next) {
      touch();
      eye.viewpoint = next;
      eye.isNew = true;
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
      eye.drift = drift;
    },
    draw(cars, things, followed, seconds) {
      fleet?.update(cars, things);
      moveEye(eye, camera, cars[followed], room, seconds);
      // Behind the car or in it, nobody needs to be told which one it is.
      const isFarAway = eye.viewpoint === 'overhead' || eye.viewpoint === 'orbit';
      ring.mark(isFarAway && cars.length > 1 ? cars[followed] : undefined);
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
      turnOrbit(eye, dx, dy, zoom);
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
      disposeGroup(course);
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

/** One key, a soft sky. */
function addLights(scene: Scene): DirectionalLight {
  scene.add(new HemisphereLight('#f4f6fa', '#9a8f80', 1.55), new AmbientLight('#ffffff', 0.35));
  const key = new DirectionalLight('#fff2dc', 1.9);
  key.shadow.bias = -0.0004;
  key.shadow.normalBias = 0.012;
  key.shadow.radius = 3;
  scene.add(key, key.target);
  return key;
}

function aimLight(key: DirectionalLight, { minX, minY, maxX, maxY }: Bounds): void {
  const [x, z] = [(minX + maxX) / 2, -(minY + maxY) / 2];
  const reach = Math.hypot(maxX - minX, maxY - minY) / 2 + 0.5;
  key.target.position.set(x, 0, z);
  key.position.set(x + 0.45 * reach, 1.3 * reach + 3, z + 0.7 * reach);
  const { camera } = key.shadow;
  camera.left = -reach;
  camera.right = reach;
  camera.top = reach;
  camera.bottom = -reach;
  camera.near = 0.5;
  camera.far = 4 * reach + 8;
  camera.updateProjectionMatrix();
}

/** The floor, the course flat on it, and what stands around, in three meshes. */
function courseGroup(track: Track, hall: ReturnType<typeof hallOf>, quality: Quality): Group {
  const group = new Group();
  const hasShadows = QUALITY_SETTINGS[quality].shadows > 0;
  const flat = { depthTest: false, depthWrite: false } as const;
  const map = floorTexture(track.surface.floor.colour);
  map.repeat.setScalar(hall.floor.size);
  const floor = new Mesh(
    new PlaneGeometry(hall.floor.size, hall.floor.size).rotateX(-Math.PI / 2),
    new MeshLambertMaterial({ map, ...flat }),
  );
  floor.position.set(hall.floor.x, 0, -hall.floor.y);
  floor.renderOrder = -10;
  floor.receiveShadow = hasShadows;
  const road = new Mesh(geometryOf(courseModel(track)), new MeshLambertMaterial({ vertexColors: true, ...flat }));
  road.renderOrder = -9;
  road.receiveShadow = hasShadows;
  const around = new Mesh(geometryOf(hall.pieces), new MeshLambertMaterial({ vertexColors: true }));
  around.receiveShadow = false;
  group.add(floor, road, around);
  for (const mesh of [floor, road, around]) {
    mesh.matrixAutoUpdate = false;
    mesh.updateMatrix();
  }
  return group;
}

function disposeGroup(group: Group): void {
  group.traverse((object) => {
    if (!(object instanceof Mesh)) return;
    object.geometry.dispose();
    const material = object.material as MeshLambertMaterial | MeshBasicMaterial;
    material.map?.dispose();
    material.dispose();
  });
}
