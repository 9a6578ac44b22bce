import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rewardSource } from '../../../src/reward/source.ts';
import { RACE_OBJECTS } from '../../../src/sim/traffic.ts';
import { seesObjects, setupFor, withRecipe, withReward } from '../../../src/studio/training/setup.ts';
import { bundledTrack } from '../../support/tracks.ts';

const library = (name: string) => rewardSource(`${name}.py`, readFileSync(`src/reward/library/${name}.py`, 'utf8'));
const setup = setupFor(bundledTrack('workshop'), { own: 'workshop' }, library('steady'), 'steady');
const among = withRecipe(setup, { objects: [...RACE_OBJECTS['object-avoidance']] });

it.each([
  ['progress-and-speed', false],
  ['steady', false],
  ['follow-centre', false],
  ['stay-inside', false],
  ['no-zigzag', false],
  ['avoid-objects', true],
  ['head-to-bot', true],
])('among boxes, whether %s looks at them is %s', (name, sees) => {
  expect(seesObjects(withReward(among, library(name), name))).toBe(sees);
  expect(seesObjects(withReward(setup, library(name), name))).toBe(true);
});
