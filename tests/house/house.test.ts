import { expect, it } from 'vitest';
import { findViolations } from './rules.mjs';

it('every import, platform call and inexact function is where the rules of the house allow it', () => {
  expect(findViolations()).toEqual([]);
});
