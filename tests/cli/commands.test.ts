import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDifference, parseRecording } from '../../src/lap/recording.ts';
import { parseTrackJson } from '../../src/track/format.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { writeNpy } from '../../src/track/npy.ts';
import { bundledTrack, bundledTrackText } from '../support/tracks.ts';
import { COMMAND, lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

describe('train and evaluate', () => {
  const agents = ['one', 'again', 'alone'];

  beforeAll(async () => {
    const train = (out: string, workers: string) =>
      lapzero(['train', '--until', 'updates=3', '--seed', '5', '--workers', workers, '--out', at(out)]);
    for (const [out, workers] of [
      ['one', '2'],
      ['again', '2'],
      ['alone', '1'],
    ]) {
      const { code, stdout } = await train(out, workers);
      expect(code).toBe(0);
      writeFileSync(at(`${out}.json`), stdout);
    }
  });

  it('the same recipe and seed give the same weights, twice and on one worker or two', () => {
    const hashes = agents.map((name) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8')).hash);
    expect(new Set(hashes).size).toBe(1);
    const weights = agents.map((name) => readFileSync(join(at(name), 'weights.bin')).toString('hex'));
    expect(new Set(weights).size).toBe(1);
  });

  it('ends with one JSON object, as documented', () => {
    const result = JSON.parse(readFileSync(at('one.json'), 'utf8'));
    expect(Object.keys(result)).toEqual(['agent', 'steps', 'seconds', 'firstLap', 'bestLapSeconds', 'outcome', 'hash']);
    expect(result).toMatchObject({ agent: at('one'), steps: 3072 });
  });

  it('writes one line of metrics per update', () => {
    const lines = readFileSync(join(at('one'), 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ update, global_step }) => [update, global_step])).toEqual([
      [1, 1024],
      [2, 2048],
      [3, 3072],
    ]);
  });

  it('evaluates what it trained, twice the same', async () => {
    const args = ['evaluate', at('one'), '--laps', '1', '--direction', 'cw'];
    const [first, second] = await Promise.all([lapzero(args), lapzero(args)]);
    expect(first.code).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    const other = await lapzero(['evaluate', at('one'), '--laps', '1', '--direction', 'ccw']);
    expect(JSON.parse(other.stdout).hash).not.toBe(JSON.parse(first.stdout).hash);
    const result = JSON.parse(first.stdout);
    expect(Object.keys(result)).toEqual(['completed', 'progress', 'laps', 'hash', 'versions']);
    for (const lap of result.laps)
      expect(lap).toEqual({
        seconds: expect.any(Number),
        clean: lap.offTracks === 0,
        offTracks: expect.any(Number),
        crashes: 0,
      });
  });

  it('refuses to train over an agent', async () => {
    const before = readFileSync(join(at('one'), 'agent.json'), 'utf8');
    const { code, stderr } = await lapzero(['train', '--until', 'updates=1', '--out', at('one')]);
    expect(code).toBe(2);
    expect(stderr).toContain('already holds agent.json; choose another --out');
    expect(readFileSync(join(at('one'), 'agent.json'), 'utf8')).toBe(before);
  });

  it('learns a lap, whose recording drives again exactly', async () => {
    const { code, stdout } = await lapzero(['train', '--until', 'lap', '--out', at('lap')]);
    expect(code).toBe(0);
    const { firstLap, bestLapSeconds } = JSON.parse(stdout);
    expect(firstLap.steps).toBeGreaterThan(0);
    expect(bestLapSeconds).toBeGreaterThan(4);
    const recording = parseRecording(readFileSync(join(at('lap'), 'lap.json'), 'utf8'), 'lap.json');
    expect(recording.lapMicroseconds[0] / 1e6).toBeGreaterThanOrEqual(bestLapSeconds);
    expect(findDifference(recording, bundledTrack('workshop'), 'lap.json')).toBeUndefined();
  });

  it('Ctrl-C keeps what was learned', async () => {
    const { code, stdout, stderr } = await lapzero(['train', '--until', 'minutes=5', '--out', at('stopped')], /steps\/s/);
    expect(code).toBe(0);
    expect(stderr).toContain('Stopped after');
    expect(JSON.parse(stdout).steps).toBeGreaterThan(0);
    expect(readdirSync(at('stopped'))).toEqual(expect.arrayContaining(['agent.json', 'metrics.jsonl', 'weights.bin']));
  });
});

it('continues when its output is no longer read', () => {
  const command = `"${process.execPath}" "${COMMAND}" train --until updates=2 --out "${at('unread')}" 2>&1 >/dev/null | head -n 1`;
  spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  expect(readdirSync(at('unread'))).toContain('agent.json');
});

describe('tracks', () => {
  it('lists the bundled tracks, shows one, and converts it there and back', async () => {
    const list = await lapzero(['tracks', 'list']);
    const names = JSON.parse(list.stdout).map(({ name }: { name: string }) => name);
    expect(names.length).toBe(14);
    expect(names).toContain('workshop');
    expect(names).not.toContain('lighthouse');
    expect(list.stderr).toContain('0.65 to 1.25 m wide  medium  Two wide bulbs');
    const replaced = await lapzero(['tracks', 'show', 'lighthouse']);
    expect(JSON.parse(replaced.stdout)).toMatchObject({ name: 'lighthouse' });
    const show = await lapzero(['tracks', 'show', 'classic']);
    expect(JSON.parse(show.stdout)).toMatchObject({ name: 'classic', direction: 'ccw', difficultyLabel: 'hard' });
    expect(show.stderr).toMatch(/[⠁-⣿]{10}/);
    const toNpy = await lapzero(['tracks', 'import', 'classic', '--out', at('classic.npy')]);
    const toJson = await lapzero(['tracks', 'import', at('classic.npy'), '--out', at('classic.json')]);
    expect([toNpy.code, toJson.code]).toEqual([0, 0]);
    const { centre } = JSON.parse(readFileSync(at('classic.json'), 'utf8'));
    expect(centre).toEqual(JSON.parse(bundledTrackText('classic')).centre);
  });

  it('generates the same track for the same seed, and draws it small and to tape by', async () => {
    const make = (out: string) =>
      lapzero(['tracks', 'generate', '--seed', '7', '--difficulty', '0.8', '--length', '20', '--out', at(out)]);
    await make('seven.json');
    await make('again.json');
    expect(readFileSync(at('seven.json'), 'utf8')).toBe(readFileSync(at('again.json'), 'utf8'));
    const old = ['tracks', 'generate', '--seed', '7', '--difficulty', '0.8', '--length', '20', '--generator', '1'];
    await lapzero([...old, '--out', at('old.json')]);
    expect(parseTrackJson(readFileSync(at('old.json'), 'utf8'), 'old.json').hash).toBe(
      generateTrack({ seed: 7, difficulty: 0.8, length: 20, generator: 1 }).hash,
    );
    expect(readFileSync(at('old.json'), 'utf8')).not.toBe(readFileSync(at('seven.json'), 'utf8'));
    await lapzero(['tracks', 'page', '--count', '9', '--out', at('page.svg')]);
    expect(readFileSync(at('page.svg'), 'utf8').match(/<title>/g)).toHaveLength(9);
    const impossible = ['tracks', 'generate', '--length', '6', '--width', '2', '--out', at('no.json')];
    const { code, stderr } = await lapzero(impossible);
    expect(code).toBe(2);
    expect(stderr).toMatch(/the options fit no track; no track of 6\.0 m × 2\.00 m/);
    const plan = await lapzero(['tracks', 'plan', 'classic', '--out', at('plan.svg')]);
    expect(JSON.parse(plan.stdout).borderTape).toBeCloseTo(42.2, 0);
    expect(readFileSync(at('plan.svg'), 'utf8')).toContain('classic: room 9.45 × 6.98 m');
  });

  it('prints the reward inputs of poses, one object a line', async () => {
    const pose = {
      base_x: 2,
      base_y: 0,
      yaw_rad: 0,
      speed: 1.5,
      objects: [{ x: 3, y: 0, heading: 0, speed: 0, kind: 'box' }],
    };
    writeFileSync(
      at('poses.jsonl'),
      `${JSON.stringify(pose)}\n${JSON.stringify({ ...pose, reverse_dir: true, objects: [] })}\n`,
    );
    const { code, stdout } = await lapzero(['tracks', 'inputs', 'workshop', '--poses', at('poses.jsonl')]);
    expect(code).toBe(0);
    const [forward, reversed] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(forward).toMatchObject({
      x: 2.14,
      speed: 1.5,
      objects_location: [[3, 0]],
      object_in_camera: true,
      is_reversed: false,
    });
    expect(reversed).toMatchObject({ is_reversed: true, objects_location: [] });
    expect(reversed.waypoints).toEqual([...forward.waypoints].reverse());
  });
});

describe('bad input ends with exit code 2 and one clear line', () => {
  const nan = new Float64Array(60).fill(Number.NaN);
  const open = Float64Array.from({ length: 60 }, (_, i) => (i % 6 < 2 ? i : i % 6 < 4 ? i + 1 : i - 1));
  beforeAll(() => {
    writeFileSync(at('broken.npy'), 'hello');
    writeFileSync(at('nan.npy'), writeNpy({ rows: 10, columns: 6, values: nan }));
    writeFileSync(at('open.npy'), writeNpy({ rows: 10, columns: 6, values: open }));
    writeFileSync(at('keys.json'), JSON.stringify({ ...JSON.parse(bundledTrackText('classic')), speed: 3 }));
    writeFileSync(at('bad.jsonl'), '{"base_x": 1}\n');
  });

  it.each<[string, string[], RegExp]>([
    ['a broken .npy', ['train', '--track', at('broken.npy')], /broken\.npy: header is not a NumPy \.npy file; save it with/],
    ['NaN', ['train', '--track', at('nan.npy')], /nan\.npy: row 0, column 0 is NaN; every value must be metres/],
    ['an open track', ['tracks', 'show', at('open.npy')], /open\.npy: the centre line is open/],
    ['unknown keys', ['tracks', 'show', at('keys.json')], /keys\.json: speed is no field that is known here; see/],
    ['a track that is not there', ['tracks', 'show', at('none.npy')], /none\.npy: the file cannot be read .*; check the path/],
    [
      'a name that is no track',
      ['train', '--track', 'monza'],
      /--track: "monza" is no bundled track .*; use .*classic.*workshop.*, or a/,
    ],
    ['no workers', ['train', '--workers', '0'], /--workers.*'0' is invalid\. Use a whole number from 1 to 64/],
    ['an odd seed', ['train', '--seed', '-3'], /--seed.*whole number/],
    [
      'an unknown reward',
      ['train', '--reward', 'fame'],
      /--reward: "fame" is neither a bundled reward nor a file; use avoid-objects, follow-centre/,
    ],
    ['an unknown budget', ['train', '--until', 'tomorrow'], /Use lap, solved, updates=N/],
    ['an unknown command', ['fly'], /unknown command 'fly'/],
    ['a folder without an agent', ['evaluate', folder], /agent\.json is missing; name the folder of a trained agent/],
    [
      'poses without a yaw',
      ['tracks', 'inputs', 'classic', '--poses', at('bad.jsonl')],
      /bad\.jsonl, line 1: base_y is not valid/,
    ],
    [
      'an ending that means nothing',
      ['tracks', 'import', 'classic', '--out', at('x.txt')],
      /--out: ".*" has no known ending; end it with/,
    ],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await lapzero(args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a corrupt agent', async () => {
    const { code: trained } = await lapzero(['train', '--until', 'updates=1', '--out', at('corrupt')]);
    expect(trained).toBe(0);
    writeFileSync(join(at('corrupt'), 'weights.bin'), 'short');
    const { code, stderr } = await lapzero(['evaluate', at('corrupt')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/corrupt\/weights\.bin: length is 5 bytes, not \d+; copy the whole agent again/);
  });

  it('no room for the weights: nothing half-written, no agent', () => {
    // A limit on file sizes stands in for a full disk: the write fails half-way in the same place.
    const command = `ulimit -f 16; exec "${process.execPath}" "${COMMAND}" train --until updates=1 --out "${at('full')}"`;
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stderr).toMatch(/full\/weights\.bin: the file cannot be written .*; /);
    expect(status).toBe(2);
    expect(readdirSync(at('full')).filter((name) => /agent|weights|part/.test(name))).toEqual([]);
  });
});

it('--help shows examples, and the version is there', () => {
  const help = execFileSync(process.execPath, [COMMAND, '--help'], { encoding: 'utf8' });
  for (const name of ['train', 'evaluate', 'tracks', 'bench', 'Examples:']) expect(help).toContain(name);
  expect(execFileSync(process.execPath, [COMMAND, '--version'], { encoding: 'utf8' }).trim()).toMatch(/^\d+\.\d+\.\d+$/);
});
