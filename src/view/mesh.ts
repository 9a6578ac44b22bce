/** Geometry by hand: flat-coloured pieces gathered into one mesh, because few large meshes draw faster than many small ones. */
import { BufferAttribute, BufferGeometry, Color } from 'three';

export interface Pieces {
  readonly positions: number[];
  readonly normals: number[];
  readonly colours: number[];
  readonly indices: number[];
}

export function newPieces(): Pieces {
  return { positions: [], normals: [], colours: [], indices: [] };
}

const colour = new Color();

/** A flat quad a, b, c, d (counter-clockwise seen from where the normal points). Points and normal in three's axes. */
export function addQuad(
  { positions, normals, colours, indices }: Pieces,
  corners: readonly (readonly [number, number, number])[],
  normal: readonly [number, number, number],
  paint: string | number,
): void {
  const first = positions.length / 3;
  colour.set(paint);
  for (const corner of corners) {
    positions.push(...corner);
    normals.push(...normal);
    colours.push(colour.r, colour.g, colour.b);
  }
  indices.push(first, first + 1, first + 2, first, first + 2, first + 3);
}

/** An upright box: middle of its foot, sizes along x, y (up) and z, turned about y. */
export function addBox(
  pieces: Pieces,
  { x, y = 0, z }: { x: number; y?: number; z: number },
  { length, height, width }: { length: number; height: number; width: number },
  paint: string | number,
  turn = 0,
): void {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const at = (u: number, v: number, w: number): [number, number, number] => [
    x + u * c * length + w * s * width,
    y + v * height,
    z - u * s * length + w * c * width,
  ];
  const along = (u: number, w: number): [number, number, number] => [u * c + w * s, 0, -u * s + w * c];
  const h = 0.5;
  addQuad(pieces, [at(h, 0, h), at(h, 0, -h), at(h, 1, -h), at(h, 1, h)], along(1, 0), paint);
  addQuad(pieces, [at(-h, 0, -h), at(-h, 0, h), at(-h, 1, h), at(-h, 1, -h)], along(-1, 0), paint);
  addQuad(pieces, [at(-h, 0, h), at(h, 0, h), at(h, 1, h), at(-h, 1, h)], along(0, 1), paint);
  addQuad(pieces, [at(h, 0, -h), at(-h, 0, -h), at(-h, 1, -h), at(h, 1, -h)], along(0, -1), paint);
  addQuad(pieces, [at(-h, 1, h), at(h, 1, h), at(h, 1, -h), at(-h, 1, -h)], [0, 1, 0], paint);
}

/** An upright cylinder, open below. */
export function addCylinder(
  pieces: Pieces,
  { x, y = 0, z }: { x: number; y?: number; z: number },
  radius: number,
  height: number,
  paint: string | number,
  sides = 14,
): void {
  for (let i = 0; i < sides; i++) {
    const [a, b] = [(2 * Math.PI * i) / sides, (2 * Math.PI * (i + 1)) / sides];
    const [ax, az, bx, bz] = [Math.cos(a), -Math.sin(a), Math.cos(b), -Math.sin(b)];
    const m = (a + b) / 2;
    addQuad(
      pieces,
      [
        [x + radius * ax, y, z + radius * az],
        [x + radius * bx, y, z + radius * bz],
        [x + radius * bx, y + height, z + radius * bz],
        [x + radius * ax, y + height, z + radius * az],
      ],
      [Math.cos(m), 0, -Math.sin(m)],
      paint,
    );
    addQuad(
      pieces,
      [
        [x, y + height, z],
        [x + radius * ax, y + height, z + radius * az],
        [x + radius * bx, y + height, z + radius * bz],
        [x, y + height, z],
      ],
      [0, 1, 0],
      paint,
    );
  }
}

export function geometryOf({ positions, normals, colours, indices }: Pieces): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('normal', new BufferAttribute(new Float32Array(normals), 3));
  geometry.setAttribute('color', new BufferAttribute(new Float32Array(colours), 3));
  geometry.setIndex(indices);
  return geometry;
}
