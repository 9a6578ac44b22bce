/** The setup by what it is for: clean laps, or lap time. */
import { aidsOf, GOALS } from '../../learn/goal.ts';
import { RECIPE_DEFAULTS } from '../../learn/recipe.ts';
import { libraryReward } from '../../store/library.browser.ts';
import { type Setup, withRecipe, withReward } from './setup.ts';

export type SetupGoal = 'clean' | keyof typeof GOALS;

export function goalOf({ recipe }: Pick<Setup, 'recipe'>): SetupGoal {
  return recipe.guide ? 'gold' : 'clean';
}

/** The same track, car and seed, with the settings of a goal, from blank weights. */
export async function withGoal(setup: Setup, goal: SetupGoal): Promise<Setup> {
  const { guide: _, critic: __, exploration: ___, averaging: ____, ...plain } = setup.recipe;
  const { actionSpace, hyperparameters, until, reward } = goal === 'clean' ? RECIPE_DEFAULTS : GOALS[goal];
  const settings = { actionSpace, hyperparameters, until, from: null, ...(goal !== 'clean' && aidsOf(GOALS[goal])) };
  const language = setup.reward.language === 'typescript' ? 'typescript' : 'python';
  const changed = withRecipe({ ...setup, recipe: plain, from: null }, settings);
  return withReward(changed, await libraryReward(reward, language, setup.track), reward);
}
