import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatCsvLine, formatLogLine, type LoggedStep, TRACE_CSV_HEADER } from '../../src/lap/logged-step.ts';
import { rewardEntry } from '../../src/learn/recipe.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { zipOf } from '../support/deepracer-models.ts';
import { hasSharedData, sharedPath } from '../support/shared-data.ts';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-analyze-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An episode of `count` steps that ends as told. */
function episode(number: number, count: number, status: string): LoggedStep[] {
  return Array.from({ length: count }, (_, k) => ({
    episode: number,
    steps: k + 1,
    x: Math.cos(k / 10),
    y: Math.sin(k / 10),
    yawDeg: 90,
    steeringDeg: 10,
    speed: 1.5,
    action: k % 2,
    reward: 0.5,
    done: k === count - 1,
    onTrack: true,
    progress: status === 'lap_complete' ? (100 * (k + 1)) / count : k + 1,
    waypoint: k,
    length: 10,
    time: 10 * number + k / 15,
    status: k === 0 ? 'prepare' : k === count - 1 ? status : 'in_progress',
    pause: 0,
    crashes: 0,
    wallClock: 0,
  }));
}

const analyze = async (...args: string[]) => {
  const { stdout, stderr, code } = await lapzero(['analyze', ...args]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

describe('analyze', () => {
  it('counts what a folder’s iterations hold', async () => {
    const csv = (steps: LoggedStep[]) => Buffer.from(TRACE_CSV_HEADER + steps.map(formatCsvLine).join(''));
    const archive = at('run.zip');
    writeFileSync(
      archive,
      zipOf({
        'training-simtrace/0-iteration.csv': csv([...episode(0, 20, 'off_track'), ...episode(1, 61, 'lap_complete')]),
        'training-simtrace/1-iteration.csv': csv(episode(2, 46, 'lap_complete')),
        'evaluation-simtrace/1-iteration.csv': csv(episode(0, 31, 'lap_complete')),
      }),
    );
    const { episodes, iterations, evaluations, laps, track, actions } = await analyze(archive);
    expect(episodes).toHaveLength(4);
    expect(iterations).toMatchObject([
      { iteration: 0, episodes: 2, completion: 50, bestLap: 4, reward: (20 * 0.5 + 61 * 0.5) / 2 },
      { iteration: 1, episodes: 1, completion: 100, bestLap: 3 },
    ]);
    expect(evaluations).toMatchObject([{ iteration: 1, bestLap: 2 }]);
    expect(laps.map(({ seconds }: { seconds: number }) => seconds)).toEqual([2, 3, 4]);
    expect(track.length).toBe(10);
    expect(actions.map(({ count }: { count: number }) => count)).toEqual([80, 78]);
  });

  it('bears rewards beyond all bounds, in a report that may load nothing', async () => {
    const log = at('huge.log');
    const steps = episode(0, 61, 'lap_complete').map((step, k) => ({ ...step, reward: k % 2 ? 1e308 : -1e308 }));
    writeFileSync(log, steps.map(formatLogLine).join('\n'));
    const report = at('huge.html');
    expect((await analyze(log, '-o', report)).episodes).toHaveLength(1);
    expect(readFileSync(report, 'utf8')).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
  });

  it('writes one page that needs nothing else', async () => {
    const log = at('robomaker.log');
    const steps = [...episode(0, 20, 'off_track'), ...episode(1, 61, 'lap_complete')];
    writeFileSync(log, `hello\n${steps.map(formatLogLine).join('noise\n')}`);
    const report = at('report.html');
    await analyze(log, '-o', report);
    const page = readFileSync(report, 'utf8');
    for (const name of ['Progress', 'Laps', 'The best laps', 'Reward on the road', 'Exits', 'Where episodes begin']) {
      expect(page).toContain(`<h2>${name}</h2>`);
    }
    expect(page).not.toMatch(/(src|href)="https?:/);
    const [, data] = /id="data">(.*?)<\/script>/.exec(page) ?? [];
    expect(JSON.parse(data).laps).toHaveLength(1);
  });

  it('rescores an old log with another reward function', async () => {
    const log = at('lap.csv');
    await lapzero(['replay', 'agents/classic-silver', '--log', log]);
    const own = ['--track', 'classic', '--reward', 'src/reward/library/progress-and-speed.py'];
    const report = at('repaid.html');
    const { repayment } = await analyze(log, ...own, '-o', report);
    expect(repayment.name).toBe('progress-and-speed.py');
    // The log was scored by the same function; only where one lap ends and the next begins there is a step's difference.
    for (const { reward, repaid } of repayment.episodes) expect(Math.abs(repaid / reward - 1)).toBeLessThan(0.03);
    expect(readFileSync(report, 'utf8')).toContain('Rescored by progress-and-speed.py');
    writeFileSync(at('speed.py'), 'def reward_function(params):\n    return params["speed"] + params["steering_angle"] * 0\n');
    // DeepRacer's first step of an episode prepares, and gets no reward.
    const [head, first, ...rest] = readFileSync(log, 'utf8').trim().split('\n');
    writeFileSync(log, [head, first.replace('in_progress', 'prepare'), ...rest, ''].join('\n'));
    const plain = await analyze(log, '--track', 'classic', '--reward', at('speed.py'));
    const sum = rest.reduce((all, line) => all + Number(line.split(',')[6]), 0);
    const total = plain.repayment.episodes.reduce((all: number, { repaid }: { repaid: number }) => all + repaid, 0);
    expect(total).toBeCloseTo(sum, 6);
  }, 60_000);

  it('has the rewards of an agent’s custom reward function', async () => {
    const log = at('own.csv');
    const agent = at('own-reward');
    const source = rewardSource('reward.py', "def reward_function(params):\n    return 2 + params['speed']\n");
    cpSync('agents/classic-bronze', agent, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(agent, 'agent.json'), 'utf8'));
    manifest.recipe.reward = rewardEntry(source);
    writeFileSync(join(agent, 'agent.json'), JSON.stringify(manifest));
    writeFileSync(join(agent, 'reward.py'), source.text);
    await lapzero(['replay', agent, '--log', log]);
    const { repayment } = await analyze(log, '--track', 'classic', '--reward', join(agent, 'reward.py'));
    for (const { reward, repaid } of repayment.episodes) {
      expect(reward).toBeGreaterThan(100);
      expect(Math.abs(repaid / reward - 1)).toBeLessThan(0.03);
    }
  }, 60_000);

  it('says what is wrong with a reward function', async () => {
    const log = at('short.log');
    writeFileSync(log, episode(0, 20, 'off_track').map(formatLogLine).join(''));
    writeFileSync(at('broken.py'), 'def reward_function(params):\n    return params["sped"]\n');
    const { stderr, code } = await lapzero(['analyze', log, '--track', 'classic', '--reward', at('broken.py')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken.py:2/);
    const without = await lapzero(['analyze', log, '--reward', at('broken.py')]);
    expect(without.stderr).toMatch(/--reward: the option needs the track; add --track/);
  }, 60_000);

  it.each([
    ['a folder without logs', ['tracks'], /holds no log/],
    ['no file', ['nowhere.log'], /is not there/],
    ['another ending', ['tracks', '-o', 'report.pdf'], /end it with .html/],
  ])('refuses %s', async (_, args, message) => {
    const { stderr, code } = await lapzero(['analyze', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.skipIf(!hasSharedData)('finds the same laps in a log and in the CSV made of it', async () => {
    const raw = await analyze(sharedPath('simtrace/evaluation-robomaker.log'));
    const csv = await analyze(sharedPath('simtrace/evaluation-0-iteration.csv'));
    expect(raw.episodes.length).toBeGreaterThan(0);
    expect(csv.episodes.length).toBeGreaterThan(0);
    for (const { lap, progress } of [...raw.episodes, ...csv.episodes]) if (lap !== null) expect(progress).toBe(100);
  });
});
