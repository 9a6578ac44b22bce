/** Where cars went: flat ribbons on the road, one colour each. */
import { BufferAttribute, BufferGeometry, Group, Mesh, MeshBasicMaterial } from 'three';
import { BLENDED } from './blending.ts';

export interface Path {
  /** x, y in m, one by one along it */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly count: number;
  readonly colour: string;
}

interface PathLines {
  readonly group: Group;
  /** In place of those before. */
  show(paths: readonly Path[]): void;
}

/** m */
const WIDTH = 0.025;

export function newPathLines(): PathLines {
  const group = new Group();
  return {
    group,
    show(paths) {
      for (const mesh of group.children as Mesh<BufferGeometry, MeshBasicMaterial>[]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
      group.clear();
      paths.forEach((path, i) => {
        if (path.count < 2) return;
        const material = new MeshBasicMaterial({ color: path.colour, opacity: 0.8, ...BLENDED });
        const mesh = new Mesh(ribbon(path), material);
        mesh.renderOrder = -4 + i / 100;
        mesh.matrixAutoUpdate = false;
        group.add(mesh);
      });
    },
  };
}

/** Two points for each of the path's, to its left and right. */
function ribbon({ x, y, count }: Path): BufferGeometry {
  const positions = new Float32Array(6 * count);
  const indices: number[] = [];
  for (let i = 0; i < count; i++) {
    const [before, next] = [Math.max(0, i - 1), Math.min(count - 1, i + 1)];
    const [dx, dy] = [x[next] - x[before], y[next] - y[before]];
    const scale = WIDTH / 2 / (Math.hypot(dx, dy) || 1);
    positions.set([x[i] - dy * scale, 0, -(y[i] + dx * scale), x[i] + dy * scale, 0, -(y[i] - dx * scale)], 6 * i);
    if (i + 1 < count) indices.push(2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 1, 2 * i + 3, 2 * i + 2);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setIndex(indices);
  return geometry;
}
