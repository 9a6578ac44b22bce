import { describe, expect, it } from 'vitest';
import { applyLook, lookOf } from '../../src/camera/look.ts';

const camera = { width: 160, height: 120 };
const NEUTRAL = { gain: 1, slope: 0, contrast: 1, noise: 0, blur: 0 };
const frameOf = (grey: (x: number, y: number) => number) =>
  Uint8Array.from({ length: 160 * 120 }, (_, at) => grey(at % 160, Math.floor(at / 160)));
const look = (numbers: Partial<typeof NEUTRAL>, frame: Uint8Array, firstRow = 0, grain = 0) => {
  applyLook(camera, lookOf(camera, { ...NEUTRAL, ...numbers }), frame, firstRow, 0, grain);
  return frame;
};
const grey = frameOf((x, y) => (x * 3 + y * 5) % 256);

describe('the look of a frame', () => {
  it('is what was drawn when all is neutral', () => {
    expect(look({}, grey.slice())).toEqual(grey);
  });

  it('is brighter, steeper, and brighter to one side, by the formula', () => {
    const at = (frame: Uint8Array, x: number) => frame[50 * 160 + x];
    const flat = () => frameOf(() => 100);
    expect(at(look({ gain: 1.2 }, flat()), 80)).toBe(120);
    expect(at(look({ gain: 3 }, flat()), 80)).toBe(255);
    expect(at(look({ contrast: 0.5 }, flat()), 80)).toBe(114);
    const sloped = look({ slope: 0.3 }, flat());
    expect([at(sloped, 0), at(sloped, 159)]).toEqual([70, 130]);
  });

  it('is noisy with the deviation asked for, other noise for another grain, the same for the same', () => {
    const noisy = look(
      { noise: 10 },
      frameOf(() => 128),
    );
    const mean = noisy.reduce((a, b) => a + b) / noisy.length;
    const deviation = Math.sqrt(noisy.reduce((sum, g) => sum + (g - mean) ** 2, 0) / noisy.length);
    expect(Math.abs(mean - 128)).toBeLessThan(0.5);
    expect(Math.abs(deviation - 10)).toBeLessThan(0.5);
    expect(
      look(
        { noise: 10 },
        frameOf(() => 128),
      ),
    ).toEqual(noisy);
    expect(
      look(
        { noise: 10 },
        frameOf(() => 128),
        0,
        7919,
      ),
    ).not.toEqual(noisy);
    expect(
      look(
        { noise: 10, gain: 1.1 },
        frameOf(() => 128),
      ).some((g, i) => g !== noisy[i]),
    ).toBe(true);
  });

  it('is blurred: plain stays plain, an edge gets soft, nothing gets lost', () => {
    expect(
      look(
        { blur: 1 },
        frameOf(() => 77),
      ).every((g) => g === 77),
    ).toBe(true);
    const edge = look(
      { blur: 1 },
      frameOf((x) => (x < 80 ? 0 : 200)),
    );
    expect([...edge.subarray(160 * 60 + 77, 160 * 60 + 83)]).toEqual([0, 0, 50, 150, 200, 200]);
    const dot = look(
      { blur: 1 },
      frameOf((x, y) => (x === 80 && y === 60 ? 160 : 0)),
    );
    expect([59, 60, 61].map((y) => [...dot.subarray(160 * y + 79, 160 * y + 82)])).toEqual([
      [10, 20, 10],
      [20, 40, 20],
      [10, 20, 10],
    ]);
  });

  it('leaves the rows above the first alone', () => {
    const changed = look({ gain: 0.5, noise: 9, blur: 1 }, grey.slice(), 40);
    expect(changed.subarray(0, 40 * 160)).toEqual(grey.subarray(0, 40 * 160));
    expect(changed.subarray(40 * 160)).not.toEqual(grey.subarray(40 * 160));
  });
});
