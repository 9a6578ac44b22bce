/** Tracks from files: one strict reader for JSON and `.npy`, one writer each. */
import { z } from 'zod';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { distance } from '../math/vector.ts';
import { readNpy, writeNpy } from './npy.ts';
import { DEFAULT_SURFACE } from './surfaces.ts';
import { PLACES, type Track, type TrackData, trackFromData, trackToData } from './track.ts';
import { checkShape } from './validate.ts';

/** Real tracks have up to 600; more only make everything slow. */
const MAX_POINTS = 5_000;
const MAX_COORDINATE = 1000;

const coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);
const points = z
  .array(z.tuple([coordinate, coordinate]))
  .min(4)
  .max(MAX_POINTS);
const paint = z.strictObject({
  grey: z.int().min(0).max(255),
  colour: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #3b3f45'),
});
const schema = z.strictObject({
  name: z.string().regex(/^[\w][\w .-]{0,63}$/, 'must be 1 to 64 letters, digits, blanks, dots, dashes'),
  description: z.string().max(200).default(''),
  closed: z.literal(true),
  place: z.enum(PLACES).default('workshop'),
  centre: points,
  inner: points,
  outer: points,
  surface: z.strictObject({ floor: paint, road: paint, border: paint, dash: paint }).default(DEFAULT_SURFACE),
});

/**
 * Reads a track from its JSON text.
 * @param file named in errors
 * @throws UserError for text that is not JSON, unknown or missing keys, points that are not finite
 *   metres, lists of different lengths, and shapes nothing can drive on ({@link checkShape})
 */
export function parseTrackJson(text: string, file: string): Track {
  return checkedTrack(readJson(text, schema, file, 'see docs/formats-and-cli.md, "Tracks"'), file);
}

/** Reads a DeepRacer route, an N×6 array of centre, inner and outer x, y. @throws UserError */
export function parseTrackNpy(bytes: Uint8Array, file: string, name: string): Track {
  const { rows, columns, values } = readNpy(bytes, file);
  const fail = (field: string, problem: string, fix: string): never => {
    throw new UserError(file, field, problem, fix);
  };
  if (columns !== 6) fail('shape', `has ${columns} columns`, 'a track has six: centre, inner and outer x, y');
  if (rows < 4) fail('shape', `has ${rows} rows`, 'a track needs at least four waypoints');
  if (rows > MAX_POINTS) fail('shape', `has ${rows} rows`, `a track has at most ${MAX_POINTS} waypoints`);
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]) <= MAX_COORDINATE)) {
      const field = `row ${Math.floor(i / 6)}, column ${i % 6}`;
      fail(field, `is ${values[i]}`, `every value must be metres within ±${MAX_COORDINATE}`);
    }
  }
  const column = (first: number): [number, number][] =>
    Array.from({ length: rows }, (_, row) => [values[6 * row + first], values[6 * row + first + 1]]);
  const data = { centre: column(0), inner: column(2), outer: column(4) };
  const gap = distance(values[0], values[1], values[6 * rows - 6], values[6 * rows - 5]);
  const spacing = distance(values[0], values[1], values[6], values[7]);
  if (gap > Math.max(1, 4 * spacing)) {
    fail('the centre line', `is open: its ends are ${gap.toFixed(2)} m apart`, 'only closed tracks can be lapped');
  }
  return checkedTrack({ name, closed: true, surface: DEFAULT_SURFACE, ...data }, file);
}

function checkedTrack(data: TrackData, file: string): Track {
  for (const field of ['inner', 'outer'] as const) {
    if (data[field].length !== data.centre.length) {
      const problem = `has ${data[field].length} points, the centre has ${data.centre.length}`;
      throw new UserError(file, field, problem, 'give every waypoint its two border points');
    }
  }
  const track = trackFromData(data);
  checkShape(track, file);
  return track;
}

/** The track as JSON text, points rounded to 0.1 mm only where `digits` says so. */
export function formatTrackJson(track: Track): string {
  const data = trackToData(track);
  const list = (points: TrackData['centre']) => `[\n    ${points.map((p) => JSON.stringify(p)).join(',\n    ')}\n  ]`;
  return `{
  "name": ${JSON.stringify(data.name)},${data.description ? `\n  "description": ${JSON.stringify(data.description)},` : ''}
  "closed": true,${data.place ? `\n  "place": ${JSON.stringify(data.place)},` : ''}
  "surface": ${JSON.stringify(data.surface)},
  "centre": ${list(data.centre)},
  "inner": ${list(data.inner)},
  "outer": ${list(data.outer)}
}
`;
}

/** The track as a DeepRacer route file. */
export function formatTrackNpy(track: Track): Uint8Array {
  const { centre, inner, outer } = trackToData(track);
  const values = Float64Array.from(centre.flatMap((point, i) => [...point, ...inner[i], ...outer[i]]));
  return writeNpy({ rows: centre.length, columns: 6, values });
}
