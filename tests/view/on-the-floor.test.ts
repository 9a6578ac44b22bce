/** What lies flat on the floor: the track, paths, the ring around the followed car. */

import type { BufferGeometry, Material, Mesh } from 'three';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { BORDER_WIDTH, DASH_WIDTH } from '../../src/track/ground.ts';
import { isOnRoad } from '../../src/track/locate.ts';
import { type Ring, reverseTrack, signedArea, type Track } from '../../src/track/track.ts';
import { newFollowRing } from '../../src/view/follow-ring.ts';
import { newHeatOverlay } from '../../src/view/heat-overlay.ts';
import { geometryOf, newPieces } from '../../src/view/mesh.ts';
import { newPathLines, type Path } from '../../src/view/path-lines.ts';
import { trackModel } from '../../src/view/track-model.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

type Triangle = readonly [Vector3, Vector3, Vector3];

function trianglesOf(geometry: BufferGeometry): Triangle[] {
  const { position } = geometry.attributes;
  const index = geometry.getIndex();
  const corner = (i: number) => new Vector3().fromBufferAttribute(position, index ? index.getX(i) : i);
  const count = (index?.count ?? position.count) / 3;
  return Array.from({ length: count }, (_, k) => [corner(3 * k), corner(3 * k + 1), corner(3 * k + 2)] as const);
}

/** Upward part of a triangle's area, m²: negative where it is seen from below. */
function upwardArea([a, b, c]: Triangle): number {
  return b.clone().sub(a).cross(c.clone().sub(a)).y / 2;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** The model's triangles by their colours. */
function byColour(track: Track): Map<string, Triangle[]> {
  const pieces = trackModel(track);
  const found = new Map<string, Triangle[]>();
  trianglesOf(geometryOf(pieces)).forEach((triangle, k) => {
    const at = 3 * pieces.indices[3 * k];
    const colour = pieces.colours
      .slice(at, at + 3)
      .map((part) => part.toFixed(4))
      .join();
    found.set(colour, [...(found.get(colour) ?? []), triangle]);
  });
  return found;
}

function colourOf(hex: string): string {
  const linear = [1, 3, 5].map((from) => {
    const c = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return linear.map((part) => part.toFixed(4)).join();
}

const lengthOf = ({ arc, count }: Ring) => arc[count - 1];

describe.each(['workshop', 'harbour', 'marathon', 'pond'])('the model of %s', (name) => {
  const track = bundledTrack(name);

  it('lies on the floor and is seen from above', () => {
    for (const triangle of trianglesOf(geometryOf(trackModel(track)))) {
      expect(triangle.map(({ y }) => Math.abs(y))).toEqual([0, 0, 0]);
      expect(upwardArea(triangle)).toBeGreaterThan(-1e-9);
    }
  });

  it('has as much road, tape and dashes as the track', () => {
    const { surface, inner, outer, centre } = track;
    const parts = byColour(track);
    const areaOf = (colour: string) => total((parts.get(colourOf(colour)) ?? []).map(upwardArea));
    const road = Math.abs(signedArea(outer)) - Math.abs(signedArea(inner));
    expect(areaOf(surface.road.colour) / Math.abs(road)).toBeCloseTo(1, 2);
    const tape = BORDER_WIDTH * (lengthOf(inner) + lengthOf(outer));
    expect(areaOf(surface.border.colour) / tape).toBeCloseTo(1, 1);
    expect(areaOf(surface.dash.colour) / ((DASH_WIDTH * lengthOf(centre)) / 2)).toBeCloseTo(1, 1);
  });

  it('has its dashes and its chequered band on the road, half the band of each colour', () => {
    const parts = byColour(track);
    const [light, dark] = ['#f4f4f2', '#17181a'].map((colour) => parts.get(colourOf(colour)) as Triangle[]);
    const dashes = parts.get(colourOf(track.surface.dash.colour)) as Triangle[];
    for (const corners of [...light, ...dark, ...dashes]) {
      const [x, z] = [total(corners.map((each) => each.x)) / 3, total(corners.map((each) => each.z)) / 3];
      expect(isOnRoad(track, x, -z)).toBe(true);
    }
    expect(total(light.map(upwardArea))).toBeCloseTo(total(dark.map(upwardArea)), 6);
  });

  it('is as large when it is driven the other way', () => {
    const [there, back] = [track, reverseTrack(track)].map((each) =>
      total(trianglesOf(geometryOf(trackModel(each))).map(upwardArea)),
    );
    expect(back).toBeCloseTo(there, 2);
  });
});

describe('paths', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  /** A path that turns less than a quarter at each point. */
  const paths = fc
    .array(fc.tuple(number(0.05, 0.5), number(-0.7, 0.7)), { minLength: 1, maxLength: 40 })
    .map((steps): Path => {
      let [x, y, yaw] = [0, 0, 0];
      const points = [[0, 0]];
      for (const [length, turn] of steps) {
        yaw += turn;
        [x, y] = [x + length * Math.cos(yaw), y + length * Math.sin(yaw)];
        points.push([x, y]);
      }
      const column = (i: number) => Float64Array.from(points, (point) => point[i]);
      return { x: column(0), y: column(1), count: points.length, colour: '#ff0000' };
    });

  it('are ribbons of one width around their points, seen from above', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const lines = newPathLines();
        lines.show([path]);
        const { geometry } = lines.group.children[0] as Mesh;
        const { position } = geometry.attributes;
        expect(position.count).toBe(2 * path.count);
        for (let i = 0; i < path.count; i++) {
          const [left, right] = [0, 1].map((side) => new Vector3().fromBufferAttribute(position, 2 * i + side));
          expect(left.distanceTo(right)).toBeCloseTo(0.025, 6);
          expect((left.x + right.x) / 2).toBeCloseTo(path.x[i], 4);
          expect(-(left.z + right.z) / 2).toBeCloseTo(path.y[i], 4);
        }
        for (const triangle of trianglesOf(geometry)) expect(upwardArea(triangle)).toBeGreaterThan(0);
      }),
    );
  });

  it('replace those before, which are disposed of; a single point is no path', () => {
    const path: Path = { x: Float64Array.of(0, 1, 2), y: Float64Array.of(0, 0, 1), count: 3, colour: '#ff0000' };
    const lines = newPathLines();
    lines.show([path, { ...path, count: 1 }, path]);
    expect(lines.group.children).toHaveLength(2);
    let disposed = 0;
    for (const { geometry, material } of lines.group.children as Mesh<BufferGeometry, Material>[]) {
      for (const each of [geometry, material]) each.addEventListener('dispose', () => disposed++);
    }
    lines.show([path]);
    expect(lines.group.children).toHaveLength(1);
    expect(disposed).toBe(4);
  });
});

it('the ring lies around the followed car, and nowhere without one', () => {
  const ring = newFollowRing();
  expect(ring.mesh.visible).toBe(false);
  ring.mark({ x: 2, y: 3, yaw: 1, steering: 0, rolled: 0, pitch: 0, roll: 0 });
  expect(ring.mesh.visible).toBe(true);
  ring.mesh.updateMatrixWorld();
  for (const triangle of trianglesOf(ring.mesh.geometry)) {
    expect(upwardArea(triangle)).toBeGreaterThan(0);
    for (const corner of triangle) {
      const { x, y, z } = corner.applyMatrix4(ring.mesh.matrixWorld);
      expect(y).toBeCloseTo(0, 9);
      // Around the whole car, whose farthest corner is 0.2 m from its origin.
      expect(Math.hypot(x - 2, -z - 3)).toBeGreaterThan(0.2);
      expect(Math.hypot(x - 2, -z - 3)).toBeLessThan(0.4);
    }
  }
  ring.mark(undefined);
  expect(ring.mesh.visible).toBe(false);
});

it('heat, paths and ring are drawn in this order, after what is opaque and before the cars', () => {
  const lines = newPathLines();
  const path: Path = { x: Float64Array.of(0, 1), y: Float64Array.of(0, 0), count: 2, colour: '#ff0000' };
  lines.show([path, path]);
  const meshes = [newHeatOverlay().mesh, ...(lines.group.children as Mesh[]), newFollowRing().mesh];
  const orders = meshes.map(({ renderOrder }) => renderOrder);
  expect(orders).toEqual([...orders].sort((a, b) => a - b));
  expect(new Set(orders).size).toBe(orders.length);
  // Cars have 0.
  expect(Math.max(...orders)).toBeLessThan(0);
  for (const { material } of meshes) {
    expect(material).toMatchObject({ transparent: false, depthTest: false, depthWrite: false });
  }
});

it('pieces without anything in them are an empty mesh', () => {
  expect(trianglesOf(geometryOf(newPieces()))).toEqual([]);
});
