import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { actionSpaceFileSchema, checkActionSpace } from '../../src/car/actions.ts';
import { buildTrack } from '../../src/track/builder.ts';
import { formatTrackJson } from '../../src/track/format.ts';
import { DEFAULT_SURFACE } from '../../src/track/surfaces.ts';

import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-limit-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('limit', () => {
  it('tells a lap time that was driven, and writes the line as a list', async () => {
    const { stdout, stderr, code } = await lapzero(['limit', 'teacup', '--cap', '2', '-o', at('line.py')]);
    expect(code).toBe(0);
    const { planned, driven, line } = JSON.parse(stdout);
    for (const lap of ['standing', 'flying']) expect(driven[lap] / planned[lap]).toBeLessThan(1.03);
    // A point every 0.2 m, of about 7 m along the inner edge.
    expect(line.length).toBeGreaterThan(28);
    expect(line.length).toBeLessThan(60);
    expect(readFileSync(at('line.py'), 'utf8')).toMatch(/^# x, y in metres, speed in m\/s\nLINE = \[\n {4}\(/);
    expect(stderr).toMatch(/flying lap {4}0:0\d\.\d+ driven \(planned 0:/);
  });

  it('writes it as a picture, and the actions that would drive it as train takes them', async () => {
    const { stdout } = await lapzero(['limit', 'workshop', '-o', at('line.svg'), '--actions', at('actions.json')]);
    const picture = readFileSync(at('line.svg'), 'utf8');
    expect(picture).toMatch(/^<svg .*aria-label="workshop, counter-clockwise, deepracer-v6 at up to 3 m\/s: 0:04/);
    expect(picture.match(/<path d="M/g)?.length).toBeGreaterThan(100);
    expect(picture).not.toMatch(/NaN|undefined/);
    const given = JSON.parse(readFileSync(at('actions.json'), 'utf8'));
    expect(given).toEqual(JSON.parse(stdout).actionSpace);
    const space = actionSpaceFileSchema.parse(given);
    checkActionSpace(space, 'actions.json');
    const actions = space.kind === 'discrete' ? space.actions : [];
    // Something to go fast with, something to get back with, and each turn to both sides.
    expect(Math.max(...actions.map(({ speed }) => speed))).toBe(3);
    expect(actions.some(({ steeringDeg }) => steeringDeg === 30)).toBe(true);
    for (const { steeringDeg, speed } of actions)
      expect(actions).toContainEqual({ steeringDeg: steeringDeg === 0 ? 0 : -steeringDeg, speed });
  });

  it.each(['py', 'ts'])('writes a reward for driving along it that training takes (.%s)', async (extension) => {
    const file = at(`along.${extension}`);
    await lapzero(['limit', 'teacup', '--reward', file]);
    const { stdout, code } = await lapzero(['reward', 'check', file, '--track', 'teacup', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, error: null });
  });

  it('stands beside an evaluation', async () => {
    const { stderr } = await lapzero(['evaluate', 'agents/classic-gold', '--track', 'classic', '--laps', '2', '--limit']);
    expect(stderr).toMatch(/the limit of its car at its speeds is 0:05\.\d+: its best lap takes 1\.[01]\d × as long/);
  });

  it('is refused where nothing can be driven', async () => {
    // Tighter than its wheels turn.
    const points = Array.from({ length: 60 }, (_, i) => ({
      x: 0.6 * Math.cos((i * Math.PI) / 30),
      y: 0.6 * Math.sin((i * Math.PI) / 30),
    }));
    const ring = buildTrack('ring', points, 0.3, DEFAULT_SURFACE);
    writeFileSync(at('ring.json'), formatTrackJson(ring));
    const { stderr, code } = await lapzero(['limit', at('ring.json'), '--car', 'roboracer']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/roboracer cannot be driven around "ring" at up to 3 m\/s by the follower; try a lower --cap/);
  }, 60_000);

  it.each([
    ['--out', ['-o', 'line.txt'], 'end it with .svg, .py, .ts or .json'],
    ['--actions', ['--actions', 'actions.py'], 'end it with .json'],
  ])('says which endings %s knows', async (option, args, fix) => {
    const { stderr, code } = await lapzero(['limit', 'teacup', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${option}: "${args[1]}" has another ending; ${fix}`);
  });
});
