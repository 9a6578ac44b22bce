import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-unseen-'));
const file = join(folder, 'tiny.npy');
afterAll(() => rmSync(folder, { recursive: true }));

const bench = async (...args: string[]) => {
  const { code, stdout, stderr } = await lapzero(['bench', 'unseen', ...args]);
  expect(code).toBe(0);
  return { result: JSON.parse(stdout), stderr };
};

describe('bench unseen', () => {
  it('drives given tracks both ways, and compares flying laps to the limit', async () => {
    await lapzero(['tracks', 'import', 'teacup', '--out', file]);
    const { result, stderr } = await bench('--tracks', file, '--limit');
    expect(result).toMatchObject({ bench: 'unseen', unit: '%', laps: 2, clean: 2, cleanPercent: 100, values: [100, 100] });
    expect(result.generator).toBeUndefined();
    expect(result.drives.map(({ direction }: { direction: string }) => direction).sort()).toEqual(['ccw', 'cw']);
    for (const { track, clean, progress, seconds, flyingSeconds, limitSeconds, ratio } of result.drives) {
      expect([track, clean, progress]).toEqual(['tiny', true, 100]);
      expect(flyingSeconds).toBeCloseTo(seconds, 0);
      expect(ratio).toBeCloseTo(flyingSeconds / limitSeconds, 10);
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(1.6);
    }
    expect(result.worstRatio).toBeGreaterThanOrEqual(result.medianRatio);
    expect(stderr).toMatch(/limit 2 of 2: tiny/);
  });

  it('drives generated tracks several times in other worlds, the same in every run', async () => {
    const args = ['--count', '2', '--randomise', 'full', '--repeat', '2'];
    const [{ result }, again] = await Promise.all([bench(...args), bench(...args)]);
    expect(again.result).toEqual(result);
    expect(result).toMatchObject({ laps: 8, repeat: 2, randomise: 'full', generator: 2 });
    expect(result.drives[0]).toMatchObject({ track: 'generated-5000000', difficulty: 0 });
    expect(result.drives[0].flyingSeconds).toBeUndefined();
    const times = result.drives.flatMap(({ seconds }: { seconds: number | null }) => seconds ?? []);
    expect(new Set(times).size).toBe(times.length);
  });
});
