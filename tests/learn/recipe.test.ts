import { describe, expect, it } from 'vitest';
import { generatedTracks, RECIPE_DEFAULTS, type Recipe, recipeSchema } from '../../src/learn/recipe.ts';
import { generateTrack } from '../../src/track/generator.ts';

const recipe = (generated: unknown) => ({ ...RECIPE_DEFAULTS, courses: [], generated });
const RANGE = { count: 3, seed: 40, minDifficulty: 0.2, maxDifficulty: 0.8 };
const hashes = (generated: unknown) =>
  generatedTracks(recipeSchema.parse(recipe(generated)) as Recipe).map(({ hash }) => hash);

describe('the generated tracks of a recipe', () => {
  it('are those of generator 1 where it names none, as before there was another', () => {
    const made = [0.2, 0.5, 0.8].map((difficulty, i) => generateTrack({ seed: 40 + i, difficulty, generator: 1 }).hash);
    expect(hashes(RANGE)).toEqual(made);
    expect(hashes({ ...RANGE, generator: 1 })).toEqual(made);
  });

  it('are those of the generator that it names', () => {
    const made = [0.2, 0.5, 0.8].map((difficulty, i) => generateTrack({ seed: 40 + i, difficulty, generator: 2 }).hash);
    expect(hashes({ ...RANGE, generator: 2 })).toEqual(made);
  });

  it('come from no generator that is not known', () => {
    expect(recipeSchema.safeParse(recipe({ ...RANGE, generator: 3 })).success).toBe(false);
  });
});
