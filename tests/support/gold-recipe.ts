import { GOALS } from '../../src/learn/goal.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import type { Track } from '../../src/track/track.ts';

/** A training for lap time in small rollouts: updates that take a fraction of a second. */
export function smallGoldRecipe(track: Track, updates: number): Recipe {
  return {
    ...RECIPE_DEFAULTS,
    ...GOALS.gold,
    hyperparameters: { ...GOALS.gold.hyperparameters, carsPerShard: 8, rolloutSteps: 16, minibatchSize: 64 },
    courses: [{ name: track.name, hash: track.hash }],
    until: { updates },
  };
}
