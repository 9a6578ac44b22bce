import { describe, expect, it } from 'vitest';
import { formatTrackJson, formatTrackNpy, parseTrackJson, parseTrackNpy } from '../../src/track/format.ts';
import { writeNpy } from '../../src/track/npy.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';
import { reverseTrack, trackToData } from '../../src/track/track.ts';
import { bundledTrack, bundledTrackText } from '../support/tracks.ts';

const names = ['workshop', 'classic', 'harbour'];

/** A rectangular track, `change` applied to its JSON. */
function rectangle(change: (data: Record<string, unknown>) => void): string {
  const ring = (margin: number) => [
    [0 - margin, 0 - margin],
    [6 + margin, 0 - margin],
    [6 + margin, 3 + margin],
    [0 - margin, 3 + margin],
  ];
  const data = {
    name: 'rectangle',
    closed: true,
    surface: DEFAULT_SURFACE,
    centre: ring(0),
    inner: ring(-0.4),
    outer: ring(0.4),
  };
  change(data as Record<string, unknown>);
  return JSON.stringify(data);
}

describe('track files', () => {
  it.each(names)('%s is as its file says, written again to the letter', (name) => {
    expect(formatTrackJson(bundledTrack(name))).toBe(bundledTrackText(name));
  });

  it.each(names)('%s keeps every point through .npy', (name) => {
    const track = bundledTrack(name);
    const again = trackToData(parseTrackNpy(formatTrackNpy(track), 'x.npy', name));
    const { centre, inner, outer } = trackToData(track);
    expect(again).toMatchObject({ centre, inner, outer });
  });

  it('writes the file order whatever the driving direction, and one hash for both', () => {
    const track = bundledTrack('classic');
    expect(formatTrackJson(reverseTrack(track))).toBe(formatTrackJson(track));
    expect(reverseTrack(track).hash).toBe(track.hash);
    expect(bundledTrack('workshop').hash).not.toBe(track.hash);
  });

  it('keeps the place, which is part of the hash, and the description, which is not', () => {
    const plain = parseTrackJson(
      rectangle(() => {}),
      'r.json',
    );
    const hall = parseTrackJson(
      rectangle((d) => Object.assign(d, { place: 'hall' })),
      'r.json',
    );
    const described = parseTrackJson(
      rectangle((d) => Object.assign(d, { description: 'Four corners.' })),
      'r.json',
    );
    expect([plain.place, hall.place]).toEqual(['workshop', 'hall']);
    expect(hall.hash).not.toBe(plain.hash);
    expect(described.hash).toBe(plain.hash);
    for (const track of [hall, described]) {
      const again = parseTrackJson(formatTrackJson(reverseTrack(track)), 'again.json');
      expect(again).toEqual(track);
    }
    expect(() =>
      parseTrackJson(
        rectangle((d) => Object.assign(d, { place: 'moon' })),
        'r.json',
      ),
    ).toThrow(/place/);
  });

  it('accepts a plain rectangle', () => {
    expect(
      parseTrackJson(
        rectangle(() => {}),
        'r.json',
      ).length,
    ).toBe(18);
  });

  it.each<[string, (data: Record<string, unknown>) => void, RegExp]>([
    ['unknown keys', (d) => (d.colour = 'red'), /r\.json: colour is no field/],
    ['no name', (d) => delete d.name, /r\.json: name is not valid/],
    ['a point that is no number', (d) => ((d.centre as number[][])[1] = [Number.NaN, 0]), /r\.json: centre\.1\.0/],
    ['points far away', (d) => ((d.centre as number[][])[1] = [1e6, 0]), /r\.json: centre\.1\.0/],
    ['lists of different length', (d) => (d.inner as number[][]).pop(), /r\.json: inner/],
    [
      'a centre line beside the road',
      (d) =>
        (d.centre = [
          [20, 0],
          [26, 0],
          [26, 3],
          [20, 3],
        ]),
      /r\.json: centre has 5 of 5 points off the road/,
    ],
    ['no width', (d) => (d.inner = d.outer), /r\.json: waypoint 0 has a road 0\.000 m wide; borders must be/],
    [
      'a centre line that crosses itself',
      (d) =>
        (d.centre = [
          [0, 0],
          [6, 3],
          [6, 0],
          [0, 3],
        ]),
      /r\.json: centre crosses itself/,
    ],
    [
      'borders that cross',
      (d) =>
        (d.inner = [
          [0.4, 0.4],
          [7, 0.4],
          [5.6, 2.6],
          [0.4, 2.6],
        ]),
      /r\.json: borders cross/,
    ],
    [
      'a grey beyond white',
      (d) => (d.surface = { ...DEFAULT_SURFACE, road: { grey: 300, colour: '#000000' } }),
      /surface\.road\.grey/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => parseTrackJson(rectangle(change), 'r.json')).toThrow(message);
  });

  it('closes all three lists alike when only some repeat their first point', () => {
    const text = rectangle((d) => (d.inner as number[][]).push((d.inner as number[][])[0]));
    expect(() => parseTrackJson(text, 'r.json')).toThrow(/inner has 5 points, the centre has 4/);
    const mixed = rectangle((d) => {
      for (const key of ['inner', 'outer']) (d[key] as number[][]).push((d[key] as number[][])[0]);
      (d.centre as number[][]).push([0, 0.2]);
    });
    const track = parseTrackJson(mixed, 'r.json');
    expect([track.centre.count, track.inner.count, track.outer.count]).toEqual([6, 6, 6]);
    expect(parseTrackJson(formatTrackJson(track), 'again.json').hash).toBe(track.hash);
  });

  it('refuses text that is not JSON', () => {
    expect(() => parseTrackJson('{', 'r.json')).toThrow(/^r\.json: text is not JSON/);
  });

  it.each<[string, number, number, (values: Float64Array) => void, RegExp]>([
    ['NaN', 8, 6, (v) => (v[13] = Number.NaN), /x\.npy: row 2, column 1 is NaN/],
    ['five columns', 8, 5, () => {}, /x\.npy: shape has 5 columns/],
    ['three rows', 3, 6, () => {}, /x\.npy: shape has 3 rows/],
  ])('refuses an array with %s', (_, rows, columns, change, message) => {
    const values = new Float64Array(rows * columns);
    change(values);
    expect(() => parseTrackNpy(writeNpy({ rows, columns, values }), 'x.npy', 'x')).toThrow(message);
  });
});
