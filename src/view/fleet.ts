/** Cars, and what stands on their road, in a handful of draw calls however many there are. */
import {
  CanvasTexture,
  Color,
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  MeshLambertMaterial,
  Object3D,
  PlaneGeometry,
  SRGBColorSpace,
} from 'three';
import { type CarShape, DEEPRACER_SHAPE } from '../car/spec.ts';
import { BLENDED } from './blending.ts';
import { CAR_COLOURS } from './car-colours.ts';
import { chassisGeometry, shellGeometry, WHEEL_RADIUS, wheelGeometry, wheelRadiusOf } from './car-model.ts';
import { addBox, geometryOf, newPieces } from './mesh.ts';

/** Cars with different numbers; further cars repeat them. */
const NUMBERS = 100;
/** Numbers on a texture, per side. */
const SHEET = 10;
const CELL = 64;

/** A car as it is to be drawn. */
export interface FleetCar {
  x: number;
  y: number;
  yaw: number;
  /** radians of the front wheels */
  steering: number;
  /** radians the wheels have turned */
  rolled: number;
  /** radians of the body, for the eye: nose down, right side down */
  pitch: number;
  roll: number;
}

export interface FleetThing {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly isBot: boolean;
}

export interface Fleet {
  readonly group: Group;
  /** whose instances are cars, for picking */
  readonly shells: InstancedMesh;
  readonly count: number;
  update(cars: readonly FleetCar[], things: readonly FleetThing[]): void;
  dispose(): void;
}

const MAX_THINGS = 64;

/** @param shapes of the cars, one by one */
export function newFleet(shapes: readonly CarShape[], hasShadows: boolean): Fleet {
  const count = shapes.length;
  const group = new Group();
  const lambert = new MeshLambertMaterial({ vertexColors: true });
  const shells = instanced(shellGeometry(), lambert, count, hasShadows);
  const chassis = instanced(chassisGeometry(), lambert, count, hasShadows);
  const wheels = instanced(wheelGeometry(), lambert, 4 * count, hasShadows);
  const numbers = numberPlates(count);
  const shadows = contactShadows(count + MAX_THINGS);
  const { boxes, boxMaterial } = obstacles(hasShadows);
  const bots = instanced(shellGeometry(), lambert, MAX_THINGS, hasShadows);
  const botChassis = instanced(chassisGeometry(), lambert, MAX_THINGS, hasShadows);
  const colour = new Color();
  for (let car = 0; car < count; car++) shells.setColorAt(car, colour.set(CAR_COLOURS[car % CAR_COLOURS.length]));
  for (let k = 0; k < MAX_THINGS; k++) bots.setColorAt(k, colour.set('#8b9096'));
  const meshes = [shadows.mesh, shells, chassis, wheels, numbers.mesh, boxes, bots, botChassis];
  group.add(...meshes);

  const body = new Object3D();
  body.rotation.order = 'YXZ';
  const wheel = new Object3D();
  wheel.rotation.order = 'YXZ';
  const ground = new Matrix4();
  const shadowMatrix = new Matrix4();
  const place = new Object3D();
  return {
    group,
    shells,
    count,
    update(cars, things) {
      let shadow = 0;
      cars.forEach((car, i) => {
        const shape = shapes[i];
        place.position.set(car.x, 0, -car.y);
        place.rotation.set(0, car.yaw, 0);
        place.updateMatrix();
        ground.copy(place.matrix);
        scaleTo(shape, body);
        body.rotation.set(car.roll, 0, car.pitch, 'YXZ');
        body.updateMatrix();
        body.matrix.premultiply(ground);
        shells.setMatrixAt(i, body.matrix);
        chassis.setMatrixAt(i, body.matrix);
        numbers.mesh.setMatrixAt(i, body.matrix);
        shadowMatrix.makeScale(body.scale.x, 1, body.scale.z).premultiply(ground);
        shadows.mesh.setMatrixAt(shadow++, shadowMatrix);
        const radius = wheelRadiusOf(shape);
        shape.wheels.forEach(({ x, y }, k) => {
          wheel.position.set(x, radius, -y);
          wheel.scale.setScalar(radius / WHEEL_RADIUS);
          wheel.rotation.set(0, x > 0 ? car.steering : 0, -car.rolled, 'YXZ');
          wheel.updateMatrix();
          wheel.matrix.premultiply(ground);
          wheels.setMatrixAt(4 * i + k, wheel.matrix);
        });
      });
      let box = 0;
      let bot = 0;
      for (const { x, y, yaw, isBot } of things.slice(0, MAX_THINGS)) {
        place.position.set(x, 0, -y);
        place.rotation.set(0, yaw, 0);
        place.updateMatrix();
        if (isBot) {
          bots.setMatrixAt(bot, place.matrix);
          botChassis.setMatrixAt(bot++, place.matrix);
        } else boxes.setMatrixAt(box++, place.matrix);
        shadows.mesh.setMatrixAt(shadow++, place.matrix);
      }
      boxes.count = box;
      bots.count = bot;
      botChassis.count = bot;
      shadows.mesh.count = shadow;
      for (const mesh of meshes) mesh.instanceMatrix.needsUpdate = true;
      // Instances move: what three knows of their bounds is of no use for picking.
      shells.boundingSphere = null;
    },
    dispose() {
      for (const mesh of meshes) {
        mesh.geometry.dispose();
        mesh.dispose();
      }
      lambert.dispose();
      boxMaterial.dispose();
      numbers.dispose();
      shadows.dispose();
    },
  };
}

/** Stretches the model, which is a DeepRacer's, to a car's box. */
function scaleTo({ body }: CarShape, object: Object3D): void {
  const model = DEEPRACER_SHAPE.body;
  object.scale.set(body.length / model.length, body.height / model.height, body.width / model.width);
}

function instanced(
  geometry: ConstructorParameters<typeof InstancedMesh>[0],
  material: MeshLambertMaterial,
  count: number,
  hasShadows: boolean,
): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, count);
  mesh.instanceMatrix.setUsage(DynamicDrawUsage);
  mesh.castShadow = hasShadows;
  mesh.frustumCulled = false;
  return mesh;
}

/** A number on each roof. */
function numberPlates(count: number) {
  const canvas = document.createElement('canvas');
  canvas.width = SHEET * CELL;
  canvas.height = SHEET * CELL;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.font = '700 38px "JetBrains Mono Variable", ui-monospace, monospace';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let n = 0; n < NUMBERS; n++) {
    const [x, y] = [(n % SHEET) * CELL, Math.floor(n / SHEET) * CELL];
    context.fillStyle = '#fbfaf6';
    context.beginPath();
    context.arc(x + CELL / 2, y + CELL / 2, CELL * 0.46, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = '#14171b';
    context.fillText(String(n + 1), x + CELL / 2, y + CELL / 2 + 2);
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4;
  const geometry = new PlaneGeometry(0.062, 0.062);
  // On the roof, to be read from behind.
  geometry.rotateX(-Math.PI / 2);
  geometry.rotateY(-Math.PI / 2);
  geometry.translate(-0.012, 0.1462, 0);
  const cells = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const n = i % NUMBERS;
    cells.set([(n % SHEET) / SHEET, 1 - (Math.floor(n / SHEET) + 1) / SHEET], 2 * i);
  }
  geometry.setAttribute('cell', new InstancedBufferAttribute(cells, 2));
  const material = new MeshLambertMaterial({ map: texture, alphaTest: 0.5 });
  material.onBeforeCompile = (shader) => {
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nattribute vec2 cell;')
      .replace('#include <uv_vertex>', `#include <uv_vertex>\nvMapUv = uv / ${SHEET.toFixed(1)} + cell;`);
  };
  const mesh = new InstancedMesh(geometry, material, count);
  mesh.instanceMatrix.setUsage(DynamicDrawUsage);
  mesh.frustumCulled = false;
  return {
    mesh,
    dispose() {
      texture.dispose();
      material.dispose();
    },
  };
}

/** Soft dark patches under everything: the shadow that light from everywhere leaves. */
function contactShadows(count: number) {
  const size = 64;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const glow = context.createRadialGradient(size / 2, size / 2, 4, size / 2, size / 2, size / 2);
  glow.addColorStop(0, 'rgba(0, 0, 0, 0.62)');
  glow.addColorStop(0.55, 'rgba(0, 0, 0, 0.4)');
  glow.addColorStop(1, 'rgba(0, 0, 0, 0)');
  context.fillStyle = glow;
  context.fillRect(0, 0, size, size);
  const texture = new CanvasTexture(canvas);
  const geometry = new PlaneGeometry(0.46, 0.31).rotateX(-Math.PI / 2);
  const material = new MeshBasicMaterial({ map: texture, ...BLENDED });
  const mesh = new InstancedMesh(geometry, material, count);
  mesh.instanceMatrix.setUsage(DynamicDrawUsage);
  mesh.frustumCulled = false;
  mesh.name = 'contact shadows';
  // After the floor, before all that stands on it.
  mesh.renderOrder = -1;
  return {
    mesh,
    dispose() {
      texture.dispose();
      material.dispose();
    },
  };
}

/** Light boxes on dark skirts, as the policy sees them. */
function obstacles(hasShadows: boolean) {
  const pieces = newPieces();
  addBox(pieces, { x: 0, z: 0 }, { length: 0.4, height: 0.1, width: 0.3 }, '#26292d');
  addBox(pieces, { x: 0, y: 0.1, z: 0 }, { length: 0.4, height: 0.15, width: 0.3 }, '#d8c7a8');
  addBox(pieces, { x: 0, y: 0.2495, z: 0 }, { length: 0.4, height: 0.002, width: 0.05 }, '#b99f72');
  const boxMaterial = new MeshLambertMaterial({ vertexColors: true });
  return { boxes: instanced(geometryOf(pieces), boxMaterial, MAX_THINGS, hasShadows), boxMaterial };
}
