import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { formatTrackNpy } from '../../src/track/format.ts';
import { metadataOf, modelPb, tarGz, utf8 } from '../support/deepracer-models.ts';
import { noisyFrames, policyOf } from '../support/policies.ts';
import { bundledTrack } from '../support/tracks.ts';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-deploy-'));
const at = (name: string) => join(folder, name);
const archive = at('gold.tar.gz');
const frames = noisyFrames(2);

/** The frames as NumPy saves them. */
function npy(pictures: Uint8Array, descr = '|u1'): Buffer {
  const shape = `(${pictures.length / 19200}, 120, 160)`;
  const header = `${`{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117)}\n`;
  return Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]), Buffer.from(header), pictures]);
}

beforeAll(async () => {
  writeFileSync(at('frames.npy'), npy(frames));
  const { code } = await lapzero(['export', 'agents/classic-gold', '--to', 'deepracer', '-o', archive]);
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('export', () => {
  it('writes the archive and, beside it, what its owner must know', () => {
    const sheet = readFileSync(at('gold.html'), 'utf8');
    expect(sheet).toContain('<b>throttle slider to 30 %</b>');
    expect(sheet).toMatch(/decided <b>15 times a second<\/b>/);
    // Half of the fastest speed becomes 80 % of what the slider allows.
    expect(sheet).toMatch(/<td>80 %<\/td>|<td>100 %<\/td>/);
  });

  it('comes back with every bit of the policy', async () => {
    const { stdout, code } = await lapzero(['import', archive, '--out', at('back')]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ agent: at('back'), network: 'pocket' });
    const again = at('again.tar.gz');
    await lapzero(['export', at('back'), '-o', again]);
    expect(readFileSync(again).equals(readFileSync(archive))).toBe(true);
  });

  it.each([
    ['onnx', 'gold.onnx', ['gold.onnx']],
    ['tfjs', 'gold-tfjs', ['gold-tfjs/model.json', 'gold-tfjs/weights.bin', 'gold-tfjs/about.json']],
  ])('to %s, proven on 200 frames', async (target, out, files) => {
    const { stdout, code } = await lapzero(['export', 'agents/classic-gold', '--to', target, '-o', at(out)]);
    expect(code).toBe(0);
    const { frames, maxDifference } = JSON.parse(stdout);
    expect(frames).toBe(200);
    expect(maxDifference).toBeLessThan(1e-4);
    for (const file of files) expect(existsSync(at(file))).toBe(true);
  });

  it.each([
    [
      'a name that the car would change',
      ['agents/classic-gold', '-o', 'my car.v2.tar.gz'],
      /name is none that the car takes as it is/,
    ],
    ['another ending', ['agents/classic-gold', '--to', 'onnx', '-o', 'gold.pb'], /end it with .onnx/],
    ['no agent', ['tracks', '-o', 'gold.tar.gz'], /agent.json is missing/],
  ])('refuses %s', async (_, args, message) => {
    const { stderr, code } = await lapzero(['export', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('probe', () => {
  const probe = async (policy: string, ...files: string[]) => {
    const { stdout, stderr, code } = await lapzero(['probe', policy, '--frames', ...files]);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as { outputs: number[][]; action: number[] };
  };

  it('answers the same for an agent and its archive', async () => {
    const silver = at('silver.tar.gz');
    await lapzero(['export', 'agents/classic-silver', '--to', 'deepracer', '-o', silver]);
    const live = await probe('agents/classic-silver', at('frames.npy'));
    const car = await probe(silver, at('frames.npy'));
    expect(live.action).toEqual(car.action);
    expect(live.outputs).toHaveLength(2);
    for (const [i, value] of live.outputs.flat().entries()) expect(value).toBeCloseTo(car.outputs.flat()[i], 4);
    for (const row of car.outputs) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
  });

  it('takes frames, small ones and those of the car’s camera', async () => {
    const grey = frames.subarray(0, 19200);
    const large = new Uint8Array(640 * 480 * 3);
    for (let y = 0; y < 480; y++) {
      for (let x = 0; x < 640; x++) large.fill(grey[(y >> 2) * 160 + (x >> 2)], 3 * (640 * y + x), 3 * (640 * y + x) + 3);
    }
    writeFileSync(at('small.png'), encode({ width: 160, height: 120, data: grey, channels: 1 }));
    writeFileSync(at('large.png'), encode({ width: 640, height: 480, data: large, channels: 3 }));
    const { outputs } = await probe(archive, at('small.png'), at('large.png'));
    const [first] = (await probe(archive, at('frames.npy'))).outputs;
    expect(outputs).toEqual([first, first]);
  });

  it.each([
    ['frames of floats', 'floats.npy', npy(frames, '<f4'), /descr is <f4, not '\|u1'/],
    [
      'a frame of another size',
      'wide.png',
      encode({ width: 20, height: 10, data: new Uint8Array(200), channels: 1 }),
      /size is 20 × 10/,
    ],
    ['no image', 'text.png', Buffer.from('hello'), /is no PNG/],
    [
      'half a frame',
      'half.png',
      Buffer.from(encode({ width: 160, height: 120, data: new Uint8Array(19200), channels: 1 })).subarray(0, 60),
      /is no whole PNG/,
    ],
  ])('refuses %s', async (_, name, bytes, message) => {
    writeFileSync(at(name), bytes);
    const { stderr, code } = await lapzero(['probe', archive, '--frames', at(name)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('import', () => {
  it('brings a training with what belongs to it, and training continues from it', async () => {
    const policy = policyOf('pocket', DEFAULT_ACTIONS);
    writeFileSync(
      at('old.tar.gz'),
      await tarGz({
        'model_metadata.json': metadataOf(policy),
        'agent/model.pb': modelPb(policy),
        'reward_function.py': utf8('def reward_function(params):\n    return params["speed"]\n'),
        'hyperparameters.json': utf8('{"batch_size": 64, "num_epochs": 3, "lr": 0.001}'),
      }),
    );
    const { stderr } = await lapzero(['import', at('old.tar.gz'), '--out', at('old')]);
    expect(stderr).toContain(`--reward ${at('old/reward.py')} --hyperparameters ${at('old/hyperparameters.json')}`);
    const args = ['--from', at('old'), '--reward', at('old/reward.py'), '--hyperparameters', at('old/hyperparameters.json')];
    const { code } = await lapzero(['train', ...args, '--until', 'updates=1', '--out', at('on')]);
    expect(code).toBe(0);
    // With another number of actions the trunk stays, and the head is new.
    writeFileSync(
      at('two.json'),
      '{"kind":"discrete","actions":[{"steeringDeg":-20,"speed":1},{"steeringDeg":20,"speed":1}]}',
    );
    const cloned = await lapzero([
      'train',
      '--from',
      at('old'),
      '--actions',
      at('two.json'),
      '--until',
      'updates=1',
      '--out',
      at('two'),
    ]);
    expect(cloned.stderr).toContain('its actions differ, so their head is new');
  }, 120_000);

  it('brings tracks by the names that people know', async () => {
    writeFileSync(at('2022_june_open_ccw.npy'), formatTrackNpy(bundledTrack('pond')));
    const { stdout } = await lapzero(['import', at('2022_june_open_ccw.npy'), '--out', at('tracks')]);
    const { courses } = JSON.parse(stdout);
    expect(courses[0]).toMatchObject({
      title: 'June Open 2022, counter-clockwise',
      file: at('tracks/2022_june_open_ccw.json'),
    });
    expect((await lapzero(['tracks', 'show', courses[0].file])).code).toBe(0);
  });

  it('says what it is when it cannot come in', async () => {
    const { stderr, code } = await lapzero(['import', 'README.md']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/README.md: the content holds no model.pb and no checkpoint/);
  });
});

it('evaluate --robust tells which disturbance breaks a policy', async () => {
  const { stdout, stderr, code } = await lapzero(['evaluate', 'agents/workshop-gold', '--track', 'workshop', '--robust']);
  expect(code).toBe(0);
  const { score, drives } = JSON.parse(stdout);
  expect(drives.map(({ disturbance }: { disturbance: string }) => disturbance)).toContain('everything');
  expect(drives[0]).toMatchObject({ disturbance: 'nothing', runs: 10, clean: 10 });
  const clean = drives.reduce((sum: number, each: { clean: number; runs: number }) => sum + each.clean / each.runs, 0);
  expect(score).toBeCloseTo((100 * clean) / drives.length, 6);
  expect(stderr).toMatch(/Score: \d+ of 100/);
}, 120_000);
