import { describe, expect, it } from 'vitest';
import { RewardFailed } from '../../src/reward/problem.ts';
import { callReward, printedText } from './call.ts';

const problemOf = async (file: string, text: string, inputs?: readonly object[]) => {
  try {
    return (await callReward(file, text, inputs)).problem;
  } catch (error) {
    if (error instanceof RewardFailed) return error.problem;
    throw error;
  }
};

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
