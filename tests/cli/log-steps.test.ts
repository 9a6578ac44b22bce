import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrace } from '../../src/lap/simtrace.ts';
import { episodesOf, type Trace } from '../../src/lap/trace.ts';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-steps-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const UPDATES = 12;
const CARS = 16;
const train = (out: string, ...more: string[]) =>
  lapzero(['train', '--until', `updates=${UPDATES}`, '--out', at(out), ...more]);

/** Steps by iteration. */
function logsOf(run: string, track = 'workshop'): Map<number, Trace> {
  const place = join(at(run), 'training-simtrace', track);
  return new Map(
    readdirSync(place).map((name) => [Number.parseInt(name, 10), readTrace(readFileSync(join(place, name), 'utf8'), name)]),
  );
}

const metricsOf = (run: string): Record<string, number>[] =>
  readFileSync(join(at(run), 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a training that keeps its steps', () => {
  beforeAll(async () => {
    await train('kept', '--log-steps');
  });

  it('learns the same as one that does not', async () => {
    const { hash } = JSON.parse((await train('plain')).stdout);
    const { hash: kept } = JSON.parse((await train('kept-again', '--log-steps', '--workers', '1')).stdout);
    expect(kept).toBe(hash);
    expect(readdirSync(at('plain'))).not.toContain('training-simtrace');
    expect(logsOf('kept-again')).toEqual(logsOf('kept'));
  });

  it('has in each iteration the episodes that the metrics count', () => {
    const logs = logsOf('kept');
    let episode = 0;
    metricsOf('kept').forEach((metrics, iteration) => {
      const trace = logs.get(iteration);
      if (!trace) {
        expect(metrics['charts/episodic_length']).toBeNull();
        return;
      }
      const { columns } = trace;
      const episodes = episodesOf(trace);
      const last = episodes.map((indices) => indices[indices.length - 1]);
      const rewards = episodes.map((indices) => indices.reduce((sum, i) => sum + columns.reward[i], 0));
      expect(mean(episodes.map((indices) => indices.length))).toBeCloseTo(metrics['charts/episodic_length'], 6);
      expect(mean(last.map((i) => columns.progress[i]))).toBeCloseTo(metrics['charts/episodic_progress'], 3);
      expect(mean(rewards)).toBeCloseTo(metrics['charts/episodic_return'], 2);
      for (const [first] of episodes) expect(columns.episode[first]).toBe(episode++);
    });
    expect(episode).toBeGreaterThan(100);
  });

  it('continues them when it is resumed', async () => {
    const stopped = await lapzero(
      ['train', '--until', 'updates=40', '--log-steps', '--out', at('stopped')],
      /[1-9]\d,\d{3} steps ·/,
    );
    expect(JSON.parse(stopped.stdout).outcome).toBe('stopped');
    await lapzero(['train', '--resume', at('stopped')]);
    const { episodes, iterations } = JSON.parse((await lapzero(['analyze', at('stopped')])).stdout);
    expect(iterations.at(-1).iteration).toBeGreaterThan(30);
    expect(episodes.map(({ episode }: { episode: number }) => episode)).toEqual(episodes.map((_: unknown, i: number) => i));
    const steps = episodes.reduce((sum: number, { steps }: { steps: number }) => sum + steps, 0);
    // Missing are at most the episodes that were under way when it was stopped and when it ended.
    expect(steps).toBeGreaterThan(40 * 1024 - 2 * CARS * 250);
  });

  it('is analysed by its folder', async () => {
    const { stdout, code } = await lapzero(['analyze', at('kept'), '-o', at('report.html')]);
    expect(code).toBe(0);
    const { episodes, actions } = JSON.parse(stdout);
    expect(episodes.length).toBeGreaterThan(100);
    expect(actions.length).toBe(10);
    expect(readFileSync(at('report.html'), 'utf8')).toContain('class="border"');
  });

  it('rescores to the same rewards, both ways round', async () => {
    const reward = at('lines.ts');
    writeFileSync(
      reward,
      `export default function reward({ closest_waypoints, waypoints, heading, progress, speed, distance_from_center }: RewardInputs): number {
  const [a, b] = closest_waypoints.map((i) => waypoints[i]);
  const off = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI - heading;
  return 1 + progress / 100 + speed - distance_from_center - Math.abs(((off + 540) % 360) - 180) / 90;
}
`,
    );
    await lapzero(['train', '--reward', reward, '--until', 'updates=6', '--log-steps', '--out', at('own')]);
    const { repayment } = JSON.parse((await lapzero(['analyze', at('own'), '--reward', reward])).stdout);
    expect(repayment.episodes.length).toBeGreaterThan(100);
    for (const { reward, repaid } of repayment.episodes)
      expect(Math.abs(repaid - reward)).toBeLessThan(0.05 + 0.01 * Math.abs(reward));
  });

  it('says what to name where there are several tracks, and what to do where there is nothing', async () => {
    await lapzero(['train', '--track', 'classic', 'teacup', '--until', 'updates=2', '--log-steps', '--out', at('two')]);
    expect(readdirSync(join(at('two'), 'training-simtrace')).sort()).toEqual(['classic', 'teacup']);
    const two = await lapzero(['analyze', at('two')]);
    expect([two.code, two.stderr]).toEqual([
      2,
      expect.stringMatching(/training-simtrace: the folder is of 2 tracks; name one/),
    ]);
    const one = await lapzero(['analyze', join(at('two'), 'training-simtrace', 'teacup')]);
    expect(JSON.parse(one.stdout).episodes.length).toBeGreaterThan(5);
    const none = await lapzero(['analyze', at('plain')]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/the run saved no steps; train with --log-steps/)]);
  });
});
