/** The setup by what it is for: clean laps, or lap time. */
import { aidsOf, GOALS } from '../learn/goal.ts';
import { RECIPE_DEFAULTS } from '../learn/recipe.ts';
import { libraryReward } from '../store/library.browser.ts';
import { type Plan, withRecipe, withReward } from './plan.ts';

export type PlanGoal = 'clean' | keyof typeof GOALS;

export function goalOf({ recipe }: Pick<Plan, 'recipe'>): PlanGoal {
  return recipe.guide ? 'gold' : 'clean';
}

/** The same track, car and seed, with the settings of a goal, from blank weights. */
export async function withGoal(plan: Plan, goal: PlanGoal): Promise<Plan> {
  const { guide: _, critic: __, exploration: ___, ...plain } = plan.recipe;
  const { actionSpace, hyperparameters, until, reward } = goal === 'clean' ? RECIPE_DEFAULTS : GOALS[goal];
  const settings = { actionSpace, hyperparameters, until, from: null, ...(goal !== 'clean' && aidsOf(GOALS[goal])) };
  const language = plan.reward.language === 'typescript' ? 'typescript' : 'python';
  const changed = withRecipe({ ...plan, recipe: plain, from: null }, settings);
  return withReward(changed, await libraryReward(reward, language, plan.track), reward);
}
