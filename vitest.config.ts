import { defineConfig } from 'vitest/config';

/** `npm test` runs all but the long ones; `npm run test:long` runs those. */
const isLong = process.env.LONG === '1';

export default defineConfig({
  test: {
    include: [isLong ? 'tests/**/*.long.test.ts' : 'tests/**/*.test.ts'],
    exclude: isLong ? [] : ['tests/**/*.long.test.ts'],
    maxWorkers: isLong ? 1 : 2,
    testTimeout: isLong ? 600_000 : 300_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
