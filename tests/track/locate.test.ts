import { describe, expect, it } from 'vitest';
import { readTrace } from '../../src/lap/simtrace.ts';
import { distance } from '../../src/math/vector.ts';
import { buildTrack } from '../../src/track/builder.ts';
import { parseTrackNpy } from '../../src/track/format.ts';
import { isOnRoad, locate, nearerWaypoint, newLocation, pointAt } from '../../src/track/locate.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';
import { reverseTrack, trackFromData, trackToData } from '../../src/track/track.ts';
import { fc } from '../support/fast-check.ts';
import { hasSharedData, sharedBytes, sharedText } from '../support/shared-data.ts';
import { bundledTrack } from '../support/tracks.ts';

const place = newLocation();
const track = bundledTrack('classic');

describe('locate', () => {
  it('finds a point put beside the centre line', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: track.length, noNaN: true }),
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        (arc, aside) => {
          const at = { x: 0, y: 0, previous: 0, part: 0 };
          pointAt(track, arc, at);
          const { points } = track.centre;
          const i = 2 * at.previous;
          const span = distance(points[i], points[i + 1], points[i + 2], points[i + 3]);
          const x = at.x - (aside * (points[i + 3] - points[i + 1])) / span;
          const y = at.y + (aside * (points[i + 2] - points[i])) / span;
          locate(track, x, y, place);
          expect(place.fromCentre).toBeLessThanOrEqual(Math.abs(aside) + 1e-12);
          expect(isOnRoad(track, x, y)).toBe(true);
          if (Math.abs(aside) > 0.02) expect(place.isLeft).toBe(aside > 0);
        },
      ),
    );
  });

  it('mirrors when the track is driven the other way', () => {
    const back = reverseTrack(track);
    const other = newLocation();
    fc.assert(
      fc.property(fc.double({ min: -2, max: 7, noNaN: true }), fc.double({ min: -1, max: 6, noNaN: true }), (x, y) => {
        locate(track, x, y, place);
        locate(back, x, y, other);
        expect(other.fromCentre).toBeCloseTo(place.fromCentre, 12);
        expect(isOnRoad(back, x, y)).toBe(isOnRoad(track, x, y));
        fc.pre(Math.abs(place.fromCentre) < 0.4);
        expect(other.projection).toBeCloseTo(track.length - place.projection, 6);
      }),
    );
  });

  it('steps over duplicated points and counts them', () => {
    const data = trackToData(track);
    const twice = <T>(list: readonly T[]) => [...list.slice(0, 10), list[9], ...list.slice(10)];
    const doubled = trackFromData({ ...data, centre: twice(data.centre), inner: twice(data.inner), outer: twice(data.outer) });
    for (let i = 20; i < 100; i++) {
      const [x, y] = data.centre[i];
      locate(track, x + 0.05, y, place);
      const { previous, projection, width } = place;
      locate(doubled, x + 0.05, y, place);
      expect(place).toMatchObject({ previous: previous + 1, projection, width });
    }
  });

  it('far away, the nearest border decides left and right and nothing is NaN', () => {
    locate(track, 100, 100, place);
    for (const value of Object.values(place)) expect(value).not.toBeNaN();
  });
});

describe('the builder', () => {
  it('makes a road of even width around any reasonable loop', () => {
    const radius = fc.double({ min: 3, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(radius, { minLength: 6, maxLength: 10 }),
        fc.double({ min: 0.5, max: 1.2, noNaN: true }),
        (radii, width) => {
          const points = radii.map((r, i) => ({
            x: r * Math.cos((2 * Math.PI * i) / radii.length),
            y: r * Math.sin((2 * Math.PI * i) / radii.length),
          }));
          const built = buildTrack('loop', points, width, DEFAULT_SURFACE);
          expect(built.isCcw).toBe(true);
          for (let i = 0; i < built.centre.count; i += 7) {
            locate(built, built.centre.points[2 * i], built.centre.points[2 * i + 1], place);
            expect(place.fromCentre).toBeLessThan(1e-9);
            expect(place.width).toBeGreaterThan(width * 0.97);
            expect(place.width).toBeLessThan(width * 1.001);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe.skipIf(!hasSharedData)('real logs', () => {
  it.each([
    ['reinvent_base', 'training-13-iteration.csv'],
    ['reinvent_base', 'training-27-iteration.csv'],
    ['reInvent2019_wide_cw', 'v6-training-tail.log'],
  ])('on %s, %s: closest_waypoint and progress are reproduced', (name, file) => {
    const real = parseTrackNpy(sharedBytes(`tracks/${name}.npy`), name, name);
    const { count, columns } = readTrace(sharedText(`simtrace/${file}`), file);
    const rows = Array.from({ length: count }, (_, i) => ({
      x: columns.x[i],
      y: columns.y[i],
      closestWaypoint: columns.waypoint[i],
      progress: columns.progress[i],
      episode: columns.episode[i],
    }));
    let waypoints = 0;
    let steps = 0;
    let agreed = 0;
    for (let i = 1; i < rows.length; i++) {
      const { x, y, closestWaypoint, progress, episode } = rows[i];
      locate(real, x, y, place);
      if (nearerWaypoint(real, place, x, y) === closestWaypoint) waypoints++;
      const here = place.projection;
      if (rows[i - 1].episode !== episode || progress < 0.5 || rows[i - 1].progress < 0.5 || progress === 100) continue;
      locate(real, rows[i - 1].x, rows[i - 1].y, place);
      let moved = here - place.projection;
      moved -= real.length * Math.round(moved / real.length);
      steps++;
      // The log rounds progress to 4 decimals, positions to 0.1 mm.
      if (Math.abs((progress - rows[i - 1].progress) / 100 - moved / real.length) * real.length < 5e-4) agreed++;
    }
    expect(waypoints / (rows.length - 1)).toBeGreaterThan(0.998);
    expect(agreed / steps).toBeGreaterThan(0.998);
  });
});
