import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const UPDATES = 60;
const train = (out: string, updates: number) => lapzero(['train', '--until', `updates=${updates}`, '--out', at(out)]);
/** What was learned in each update; how long it took may differ. */
const metricsOf = (out: string): Record<string, number>[] =>
  readFileSync(join(at(out), 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ ...JSON.parse(line), seconds: 0, 'charts/SPS': 0 }));

describe('a training that was stopped', () => {
  let whole: { hash: string; bestLapSeconds: number };

  beforeAll(async () => {
    whole = JSON.parse((await train('whole', UPDATES)).stdout);
    const stopped = await lapzero(['train', '--until', `updates=${UPDATES}`, '--out', at('stopped')], /[1-9]\d,\d{3} steps ·/);
    expect(stopped.code).toBe(0);
    expect(JSON.parse(stopped.stdout).outcome).toBe('stopped');
    expect(stopped.stderr).toContain(`npx lapzero train --resume ${at('stopped')}`);
  });

  it('continues to the same weights, logs without gaps or repeats, and is then finished', async () => {
    const resumed = await lapzero(['train', '--resume', at('stopped'), '--workers', '1']);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('Continuing after update');
    const { hash, bestLapSeconds, outcome } = JSON.parse(resumed.stdout);
    expect([hash, bestLapSeconds, outcome]).toEqual([whole.hash, whole.bestLapSeconds, 'finished']);
    expect(metricsOf('stopped').map(({ update }) => update)).toEqual(Array.from({ length: UPDATES }, (_, i) => i + 1));
    expect(metricsOf('stopped')).toEqual(metricsOf('whole'));
    expect(readdirSync(at('stopped')).filter((name) => name.startsWith('events.out.tfevents')).length).toBe(2);
    const again = await lapzero(['train', '--resume', at('stopped')]);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/the training is finished; continue from it with --from/);
  });

  it('keeps its last checkpoints and its best one', () => {
    const kept = readdirSync(join(at('whole'), 'checkpoints'));
    expect(kept).toContain('best.checkpoint');
    expect(kept.length).toBeLessThanOrEqual(4);
  });

  it('takes an older checkpoint when the newest is damaged, and says so when none is whole', async () => {
    const run = JSON.parse(readFileSync(join(at('whole'), 'run.json'), 'utf8'));
    const unfinished = JSON.stringify({ ...run, finished: false });
    writeFileSync(join(at('whole'), 'run.json'), unfinished);
    const files = readdirSync(join(at('whole'), 'checkpoints')).filter((name) => name !== 'best.checkpoint');
    const newest = join(at('whole'), 'checkpoints', files.sort().at(-1) as string);
    truncateSync(newest, 1000);
    const resumed = await lapzero(['train', '--resume', at('whole')]);
    if (files.length > 1) {
      expect(resumed.stderr).toContain('is damaged or cut short');
      expect(JSON.parse(resumed.stdout).hash).toBe(whole.hash);
      expect(metricsOf('whole')).toEqual(metricsOf('stopped'));
    }
    writeFileSync(join(at('whole'), 'run.json'), unfinished);
    for (const name of readdirSync(join(at('whole'), 'checkpoints')))
      writeFileSync(join(at('whole'), 'checkpoints', name), 'PK');
    const { code, stderr } = await lapzero(['train', '--resume', at('whole')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/\.checkpoint: the file is not a checkpoint of this version of Lapzero; resume from another/);
  });

  it.each<[string, string[], RegExp]>([
    ['a folder without a run', ['--resume', folder], /run\.json is missing; name the folder of a training that was begun/],
    ['another seed', ['--resume', folder, '--seed', '2'], /--seed cannot be changed half-way; leave it out/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await lapzero(['train', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('a training from another agent', () => {
  const actions = { kind: 'continuous', steeringDeg: { low: -30, high: 30 }, speed: { low: 0.5, high: 1.5 } };

  it('begins with its weights; with other actions only the head is new', async () => {
    const parent = JSON.parse((await train('parent', 2)).stdout);
    const child = await lapzero(['train', '--from', at('parent'), '--until', 'updates=2', '--out', at('child')]);
    expect(child.stderr).toContain('Beginning with the weights of "parent".');
    const { recipe } = JSON.parse(readFileSync(join(at('child'), 'agent.json'), 'utf8'));
    expect(recipe.from).toEqual({ name: 'parent', weightsHash: parent.hash });
    writeFileSync(at('actions.json'), JSON.stringify(actions));
    const args = ['--from', at('parent'), '--actions', at('actions.json'), '--until', 'updates=2', '--out', at('other')];
    const other = await lapzero(['train', ...args]);
    expect(other.stderr).toContain('its actions differ, so their head is new');
    expect(JSON.parse(readFileSync(join(at('other'), 'agent.json'), 'utf8')).actionSpace).toEqual(actions);
    const evaluated = await lapzero(['evaluate', at('other'), '--laps', '1']);
    expect(evaluated.code).toBe(0);
  });

  it.each<[string, string[], RegExp]>([
    ['another network', ['--from', 'agents/classic-silver', '--network', 'deepracer-shallow'], /is a "pocket" network, not/],
    ['impossible actions', ['--actions', at('bad.json')], /bad\.json: speed\.high is 9; use 0\.1 to 4/],
    ['a file of something else', ['--hyperparameters', at('bad.json')], /bad\.json: kind is no field that is known here/],
    [
      'boxes that do not fit',
      ['--track', 'teacup', '--race', 'object-avoidance', '--objects', '20'],
      /20 do not fit on "teacup"/,
    ],
    ['boxes in a time trial', ['--objects', '3'], /--objects: the option needs a race with objects/],
    ['fast boxes', ['--race', 'object-avoidance', '--bot-speed', '1'], /--bot-speed: the option is for bots/],
    ['randomisation of what is not there', ['--randomise', 'weather=1'], /Use none, light, full, or strengths/],
    ['places beyond the lap', ['--race', 'head-to-bot', '--placement', '120:inner'], /Use even, random, or a list/],
  ])('refuses %s', async (_, args, message) => {
    writeFileSync(at('bad.json'), JSON.stringify({ ...actions, speed: { low: 1, high: 9 } }));
    const { code, stderr } = await lapzero(['train', ...args, '--out', at('never')]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(readdirSync(folder)).not.toContain('never');
  });
});
