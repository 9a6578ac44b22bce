import { expect, it } from 'vitest';
import { upgradeGarage } from '../../src/store/garage.browser.ts';

it.each([
  [0, ['agents', 'runs', 'logs']],
  [1, ['logs']],
  [2, []],
])('an upgrade from version %d creates only what is missing', (from, expected) => {
  const created: string[] = [];
  const createObjectStore = (name: string) => {
    created.push(name);
    return {} as never;
  };
  upgradeGarage({ createObjectStore } as unknown as Parameters<typeof upgradeGarage>[0], from);
  expect(created).toEqual(expected);
});
