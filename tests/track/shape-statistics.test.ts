import { describe, expect, it } from 'vitest';
import { parseTrackNpy } from '../../src/track/format.ts';
import { generateTrack } from '../../src/track/generator.ts';
import type { GeneratorVersion } from '../../src/track/generator-options.ts';
import {
  alikePairs,
  areAlike,
  SHAPE_MEASURES,
  type ShapeProfile,
  shapeDistance,
  shapeProfile,
  shapeSignature,
} from '../../src/track/shape-statistics.ts';
import { SURFACES } from '../../src/track/surfaces.ts';
import { reverseTrack, type Track, trackFromData, trackToData } from '../../src/track/track.ts';
import { hasSharedData, sharedBytes, sharedNames } from '../support/shared-data.ts';

const WIDTH = 0.8;

/** A track around a stadium: two straights, two half circles; a circle where the straights have no length. */
function stadium(straight: number, radius: number): Track {
  const at = (s: number, r: number): [number, number] => {
    const half = straight + Math.PI * radius;
    const along = s % half;
    const sign = s % (2 * half) < half ? 1 : -1;
    if (along < straight) return [sign * (along - straight / 2), -sign * r];
    const angle = (along - straight) / radius;
    return [sign * (straight / 2 + r * Math.sin(angle)), -sign * r * Math.cos(angle)];
  };
  const length = 2 * (straight + Math.PI * radius);
  const count = Math.round(length / 0.05);
  const ring = (r: number) => Array.from({ length: count }, (_, i) => at((i * length) / count, r));
  return trackFromData({
    name: 'stadium',
    closed: true,
    centre: ring(radius),
    inner: ring(radius - WIDTH / 2),
    outer: ring(radius + WIDTH / 2),
    surface: SURFACES[0],
  });
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('the profile of a shape', () => {
  it('of a circle is its curvature, no straight, and nothing near', () => {
    const { curvature, straight, selfDistance, width, bendsPerMetre } = shapeProfile(stadium(0, 2));
    for (const value of curvature) expect(value).toBeCloseTo(0.5, 2);
    expect(Math.max(...straight)).toBe(0);
    expect(Math.min(...selfDistance)).toBe(8);
    expect(mean(width)).toBeCloseTo(WIDTH, 3);
    expect(bendsPerMetre).toBe(0);
  });

  it('of a stadium follows from its sides', () => {
    const track = stadium(6, 1);
    const { curvature, straight, selfDistance, bendsPerMetre, alternation } = shapeProfile(track);
    // All turning is one whole turn.
    expect(mean(curvature) * track.length).toBeCloseTo(2 * Math.PI, 1);
    expect(Math.max(...straight)).toBeGreaterThan(5.4);
    expect(Math.max(...straight)).toBeLessThan(6.2);
    // From the middle of one straight across to the other.
    expect(selfDistance[30]).toBeCloseTo(2 / WIDTH, 2);
    expect(bendsPerMetre * track.length).toBeCloseTo(2, 9);
    expect(alternation).toBe(0);
  });

  it('differs from another by the mean distance of equal quantiles', () => {
    const [a, b] = [shapeProfile(stadium(0, 2)), shapeProfile(stadium(0, 4))];
    expect(shapeDistance([a], [a], 'curvature')).toBe(0);
    expect(shapeDistance([a], [b], 'curvature')).toBeCloseTo(0.25, 2);
    // Every track weighs the same, however long it is.
    expect(shapeDistance([a], [a, b], 'curvature')).toBeCloseTo(0.125, 2);
    expect(shapeDistance([a], [b], 'width')).toBeCloseTo(0, 3);
  });
});

describe('tracks are alike', () => {
  const track = generateTrack({ seed: 5, difficulty: 0.6, generator: 2 });
  const moved = (move: (point: readonly [number, number]) => [number, number], start: number): Track => {
    const { centre, inner, outer, ...rest } = trackToData(track);
    const ring = (points: typeof centre) => {
      const open = points.slice(0, -1);
      return [...open.slice(start), ...open.slice(0, start)].map(move);
    };
    return trackFromData({ ...rest, centre: ring(centre), inner: ring(inner), outer: ring(outer) });
  };

  it.each<[string, Track]>([
    ['turned', moved(([x, y]) => [0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y], 0)],
    ['mirrored and moved', moved(([x, y]) => [3 - x, y + 1], 0)],
    ['begun elsewhere', moved(([x, y]) => [x, y], 40)],
    ['reversed', reverseTrack(track)],
  ])('%s', (_, other) => {
    expect(areAlike(shapeSignature(track), shapeSignature(other))).toBe(true);
  });

  it('only where their shapes are', () => {
    const seeds = [5, 6, 7, 8].map((seed) => generateTrack({ seed, difficulty: 0.6, length: 25, width: 0.9, generator: 2 }));
    expect(alikePairs(seeds.map(shapeSignature))).toEqual([]);
    expect(alikePairs([...seeds, reverseTrack(seeds[2])].map(shapeSignature))).toEqual([[2, 4]]);
  });
});

describe.skipIf(!hasSharedData)('beside real tracks', () => {
  const TRACKS = 250;
  const real = hasSharedData
    ? sharedNames('tracks')
        .filter((name) => name.endsWith('.npy'))
        .map((name) => shapeProfile(parseTrackNpy(sharedBytes(`tracks/${name}`), name, name)))
    : [];
  const profiles = (generator: GeneratorVersion): ShapeProfile[] =>
    Array.from({ length: hasSharedData ? TRACKS : 0 }, (_, i) =>
      shapeProfile(generateTrack({ seed: i, difficulty: (i + 0.5) / TRACKS, generator })),
    );
  const [first, second] = [profiles(1), profiles(2)];

  it.each(SHAPE_MEASURES.filter((measure) => measure !== 'width'))('generator 2 is at most half as far in %s', (measure) => {
    expect(shapeDistance(real, second, measure)).toBeLessThan(shapeDistance(real, first, measure) / 2);
  });
});
