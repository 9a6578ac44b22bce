/**
 * The 1/18 car in simple shapes, in its own frame: x ahead, y up, z right, the base at the origin on the floor. Shell and
 * chassis apart, because the shell takes each car's colour.
 */
import { BufferAttribute, type BufferGeometry, CylinderGeometry, ExtrudeGeometry, Shape } from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { type CarShape, DEEPRACER_SHAPE } from '../car/spec.ts';
import { addBox, addCylinder, geometryOf, newPieces } from './mesh.ts';

/** Of the model, which is a DeepRacer's, m. */
export const WHEEL_RADIUS = 0.033;

/** Wheels as large as the car is long, m. */
export function wheelRadiusOf({ body }: CarShape): number {
  return (WHEEL_RADIUS * body.length) / DEEPRACER_SHAPE.body.length;
}

const WHEEL_WIDTH = 0.03;
const SHELL_WIDTH = 0.105;

/** The painted shell: a side profile, pulled across with round edges. White, to be multiplied by the car's colour. */
export function shellGeometry(): BufferGeometry {
  const profile = new Shape();
  profile.moveTo(-0.142, 0.048);
  profile.lineTo(-0.15, 0.075);
  profile.lineTo(-0.142, 0.1);
  profile.quadraticCurveTo(-0.09, 0.108, -0.062, 0.128);
  profile.quadraticCurveTo(-0.01, 0.142, 0.032, 0.128);
  profile.quadraticCurveTo(0.062, 0.112, 0.076, 0.092);
  profile.quadraticCurveTo(0.13, 0.088, 0.158, 0.064);
  profile.lineTo(0.163, 0.046);
  profile.lineTo(0.12, 0.036);
  profile.lineTo(-0.12, 0.036);
  profile.closePath();
  const bevel = { bevelEnabled: true, bevelThickness: 0.016, bevelSize: 0.009, bevelSegments: 3 };
  const geometry = new ExtrudeGeometry(profile, { depth: SHELL_WIDTH, curveSegments: 8, ...bevel });
  geometry.translate(0, 0, -SHELL_WIDTH / 2);
  geometry.deleteAttribute('uv');
  return painted(geometry, 1, 1, 1);
}

/** What has the same colour on every car: floor pan, windows, camera on its mast, lights, wing. */
export function chassisGeometry(): BufferGeometry {
  const pieces = newPieces();
  const dark = '#1c1f23';
  addBox(pieces, { x: 0, y: 0.024, z: 0 }, { length: 0.3, height: 0.022, width: 0.1 }, dark);
  addBox(pieces, { x: 0.155, y: 0.03, z: 0 }, { length: 0.02, height: 0.02, width: 0.172 }, dark);
  addBox(pieces, { x: -0.152, y: 0.036, z: 0 }, { length: 0.018, height: 0.03, width: 0.168 }, dark);
  for (const x of [0.082, -0.082])
    addBox(pieces, { x, y: 0.028, z: 0 }, { length: 0.014, height: 0.012, width: 0.15 }, '#3a3f45');
  // Side windows and screen.
  for (const z of [0.0688, -0.0688])
    addBox(pieces, { x: -0.012, y: 0.102, z }, { length: 0.07, height: 0.022, width: 0.004 }, '#12161b');
  // The camera where the policy's is.
  const { forward, up } = DEEPRACER_CAMERA;
  addBox(pieces, { x: forward - 0.03, y: 0.08, z: 0 }, { length: 0.014, height: up - 0.094, width: 0.02 }, '#2a2e33');
  addBox(pieces, { x: forward - 0.024, y: up - 0.017, z: 0 }, { length: 0.034, height: 0.034, width: 0.044 }, '#0e1013');
  addBox(pieces, { x: forward - 0.006, y: up - 0.008, z: 0 }, { length: 0.006, height: 0.016, width: 0.016 }, '#5d86b5');
  for (const z of [0.045, -0.045]) {
    addBox(pieces, { x: 0.166, y: 0.05, z }, { length: 0.008, height: 0.014, width: 0.026 }, '#fff3cf');
    addBox(pieces, { x: -0.153, y: 0.074, z }, { length: 0.006, height: 0.014, width: 0.026 }, '#d8321f');
    addBox(pieces, { x: -0.132, y: 0.1, z: z * 1.1 }, { length: 0.01, height: 0.036, width: 0.006 }, dark);
  }
  addBox(pieces, { x: -0.137, y: 0.134, z: 0 }, { length: 0.04, height: 0.006, width: 0.15 }, dark);
  addCylinder(pieces, { x: -0.09, y: 0.11, z: 0.03 }, 0.0018, 0.075, '#2a2e33', 5);
  return geometryOf(pieces);
}

/** One wheel, its axle along z. */
export function wheelGeometry(): BufferGeometry {
  const tyre = new CylinderGeometry(WHEEL_RADIUS, WHEEL_RADIUS, WHEEL_WIDTH, 18).rotateX(Math.PI / 2);
  const rim = new CylinderGeometry(WHEEL_RADIUS * 0.56, WHEEL_RADIUS * 0.56, WHEEL_WIDTH + 0.004, 10).rotateX(Math.PI / 2);
  const spokes = newPieces();
  for (let k = 0; k < 5; k++) {
    const a = (2 * Math.PI * k) / 5;
    const r = WHEEL_RADIUS * 0.34;
    addBox(
      spokes,
      { x: r * Math.cos(a), y: r * Math.sin(a) - 0.003, z: 0 },
      { length: 0.006, height: 0.006, width: WHEEL_WIDTH + 0.008 },
      '#2b2e33',
    );
  }
  const parts = [painted(tyre, 0.018, 0.019, 0.021), painted(rim, 0.62, 0.64, 0.67), geometryOf(spokes)];
  for (const part of parts) part.deleteAttribute('uv');
  return mergeGeometries(parts) as BufferGeometry;
}

/** Gives every vertex one (linear) colour. */
function painted(geometry: BufferGeometry, r: number, g: number, b: number): BufferGeometry {
  const { count } = geometry.getAttribute('position');
  const colours = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) colours.set([r, g, b], 3 * i);
  geometry.setAttribute('color', new BufferAttribute(colours, 3));
  return geometry;
}
