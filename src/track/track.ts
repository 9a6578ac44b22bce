/** What is the road? A closed track as plain arrays, and what follows from them at once. */
import { sha256Hex } from '../math/sha256.ts';

/** Greys (0..255) the policy's camera sees, and the colours people see. */
export interface Surface {
  /** floor beside the road */
  readonly floor: Paint;
  readonly road: Paint;
  /** border tape along both edges */
  readonly border: Paint;
  /** dashes along the centre line */
  readonly dash: Paint;
}

export interface Paint {
  /** 0..255, as the policy's camera sees it */
  readonly grey: number;
  /** `#rrggbb`, as people see it */
  readonly colour: string;
}

/** Where a track is laid: this decides what stands around it, for the policy's camera and for people. */
export const PLACES = ['workshop', 'hall'] as const;
export type Place = (typeof PLACES)[number];

/** A track as a file gives it. Points are metres; every list has as many points as the others. */
export interface TrackData {
  readonly name: string;
  readonly closed: true;
  readonly centre: readonly (readonly [number, number])[];
  readonly inner: readonly (readonly [number, number])[];
  readonly outer: readonly (readonly [number, number])[];
  readonly surface: Surface;
  /** default: workshop */
  readonly place?: Place;
  /** one line about the track, for people */
  readonly description?: string;
}

/**
 * A track ready to drive on, in one driving direction. The rings keep the file's points and
 * order (duplicated ones too, as DeepRacer counts them) and end with their first point again.
 */
export interface Track {
  readonly name: string;
  readonly surface: Surface;
  readonly place: Place;
  /** empty where its file has none */
  readonly description: string;
  /** SHA-256 of the track's points, surface and (unless it is the workshop) place, the same in both driving directions */
  readonly hash: string;
  /** driven against the file's order */
  readonly reversed: boolean;
  /** the centre line runs counter-clockwise, seen from above, in this driving direction */
  readonly isCcw: boolean;
  /** length of the centre line, m */
  readonly length: number;
  readonly centre: Ring;
  readonly inner: Ring;
  readonly outer: Ring;
}

/** A closed polyline of `count` points, the last equal to the first. */
export interface Ring {
  readonly count: number;
  /** x0 y0 x1 y1 …, m */
  readonly points: Float64Array;
  /** arc length from the first point to each, m; the last is the whole length */
  readonly arc: Float64Array;
}

export function trackFromData(data: TrackData): Track {
  const { name, surface, place = 'workshop', description = '' } = data;
  const lists = [data.centre, data.inner, data.outer];
  // One index means one place on all three: either all repeat their first point, or none is taken to.
  const isClosed = lists.every(repeatsFirst);
  const [centre, inner, outer] = lists.map((points) => ringOf(points, isClosed));
  const rings = [centre, inner, outer] as const;
  return assemble({ name, surface, place, description, hash: trackHash(surface, place, rings), reversed: false }, ...rings);
}

/** The same track driven the other way round: as DeepRacer does it, every point list backwards. */
export function reverseTrack(track: Track): Track {
  const { name, surface, place, description, hash, reversed } = track;
  return assemble(
    { name, surface, place, description, hash, reversed: !reversed },
    reverseRing(track.centre),
    reverseRing(track.inner),
    reverseRing(track.outer),
  );
}

/** Every track followed by its reverse: the order in which cars take both directions in turn. */
export function bothWays(tracks: readonly Track[]): Track[] {
  return tracks.flatMap((track) => [track, reverseTrack(track)]);
}

/** The track in the asked geometric direction. */
export function directTrack(track: Track, direction: 'ccw' | 'cw'): Track {
  return track.isCcw === (direction === 'ccw') ? track : reverseTrack(track);
}

/** The file's form of a track, in the file's order whatever the driving direction. */
export function trackToData(track: Track): TrackData {
  const forward = track.reversed ? reverseTrack(track) : track;
  return {
    name: track.name,
    closed: true,
    surface: track.surface,
    ...(track.place !== 'workshop' && { place: track.place }),
    ...(track.description !== '' && { description: track.description }),
    centre: pairs(forward.centre),
    inner: pairs(forward.inner),
    outer: pairs(forward.outer),
  };
}

type Identity = Pick<Track, 'name' | 'surface' | 'place' | 'description' | 'hash' | 'reversed'>;

function assemble(identity: Identity, centre: Ring, inner: Ring, outer: Ring): Track {
  const length = centre.arc[centre.count - 1];
  return { ...identity, isCcw: signedArea(centre) > 0, length, centre, inner, outer };
}

function trackHash({ floor, road, border, dash }: Surface, place: Place, rings: readonly Ring[]): string {
  const paints = [floor, road, border, dash].map(({ grey, colour }) => `${grey} ${colour}`);
  const lines = place === 'workshop' ? paints : [...paints, place];
  const head = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const numbers = rings.flatMap(({ points }) => [...points]);
  const bytes = new Uint8Array(head.length + 8 * numbers.length);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i] + 0, true);
  return sha256Hex(bytes);
}

type Points = TrackData['centre'];

function repeatsFirst(points: Points): boolean {
  const [x, y] = points[points.length - 1];
  return points[0][0] === x && points[0][1] === y;
}

function ringOf(pairs: Points, isClosed: boolean): Ring {
  const points = new Float64Array(2 * (pairs.length + (isClosed ? 0 : 1)));
  for (let i = 0; i < pairs.length; i++) {
    points[2 * i] = pairs[i][0];
    points[2 * i + 1] = pairs[i][1];
  }
  points[points.length - 2] = points[0];
  points[points.length - 1] = points[1];
  return measured(points);
}

function measured(points: Float64Array): Ring {
  const count = points.length / 2;
  const arc = new Float64Array(count);
  for (let i = 1; i < count; i++) {
    const dx = points[2 * i] - points[2 * i - 2];
    const dy = points[2 * i + 1] - points[2 * i - 1];
    arc[i] = arc[i - 1] + Math.sqrt(dx * dx + dy * dy);
  }
  return { count, points, arc };
}

function reverseRing(ring: Ring): Ring {
  const points = new Float64Array(ring.points.length);
  for (let i = 0; i < ring.count; i++) {
    points[2 * i] = ring.points[2 * (ring.count - 1 - i)];
    points[2 * i + 1] = ring.points[2 * (ring.count - 1 - i) + 1];
  }
  return measured(points);
}

function pairs(ring: Ring): [number, number][] {
  return Array.from({ length: ring.count }, (_, i) => [ring.points[2 * i], ring.points[2 * i + 1]]);
}

/** Signed area inside the ring, m²; positive when counter-clockwise. */
export function signedArea({ points, count }: Ring): number {
  let twice = 0;
  for (let i = 0; i + 1 < count; i++) {
    twice += points[2 * i] * points[2 * i + 3] - points[2 * i + 2] * points[2 * i + 1];
  }
  return twice / 2;
}

export interface Bounds {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The axis-aligned box around both borders, widened by `margin` metres. */
export function trackBounds(track: Track, margin: number): Bounds {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (const { points } of [track.inner, track.outer]) {
    for (let i = 0; i < points.length; i += 2) {
      minX = Math.min(minX, points[i]);
      maxX = Math.max(maxX, points[i]);
      minY = Math.min(minY, points[i + 1]);
      maxY = Math.max(maxY, points[i + 1]);
    }
  }
  return { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin };
}
