/** Teams of worker threads as they are compiled: what they compute on any number of threads, and how they end. */
import { readFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrainingOver } from '../../build/src/learn/shared-exchange.js';
import { TeamLost, type TeamUpdate } from '../../build/src/learn/team.js';
import { type WorkerTeamOptions, workerTeam } from '../../build/src/learn/team.node.js';
import { RewardFailed } from '../../build/src/reward/problem.js';
import { DEFAULT_LIMITS } from '../../build/src/reward/sandbox.js';
import { rewardSource, sourceHash } from '../../build/src/reward/source.js';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import { bundledTrack } from '../support/tracks.ts';

const tracks = [bundledTrack('workshop')];
const recipe: Recipe = {
  ...RECIPE_DEFAULTS,
  courses: tracks.map(({ name, hash }) => ({ name, hash })),
  hyperparameters: { ...DEFAULT_HYPERPARAMETERS, shards: 4, carsPerShard: 2, rolloutSteps: 8, epochs: 2, minibatchSize: 32 },
  evaluateEvery: 2,
};

/** Of the test that runs; each with its exit code, as soon as there is one. */
let threads: { thread: Worker; code: Promise<number> }[] = [];
/** The sandboxes of its threads. */
let processes: number[] = [];
const note = (thread: Worker): void => {
  threads.push({ thread, code: new Promise((resolve) => thread.once('exit', resolve)) });
  thread.on('message', (message: object) => {
    if ('process' in message) processes.push(message.process as number);
  });
};

beforeEach(() => {
  threads = [];
  processes = [];
  process.on('worker', note);
});
afterEach(() => {
  process.off('worker', note);
});

const codes = () => Promise.all(threads.map(({ code }) => code));

function newTeam(options: WorkerTeamOptions, of: Recipe = recipe) {
  return workerTeam(of, tracks, options);
}

async function updatesOf(options: WorkerTeamOptions, count: number): Promise<TeamUpdate[]> {
  const team = newTeam(options);
  const updates: TeamUpdate[] = [];
  try {
    for (let i = 0; i < count; i++) updates.push(await team.next());
  } finally {
    await team.stop();
  }
  return updates;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('a team', () => {
  it('computes the same on any number of threads, also after a state that others computed', async () => {
    const whole = await updatesOf({ workers: 1, watched: true }, 4);
    expect(whole.map(({ update }) => update)).toEqual([1, 2, 3, 4]);
    expect(whole.map(({ state }) => state !== null)).toEqual([false, true, false, true]);
    expect(whole[0].reports.map(({ shard }) => shard)).toEqual([0, 1, 2, 3]);
    expect(await updatesOf({ workers: 3, watched: true }, 4)).toEqual(whole);
    threads = [];
    const state = whole[1].state as NonNullable<TeamUpdate['state']>;
    expect(await updatesOf({ workers: 9, watched: true, start: { state } }, 2)).toEqual(whole.slice(2));
    // No thread has nothing to do.
    expect(threads).toHaveLength(4);
  });

  it('is lost when one thread ends, at once and for every later update; the others end, too', async () => {
    const team = newTeam({ workers: 3 });
    await team.next();
    await threads[1].thread.terminate();
    // Threads work ahead: what was reported before may still be asked for.
    let error: unknown = 'no error';
    for (let i = 0; i < 20 && error === 'no error'; i++) error = await failure(team.next());
    expect(error).toBeInstanceOf(TeamLost);
    expect(String(error)).toContain('exit code 1');
    expect(await failure(team.next())).toBe(error);
    expect((await codes()).filter((code) => code === 0)).toHaveLength(2);
    await team.stop();
  });

  it('is lost when a thread throws, and says what it threw', async () => {
    // Without its text, no thread can start this reward function.
    const custom: Recipe = { ...recipe, reward: { file: 'reward.py', hash: '0'.repeat(64) } };
    const team = newTeam({ workers: 2 }, custom);
    const error = await failure(team.next());
    expect(error).toBeInstanceOf(TeamLost);
    expect(String(error)).toContain('reward.py needs a sandbox');
    await codes();
    await team.stop();
  });

  it('that is stopped ends its threads and the update that was waited for', async () => {
    const team = newTeam({ workers: 2 });
    const waiting = failure(team.next());
    await team.stop();
    expect(await waiting).toBeInstanceOf(TrainingOver);
    expect(await codes()).toHaveLength(2);
    // A second time changes nothing.
    await team.stop();
  });

  it('whose reward function fails says so, and leaves no thread and no process', async () => {
    const source = rewardSource(
      'reward.js',
      'export function reward_function({ steps }) {\n  return steps < 6 ? 1 : none;\n}\n',
    );
    const custom: Recipe = { ...recipe, reward: { file: source.file, hash: sourceHash(source) } };
    const limits = { ...DEFAULT_LIMITS, callMilliseconds: 10_000 };
    const team = newTeam({ workers: 2, reward: { source, zero: false, limits } }, custom);
    const error = await failure(team.next());
    expect(error).toBeInstanceOf(RewardFailed);
    expect(String(error)).toMatch(/reward\.js.*none/);
    expect(await failure(team.next())).toBe(error);
    await team.stop();
    expect(await codes()).toHaveLength(2);
    // Of the thread whose function failed; the other one may not have begun.
    expect(processes.length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => processes.filter(isRunning)).toEqual([]);
  });
});

/** What has ended counts as running no more, though nobody has asked for its exit code (Linux lists it until then). */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
