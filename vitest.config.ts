import { defineConfig } from 'vitest/config';

/** `npm test` runs all but the long ones; `npm run test:long` runs those. */
const isLong = process.env.LONG === '1';
const LONG_TESTS = 'tests/**/*.long.test.ts';
const BROWSER_TESTS = 'tests/**/*.browser.test.ts';

const shared = {
  testTimeout: 300_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
};

export default defineConfig({
  test: {
    projects: isLong
      ? [{ test: { ...shared, name: 'long', include: [LONG_TESTS], maxWorkers: 1, testTimeout: 600_000 } }]
      : [
          {
            test: {
              ...shared,
              name: 'node',
              include: ['tests/**/*.test.ts'],
              exclude: [LONG_TESTS, BROWSER_TESTS],
              maxWorkers: 2,
              sequence: { groupOrder: 0 },
            },
          },
          // A browser that draws and computes without a GPU fills two cores by itself: one at a time, with nothing beside.
          { test: { ...shared, name: 'browser', include: [BROWSER_TESTS], maxWorkers: 1, sequence: { groupOrder: 1 } } },
        ],
  },
});
