import { describe, expect, it } from 'vitest';
import { RewardFailed } from '../../src/reward/problem.ts';
import { NODE_SANDBOXES } from '../../src/reward/sandbox.node.ts';
import { newSandbox } from '../../src/reward/sandbox.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { OBJECT, OBJECT_SIZE } from '../../src/sim/inputs.ts';
import { bundledTrack } from '../support/tracks.ts';
import { callReward, printedText } from './call.ts';

const problemOf = async (file: string, text: string, inputs?: readonly object[]) => {
  try {
    return (await callReward(file, text, inputs)).problem;
  } catch (error) {
    if (error instanceof RewardFailed) return error.problem;
    throw error;
  }
};

function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  const product = (p: readonly number[], q: readonly number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

describe('a reward function in JavaScript or TypeScript', () => {
  it.each([
    [
      'a function',
      'reward.js',
      'let n = 0;\nfunction reward_function(params) { n += params.speed; console.log(n, [1]); return n; }',
    ],
    [
      'a constant',
      'reward.js',
      'let n = 0;\nconst reward_function = (params) => { n += params.speed; console.log(n, [1]); return n; };',
    ],
    [
      'an export',
      'reward.js',
      'let n = 0;\nexport function reward_function(params) { n += params.speed; console.log(n, [1]); return n; }',
    ],
    [
      'a default export',
      'reward.js',
      'let n = 0;\nexport default (params) => { n += params.speed; console.log(n, [1]); return n; };',
    ],
    [
      'TypeScript',
      'reward.ts',
      'let n: number = 0;\nexport function reward_function(params: RewardParams): number { n += params.speed as number; console.log(n, [1]); return n; }',
    ],
  ])('may be %s', async (_, file, text) => {
    const report = await callReward(file, text, [{ speed: 1 }, { speed: 2 }]);
    expect(report.values).toEqual([1, 3]);
    expect(printedText(report)).toBe('1 [1]\n3 [1]\n');
    expect(report.reads).toEqual(['speed']);
  });

  it('draws random numbers that are not alike for cars beside each other', async () => {
    const draws = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7].map(async (car) => {
        const text = 'function reward_function() { return Math.random(); }';
        return (await callReward('reward.js', text, Array(15).fill({}), { carNumbers: [car] })).values;
      }),
    );
    const pairs = draws.flatMap((a, i) => draws.slice(i + 1).map((b) => Math.abs(correlation(a, b))));
    // Of independent draws it is 0.21 in the mean.
    expect(pairs.reduce((sum, value) => sum + value, 0) / pairs.length).toBeLessThan(0.3);
  });

  it('sees every object, however many there are', async () => {
    const groups = Array.from({ length: 3 }, (_, group) => ({
      kind: 'box' as const,
      count: 20,
      speed: 0,
      laneChanges: false,
      placement: Array.from({ length: 20 }, (_, i) => ({ part: (20 * group + i + 1) / 62, lane: 'inner' as const })),
    }));
    const environment = newEnvironment({ tracks: [bundledTrack('workshop')], cars: 2, seed: 1, objects: groups });
    advance(environment, [0, 0], [1, 1]);
    const sandbox = newSandbox({
      source: rewardSource(
        'reward.js',
        `function reward_function(params) {
  const all = params.objects_location;
  return all.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y)) ? all.length + params.objects_distance[59] : -1;
}`,
      ),
      platform: NODE_SANDBOXES,
      seed: 1,
      carNumbers: [0, 1],
    });
    const out = new Float32Array(2);
    await sandbox.reward(0).evaluate(environment, out);
    sandbox.close();
    const { inputs } = environment;
    const last = inputs.objects[59 * OBJECT_SIZE + OBJECT.distance];
    expect(out[0]).toBeCloseTo(60 + last, 4);
    expect(out[1]).toBeCloseTo(60 + last, 4);
  });

  it('has simulated time and seeded random numbers', async () => {
    const text = 'function reward_function(params) { console.log(Date.now(), new Date().getTime()); return Math.random(); }';
    const one = await callReward('reward.js', text, [{ sim_time: 2.5 }, { sim_time: 3 }]);
    expect(printedText(one)).toBe('2500 2500\n3000 3000\n');
    expect(one.values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect((await callReward('reward.js', text, [{}, {}])).values).toEqual(one.values);
    expect((await callReward('reward.js', text, [{}, {}], { carNumbers: [1] })).values).not.toEqual(one.values);
  });

  it.each<[string, string, string, object]>([
    [
      'a syntax error',
      'reward.js',
      'function reward_function(params) {\n  return params.waypoints[0;\n}',
      { kind: 'load', type: 'SyntaxError', line: 2 },
    ],
    [
      'a syntax error in TypeScript',
      'reward.ts',
      'export function reward_function(params: RewardParams) {\n  return params. + ;\n}',
      { kind: 'load', type: 'SyntaxError', line: 2 },
    ],
    ['an enum', 'reward.ts', 'enum A { x }\nexport function reward_function() { return 1; }', { kind: 'load', line: 1 }],
    ['no function', 'reward.js', 'const x = 1;', { kind: 'load', line: 1 }],
    [
      'an error while loading',
      'reward.js',
      'const x = 1;\nnull.x;\nfunction reward_function() { return 1; }',
      { kind: 'load', type: 'TypeError', line: 2 },
    ],
    [
      'a name',
      'reward.js',
      'function reward_function(params) {\n  return sped;\n}',
      { kind: 'call', type: 'ReferenceError', line: 2 },
    ],
    [
      'an error under types',
      'reward.ts',
      'export function reward_function(params: RewardParams): number {\n  const a: number = 1; return (params as any).nothing.at(a);\n}',
      { kind: 'call', type: 'TypeError', line: 2, column: 54 },
    ],
    ['undefined', 'reward.js', '\nfunction reward_function(params) {}', { kind: 'value', line: 2 }],
    [
      'NaN',
      'reward.js',
      'function reward_function(params) { return params.nothing / 2; }',
      { kind: 'value', message: 'it returned NaN, which is not a number' },
    ],
    ['too much', 'reward.js', 'function reward_function(params) { return 1e6; }', { kind: 'value' }],
    ['a text', 'reward.js', 'function reward_function(params) { return "1"; }', { kind: 'value' }],
    [
      'a deep recursion',
      'reward.js',
      'function reward_function(params) {\n  return 1 + reward_function(params);\n}',
      { line: 2 },
    ],
    [
      'changed waypoints',
      'reward.js',
      '"use strict";\nlet w;\nfunction reward_function(params) { w ??= Object.freeze([[1, 2]]);\n  w.push(1);\n  return 1; }',
      { type: 'TypeError', line: 4 },
    ],
  ])('names the line of %s', async (_, file, text, expected) => {
    expect(await problemOf(file, text, [{ speed: 1 }])).toMatchObject({ file, ...expected });
  });
});
