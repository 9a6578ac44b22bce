/** A recipe survives every way that it travels. */

import { describe, expect, it } from 'vitest';
import { checkRecipe, type Recipe, recipeSchema } from '../../src/learn/recipe.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { formatLink, parseLink } from '../../src/studio/training/link.ts';
import { type Setup, setupFor, withRecipe, withReward } from '../../src/studio/training/setup.ts';
import { recipes } from '../support/arbitraries.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');
const BUILT_IN = rewardSource('progress-and-speed.py', 'def reward_function(params):\n    return 1.0\n');
const LIBRARY = { track: async () => track, reward: async () => BUILT_IN };
const setup = setupFor(track, { own: 'workshop' }, BUILT_IN, 'progress-and-speed');

const rewards = fc
  .record({ extension: fc.constantFrom('py', 'js', 'ts'), body: fc.string({ unit: 'grapheme', maxLength: 60 }) })
  .map(({ extension, body }) => rewardSource(`reward.${extension}`, `# reward_function ${body}\n`));

describe('a recipe', () => {
  it('is itself after JSON', () => {
    fc.assert(
      fc.property(recipes, (change) => {
        const recipe: Recipe = { ...setup.recipe, ...change, courses: setup.recipe.courses, reward: setup.recipe.reward };
        expect(() => checkRecipe(recipe)).not.toThrow();
        expect(recipeSchema.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
      }),
    );
  });

  it('comes back from a link with its reward and its back end', async () => {
    const backends = fc.constantFrom<Setup['backend']>('auto', 'wasm');
    await fc.assert(
      fc.asyncProperty(recipes, fc.option(rewards), backends, async (change, reward, backend) => {
        const changed = withRecipe(setup, change);
        const sent = { ...(reward ? withReward(changed, reward, null) : changed), backend };
        const link = formatLink(sent);
        expect(link).toMatch(/^[23][\w-]+$/);
        const { recipe, reward: came, template, backend: on } = await parseLink(link, LIBRARY);
        expect({ recipe, came, template, on }).toEqual({
          recipe: sent.recipe,
          came: sent.reward,
          template: sent.template,
          on: backend,
        });
      }),
    );
  });

  it('does not come back from a link with another character in it', async () => {
    const link = formatLink(withRecipe(setup, { seed: 7 }));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: link.length - 1 }),
        fc.constantFrom('a', 'Z', '0', '_'),
        async (at, other) => {
          fc.pre(link[at] !== other);
          await expect(parseLink(`${link.slice(0, at)}${other}${link.slice(at + 1)}`, LIBRARY)).rejects.toThrow(/damaged/);
        },
      ),
    );
  });
});
