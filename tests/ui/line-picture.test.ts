import { describe, expect, it } from 'vitest';
import type { LimitLine } from '../../src/lap/limit.ts';
import { newStartPose, poseOnRoad } from '../../src/sim/start.ts';
import type { Track } from '../../src/track/track.ts';
import { linePicture } from '../../src/ui/line-picture.ts';
import { viridisCss } from '../../src/ui/viridis.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('harbour');

/** The centre line at speeds that rise along it. */
function lineOf(track: Track, speedAt: (part: number) => number): LimitLine {
  const count = Math.round(track.length / 0.05);
  const pose = newStartPose();
  const points = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    poseOnRoad(track, (track.length * i) / count, 0, pose);
    points.set([pose.x, pose.y], 2 * i);
  }
  const zeros = new Float64Array(count);
  const speed = Float64Array.from({ length: count }, (_, i) => speedAt(i / count));
  return { count, points, spacing: track.length / count, speed, steering: zeros, command: zeros, seconds: zeros };
}

const rising = linePicture(
  track,
  lineOf(track, (part) => 1 + 2 * part),
  'harbour & more <fast> "lap"',
);

/** The numbers of every path that begins with a colour. */
function piecesOf(svg: string): { numbers: number[]; stroke: string; title: string }[] {
  return [...svg.matchAll(/<path d="M([^"]*)" stroke="([^"]*)"><title>([^<]*)<\/title>/g)].map(([, d, stroke, title]) => ({
    numbers: (d.match(/-?[\d.]+/g) ?? []).map(Number),
    stroke,
    title,
  }));
}

describe('the picture of a line', () => {
  it('closes every element that it opens, and has its title in it as text', () => {
    const open: string[] = [];
    for (const [, end, name, self] of rising.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name);
      else if (!self) open.push(name);
    }
    expect(open).toEqual([]);
    expect(rising).toContain('<title>harbour &amp; more &lt;fast&gt; &quot;lap&quot;</title>');
  });

  it('needs nothing else: no script, no font, no picture, no address', () => {
    expect(rising.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/script|href|@import|url\((?!#speed)|http/);
  });

  it('goes once around without a gap, inside the picture', () => {
    const pieces = piecesOf(rising);
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(rising)?.map(Number) ?? [];
    expect(pieces.length).toBeGreaterThan(50);
    pieces.forEach(({ numbers }, k) => {
      const next = pieces[(k + 1) % pieces.length].numbers;
      expect(numbers.slice(-2)).toEqual(next.slice(0, 2));
      for (let i = 0; i < numbers.length; i += 2) {
        expect(numbers[i] >= 0 && numbers[i] <= width && numbers[i + 1] >= 0 && numbers[i + 1] <= height).toBe(true);
      }
    });
  });

  it('is the brighter the faster, and says how fast', () => {
    const pieces = piecesOf(rising);
    expect(pieces[0]).toMatchObject({ stroke: viridisCss(0), title: '1.00 m/s' });
    const speeds = pieces.map(({ title }) => Number.parseFloat(title));
    expect(speeds).toEqual([...speeds].sort((a, b) => a - b));
    expect(rising).toContain('>1.0</text>');
    expect(rising).toContain('>3.0 m/s</text>');
  });

  it('is of one colour at one speed', () => {
    const even = piecesOf(
      linePicture(
        track,
        lineOf(track, () => 2),
        'even',
      ),
    );
    expect(new Set(even.map(({ stroke }) => stroke))).toEqual(new Set([viridisCss(0)]));
  });
});
