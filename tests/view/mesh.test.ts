/** Shapes by hand, and what is built of them. */

import { Scene, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { DEEPRACER_SHAPE } from '../../src/car/spec.ts';
import { type Bounds, PLACES } from '../../src/track/track.ts';
import { chassisGeometry, shellGeometry, WHEEL_RADIUS, wheelGeometry, wheelRadiusOf } from '../../src/view/car-model.ts';
import { newLights } from '../../src/view/lights.ts';
import { addBox, addCylinder, newPieces, type Pieces } from '../../src/view/mesh.ts';
import { PLACE_DESIGNS } from '../../src/view/places/surroundings.ts';
import { fc } from '../support/fast-check.ts';

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const size = within(0.01, 3);
const foot = fc.record({ x: within(-5, 5), y: within(0, 2), z: within(-5, 5) });

function vectorOf(list: readonly number[], i: number): Vector3 {
  return new Vector3(...list.slice(3 * i, 3 * i + 3));
}

/** The area of every triangle, m². All wind around their corners' normals. */
function areasOf({ positions, normals, indices }: Pieces): number[] {
  return Array.from({ length: indices.length / 3 }, (_, k) => {
    const [a, b, c] = [0, 1, 2].map((i) => vectorOf(positions, indices[3 * k + i]));
    const cross = b.sub(a).cross(c.sub(a));
    const area = cross.length() / 2;
    if (area > 1e-12) {
      for (let i = 0; i < 3; i++) {
        const normal = vectorOf(normals, indices[3 * k + i]);
        expect(normal.length()).toBeCloseTo(1, 9);
        expect(cross.clone().normalize().dot(normal)).toBeCloseTo(1, 6);
      }
    }
    return area;
  });
}

/** By the divergence theorem, m³, of what is closed but for a bottom at height `y`. */
function volumeOf({ positions, indices }: Pieces, y: number): number {
  let six = 0;
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [0, 1, 2].map((i) => vectorOf(positions, indices[k + i]).sub(new Vector3(0, y, 0)));
    six += a.dot(b.cross(c));
  }
  return six / 6;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('shapes', () => {
  it('a box has its area and its volume however it is turned', () => {
    fc.assert(
      fc.property(foot, size, size, size, within(-4, 4), (at, length, height, width, turn) => {
        const pieces = newPieces();
        addBox(pieces, at, { length, height, width }, '#ffffff', turn);
        expect(total(areasOf(pieces))).toBeCloseTo(2 * height * (length + width) + length * width, 6);
        expect(volumeOf(pieces, at.y)).toBeCloseTo(length * height * width, 6);
      }),
    );
  });

  it('a cylinder is a prism of as many sides', () => {
    fc.assert(
      fc.property(foot, size, size, fc.integer({ min: 3, max: 30 }), (at, radius, height, sides) => {
        const pieces = newPieces();
        addCylinder(pieces, at, radius, height, '#ffffff', sides);
        const end = (sides / 2) * radius ** 2 * Math.sin((2 * Math.PI) / sides);
        const around = 2 * sides * radius * Math.sin(Math.PI / sides) * height;
        expect(total(areasOf(pieces))).toBeCloseTo(end + around, 6);
        expect(volumeOf(pieces, at.y)).toBeCloseTo(end * height, 6);
      }),
    );
  });
});

describe('the car', () => {
  const parts = { shell: shellGeometry(), chassis: chassisGeometry(), wheel: wheelGeometry() };

  it.each(Object.entries(parts))('%s: as wide to the left as to the right, and above the floor', (name, geometry) => {
    geometry.computeBoundingBox();
    const { min, max } = geometry.boundingBox as NonNullable<typeof geometry.boundingBox>;
    if (name !== 'chassis') expect(min.z).toBeCloseTo(-max.z, 6);
    expect(Math.abs(min.z + max.z)).toBeLessThan(0.001);
    if (name !== 'wheel') expect(min.y).toBeGreaterThan(0);
    for (const attribute of ['position', 'normal', 'color']) {
      const { array, count } = geometry.getAttribute(attribute);
      expect(count).toBe(geometry.getAttribute('position').count);
      expect([...array].every(Number.isFinite)).toBe(true);
    }
  });

  it('has wheels as large as the car is long', () => {
    expect(wheelRadiusOf(DEEPRACER_SHAPE)).toBe(WHEEL_RADIUS);
    parts.wheel.computeBoundingBox();
    expect(parts.wheel.boundingBox?.max.y).toBeCloseTo(WHEEL_RADIUS, 4);
    const twice = { ...DEEPRACER_SHAPE, body: { ...DEEPRACER_SHAPE.body, length: 2 * DEEPRACER_SHAPE.body.length } };
    expect(wheelRadiusOf(twice)).toBeCloseTo(2 * WHEEL_RADIUS, 12);
  });
});

it.each(PLACES)('in the %s, the key light’s shadow covers the room with the cars in it', (place) => {
  const { light } = PLACE_DESIGNS[place];
  const rooms = fc.record({ minX: within(-9, 0), minY: within(-9, 0), maxX: within(1, 12), maxY: within(1, 12) });
  fc.assert(
    fc.property(rooms, (room: Bounds) => {
      const scene = new Scene();
      const { key, set } = newLights(scene);
      set(light, room);
      scene.updateMatrixWorld();
      key.shadow.updateMatrices(key);
      for (const x of [room.minX, room.maxX]) {
        for (const y of [room.minY, room.maxY]) {
          for (const up of [0, 0.3]) {
            const { x: u, y: v, z } = new Vector3(x, up, -y).project(key.shadow.camera);
            expect(Math.max(...[u, v, z].map(Math.abs))).toBeLessThan(1);
          }
        }
      }
      // It comes from where the place says.
      const from = key.position.clone().sub(key.target.position).normalize();
      const [east, north, up] = light.keyDirection;
      expect(from.dot(new Vector3(east, up, -north).normalize())).toBeCloseTo(1, 9);
    }),
  );
});
