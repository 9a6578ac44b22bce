import { describe, expect, it } from 'vitest';
import { codeViolations, findViolations, importViolations, replacedWords } from './rules.mjs';

it('every import, platform call, inexact function and word is where the rules of the house allow it', () => {
  expect(findViolations()).toEqual([]);
});

describe('an import', () => {
  it.each([
    ['src/lap/drive.ts', '../learn/ppo.ts', 'lap may not import learn'],
    ['src/serve/site-app.node.ts', '../studio/session.ts', 'serve may not import studio'],
    ['src/race/game.ts', '../studio/session.ts', 'race may not import studio'],
    ['src/board/board.tsx', '../race/game.ts', 'board may not import race'],
    ['src/store/service.ts', '../../leaderboard/core/events.ts', 'store may not import leaderboard/core'],
    ['leaderboard/api/entries.ts', '../../src/studio/session.ts', 'leaderboard may not import studio'],
    ['leaderboard/api/entries.ts', '../../src/learn/recipe.ts', 'leaderboard may not import learn'],
    ['leaderboard/core/events.ts', '../../src/learn/recipe.ts', 'leaderboard/core may not import learn'],
    ['leaderboard/core/events.ts', '../database/schema.ts', 'leaderboard/core may not import leaderboard'],
    ['leaderboard/core/events.ts', '../../src/store/agent-zip.ts', 'pure, but imports src/store/agent-zip.ts'],
    ['leaderboard/core/events.ts', 'node:fs', 'pure, but imports node:fs'],
    ['src/lap/drive.ts', '../math/project.node.ts', 'pure, but imports src/math/project.node.ts'],
    ['src/other/file.ts', '../math/random.ts', 'no rule knows the folder other'],
  ])('of %s: not %s', (file, specifier, problem) => {
    expect(importViolations(file, [specifier])).toEqual([`${file}: ${problem}`]);
  });

  it.each([
    ['leaderboard/core/events.ts', '../../src/lap/recording.ts'],
    ['leaderboard/trainings/train.ts', '../../src/learn/run.node.ts'],
    ['leaderboard/main.ts', '../src/serve/serve-site.node.ts'],
    ['leaderboard/main.ts', 'node:fs'],
    ['src/board/board.tsx', '../../leaderboard/core/events.ts'],
    ['src/cli/leaderboard.ts', '../../leaderboard/main.ts'],
  ])('of %s may be %s', (file, specifier) => {
    expect(importViolations(file, [specifier])).toEqual([]);
  });
});

describe('code that decides results', () => {
  it.each([
    ['src/lap/drive.ts', 'const far = Math.hypot(x, y);', 'use src/math instead of Math.hypot'],
    ['leaderboard/core/ranking.ts', 'const score = laps ** 2;', 'use src/math instead of **'],
    ['leaderboard/core/ranking.ts', 'const now = Date.now();', 'pure, but uses Date.now'],
  ])('in %s: not %s', (file, line, problem) => {
    expect(codeViolations(file, `/** Math.pow, and ** */\n${line}`)).toEqual([`${file}:2: ${problem}`]);
  });

  it('is not what only shows them', () => {
    expect(codeViolations('src/ui/chart.tsx', 'const far = Math.hypot(x, y);')).toEqual([]);
  });
});

describe('a replaced word', () => {
  it.each([
    ['src/cli/train.ts', 'a', "say('The course is solved.');", /train\.ts:1: write track instead of "course"/],
    ['src/learn/team.ts', 'in an identifier', 'const ownTrackNames = [];', /bundled/],
    ['src/lap/drive.ts', 'in a comment', '// Drives again,\n// the same to the bit.', /drive\.ts:2: write exactly/],
    ['src/view/course-model.ts', 'in a file name', '', /course-model\.ts: write track/],
    ['src/studio/training/texts.ts', 'in a text', "drop: 'Drop the course here',", /texts\.ts:1: write track/],
    [
      'src/studio/training/client.ts',
      'of one folder',
      'export function start(plan: Setup): void {}',
      /write setup instead of "plan"/,
    ],
    ['README.md', 'of an older English', 'It shall drive.', /write current plain English instead of "shall"/],
  ])('is found in %s, %s', (file, _, text, violation) => {
    expect(replacedWords(file, text)).toEqual([expect.stringMatching(violation)]);
  });

  it.each([
    ['src/learn/recipe.ts', "of course: z.object({ courses: [], name: 'x' })"],
    ['src/lap/recording.ts', 'if (recording.courseHash !== track.hash) return;'],
    ['src/track/picture.ts', '/** A floor plan. */'],
    ['src/reward/library/racing-line.ts', '/** The line belongs to one course. */'],
  ])('is allowed in %s where it is a file format’s, or ordinary', (file, text) => {
    expect(replacedWords(file, text)).toEqual([]);
  });
});
