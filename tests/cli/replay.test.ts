import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTrace } from '../../src/lap/simtrace.ts';
import { episodesOf, summarise } from '../../src/lap/trace.ts';
import { lapzero } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'lapzero-replay-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const AGENT = 'agents/classic-gold';
const lap = () => JSON.parse(readFileSync(`${AGENT}/lap.json`, 'utf8'));

describe('replay', () => {
  it('drives a recording again exactly', async () => {
    const { stdout, code } = await lapzero(['replay', AGENT, '--verify']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      verified: true,
      difference: null,
      laps: lap().lapMicroseconds.map((each: number) => each / 1e6),
    });
  });

  it.each([
    ['one command', (recording: ReturnType<typeof lap>) => (recording.actions[40][1] *= -1)],
    ['one state', (recording: ReturnType<typeof lap>) => (recording.hashes[3][1] = 'f'.repeat(64))],
    ['a lap time', (recording: ReturnType<typeof lap>) => recording.lapMicroseconds[0]--],
  ])('finds %s that is another', async (_, change) => {
    const recording = lap();
    change(recording);
    writeFileSync(at('lap.json'), JSON.stringify(recording));
    const { stdout, code } = await lapzero(['replay', at('lap.json'), '--verify']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verified: false });
  });

  it.each([
    ['clean', 'classic-gold', 'classic', 'cw'],
    ['penalised', 'workshop-bronze', 'classic', 'ccw'],
  ])('drives a saved evaluation again, %s, against the track’s direction too', async (kind, agent, track, direction) => {
    const file = at(`${kind}.json`);
    const args = ['--track', track, '--direction', direction, '--laps', '2', '--record', file];
    const evaluated = JSON.parse((await lapzero(['evaluate', `agents/${agent}`, ...args])).stdout);
    expect(evaluated.laps.every((each: { clean: boolean }) => each.clean)).toBe(
      kind === 'clean' || evaluated.laps.length === 0,
    );
    const { stdout, code } = await lapzero(['replay', file, '--verify']);
    expect(code).toBe(0);
    const seconds = evaluated.laps.map((each: { seconds: number }) => each.seconds);
    expect(JSON.parse(stdout)).toEqual({ verified: true, difference: null, laps: seconds });
    // As if nothing had been kept.
    const plain = await lapzero(['evaluate', `agents/${agent}`, ...args.slice(0, -2)]);
    expect(JSON.parse(plain.stdout)).toEqual(evaluated);
  });

  it.each(['log', 'csv'])('writes DeepRacer’s step log, an episode a lap (.%s)', async (extension) => {
    await lapzero(['replay', AGENT, '--log', at(`lap.${extension}`)]);
    const trace = readTrace(readFileSync(at(`lap.${extension}`), 'utf8'), 'lap');
    const episodes = episodesOf(trace).map((indices) => summarise(trace, indices, null));
    const laps = lap().lapMicroseconds.map((each: number) => each / 1e6);
    expect(episodes.map(({ status, progress }) => [status, progress])).toEqual(laps.map(() => ['lap_complete', 100]));
    // Logs know a lap to a decision, a fifteenth of a second.
    episodes.forEach(({ lap: seconds }, i) => {
      expect(Math.abs((seconds ?? 0) - laps[i])).toBeLessThan(0.15);
    });
    expect(Math.max(...trace.columns.action.subarray(0, trace.count))).toBeLessThan(15);
  });

  it('says which track is missing', async () => {
    writeFileSync(at('far.json'), JSON.stringify({ ...lap(), courseHash: '0'.repeat(64) }));
    const { stderr, code } = await lapzero(['replay', at('far.json')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/far.json: courseHash is of no bundled track; name its file with --track/);
  });
});
