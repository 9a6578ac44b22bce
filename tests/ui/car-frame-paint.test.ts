import { describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../src/policy/architecture.ts';
import { paintSight } from '../../src/ui/car-frame-paint.ts';

const GREY = 100;
const frame = new Uint8Array(120 * 160).fill(GREY);

function painted(attention: Float32Array | null, cover: { x: number; y: number } | null) {
  const out = new Uint8ClampedArray(4 * frame.length);
  paintSight(ARCHITECTURES.pocket, frame, attention, cover, out);
  return (row: number, column: number) => [...out.subarray(4 * (row * 160 + column), 4 * (row * 160 + column) + 4)];
}

describe('the painted frame', () => {
  it('is grey without attention, and above the rows that the network reads', () => {
    expect(painted(null, null)(80, 80)).toEqual([GREY, GREY, GREY, 255]);
    const pixel = painted(new Float32Array(22 * 40).fill(1), null);
    expect(pixel(31, 80)).toEqual([GREY, GREY, GREY, 255]);
    const [red, green, blue] = pixel(32, 80);
    expect(red).toBeGreaterThan(200);
    expect(green).toBeGreaterThan(GREY);
    expect(blue).toBeLessThan(50);
  });

  it('goes smoothly from a marked pixel of the input to the next', () => {
    const attention = new Float32Array(22 * 40);
    attention[10 * 40 + 20] = 1;
    const pixel = painted(attention, null);
    const reds = [0, 1, 2, 3, 4].map((k) => pixel(32 + 10 * 4 + 2, 82 + k)[0]);
    for (let k = 1; k < reds.length; k++) expect(reds[k]).toBeLessThan(reds[k - 1]);
    expect(reds[4] - GREY).toBeLessThan(10);
  });

  it('shows the hidden patch with a border, and nothing of it above those rows', () => {
    const pixel = painted(new Float32Array(22 * 40).fill(1), { x: 0.5, y: 32 / 120 });
    expect(pixel(36, 80)).toEqual([GREY, GREY, GREY, 255]);
    expect(pixel(32, 80)).toEqual([255, 255, 255, 255]);
    expect(pixel(31, 80)).toEqual([GREY, GREY, GREY, 255]);
    expect(pixel(60, 80)[0]).toBeGreaterThan(200);
  });
});
