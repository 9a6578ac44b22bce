import { describe, expect, it } from 'vitest';
import { figuresOf, motionOf, newPath, type Path } from '../../src/lap/motion.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';

const ROWS = 400;

/** A drive given by where the base is at each time; it looks where `yaw` says. */
function pathOf(at: (seconds: number) => { x: number; y: number; yaw: number }, gap = 1 / 15): Path {
  const path = newPath(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const { x, y, yaw } = at(row * gap);
    path.time[row] = row * gap;
    path.x[row] = x;
    path.y[row] = y;
    path.yaw[row] = yaw;
  }
  return path;
}

const circle =
  (speed: number, radius: number, slip = 0) =>
  (t: number) => {
    const angle = (speed * t) / radius;
    return { x: radius * Math.sin(angle), y: radius * (1 - Math.cos(angle)), yaw: angle - slip };
  };

describe('the estimator of motion', () => {
  it('finds v²/r on a circle and nothing along it', () => {
    const samples = motionOf(pathOf(circle(1.8, 1)));
    expect(samples).toHaveLength(ROWS - 6);
    for (const { speed, lateral, along, slipDeg } of samples) {
      expect(speed).toBeCloseTo(1.8, 1);
      expect(Math.abs(lateral / 3.24 - 1)).toBeLessThan(0.07);
      expect(Math.abs(along)).toBeLessThan(1e-6);
      expect(Math.abs(slipDeg)).toBeLessThan(1e-6);
    }
    const { bySpeed, slidingShare } = figuresOf(samples);
    expect(bySpeed).toMatchObject([{ from: 1.5, to: 2, samples: ROWS - 6 }]);
    expect(slidingShare).toBe(0);
  });

  it('finds the deceleration of a straight stop exactly, however the times are spaced', () => {
    for (const gap of [0.06, 1 / 15, 0.08]) {
      const samples = motionOf(pathOf((t) => ({ x: 4 * t - 1.25 * t * t, y: 0, yaw: 0 }), gap)).slice(0, 15);
      for (const { speed, along, lateral, at } of samples) {
        expect(along).toBeCloseTo(-2.5, 6);
        expect(Math.abs(lateral)).toBeLessThan(1e-9);
        expect(speed).toBeCloseTo(4 - 2.5 * at * gap, 6);
      }
    }
  });

  it('counts sliding, and keeps it out of the figures', () => {
    const { bySpeed, slidingShare } = figuresOf(motionOf(pathOf(circle(1.8, 1, 0.3))));
    expect(slidingShare).toBe(1);
    expect(bySpeed).toEqual([]);
  });

  it('is little moved by millimetres of noise, and leaves out what fits no cubic', () => {
    const stream = randomStream(1, 'noise');
    const noisy = (size: number) =>
      pathOf((t) => {
        const { x, y, yaw } = circle(1.5, 2)(t);
        return { x: x + uniformIn(stream, -size, size), y: y + uniformIn(stream, -size, size), yaw };
      });
    const [figures] = figuresOf(motionOf(noisy(0.002))).bySpeed.slice(-1);
    expect(figures.lateralP99).toBeGreaterThan(1.1);
    expect(figures.lateralP99).toBeLessThan(1.5);
    expect(motionOf(noisy(0.2)).length).toBeLessThan(10);
  });

  it('drops rows closer than 0.03 s, and windows that are too short or too long', () => {
    const even = pathOf(circle(1.5, 2));
    const doubled = newPath(2 * ROWS);
    for (let row = 0; row < 2 * ROWS; row++) {
      for (const column of ['x', 'y', 'yaw'] as const) doubled[column][row] = even[column][row >> 1];
      doubled.time[row] = even.time[row >> 1] + (row % 2) * 0.005;
    }
    expect(motionOf(doubled)).toHaveLength(ROWS - 6);
    expect(motionOf(pathOf(circle(1.5, 2), 0.05))).toEqual([]);
    expect(motionOf(pathOf(circle(1.5, 2), 0.09))).toEqual([]);
  });
});
