import { expect, it } from 'vitest';
import { difficultyLabel, meanWidth, trackDifficulty } from '../../src/track/difficulty.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { SURFACES } from '../../src/track/surfaces.ts';
import { reverseTrack, trackFromData } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const POINTS = 240;

function ring(radius: number): [number, number][] {
  return Array.from({ length: POINTS }, (_, i) => {
    const angle = (2 * Math.PI * i) / POINTS;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function circle(radius: number, width: number) {
  return trackFromData({
    name: 'circle',
    closed: true,
    centre: ring(radius),
    inner: ring(radius - width / 2),
    outer: ring(radius + width / 2),
    surface: SURFACES[0],
  });
}

it('of a circle follows from its radius and width alone', () => {
  expect(meanWidth(circle(2, 0.925))).toBeCloseTo(0.925, 3);
  // Curvature 1/1.2 is 0.444 of the way from 0.5 to 1.25; 0.925 m is half of the way from 1.25 m to 0.6 m.
  expect(trackDifficulty(circle(1.2, 0.925))).toBeCloseTo(0.65 * ((1 / 1.2 - 0.5) / 0.75) + 0.35 * 0.5, 2);
  expect(trackDifficulty(circle(4, 1.3))).toBe(0);
  expect(trackDifficulty(circle(0.7, 0.5))).toBe(1);
});

it('is the same both ways round', () => {
  for (const name of ['workshop', 'classic', 'serpent']) {
    const track = bundledTrack(name);
    expect(trackDifficulty(reverseTrack(track))).toBeCloseTo(trackDifficulty(track), 1);
  }
});

it('rises with what the generator is asked for', () => {
  const mean = (difficulty: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, seed) => sum + trackDifficulty(generateTrack({ seed, difficulty })) / 8, 0);
  expect(mean(0.5)).toBeGreaterThan(mean(0) + 0.1);
  expect(mean(1)).toBeGreaterThan(mean(0.5) + 0.1);
});

it('has a word for each part of its range', () => {
  expect([0, 0.39, 0.4, 0.69, 0.7, 0.89, 0.9, 1].map(difficultyLabel)).toEqual([
    'easy',
    'easy',
    'medium',
    'medium',
    'hard',
    'hard',
    'cruel',
    'cruel',
  ]);
});
