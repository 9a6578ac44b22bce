import { describe, expect, it } from 'vitest';
import { findViolations, replacedWords } from './rules.mjs';

it('every import, platform call, inexact function and word is where the rules of the house allow it', () => {
  expect(findViolations()).toEqual([]);
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
