/** What a training is for, and the settings that were measured to be best for it. */
import type { ContinuousActionSpace } from '../car/actions.ts';
import { DEFAULT_HYPERPARAMETERS } from './hyperparameters.ts';
import type { Recipe } from './recipe.ts';

/** Lap time: any steering angle, 1 to 3 m/s. */
export const RACING_ACTIONS: ContinuousActionSpace = {
  kind: 'continuous',
  steeringDeg: { low: -30, high: 30 },
  speed: { low: 1, high: 3 },
};

/** `gold`: laps as fast as the car can drive them. The policy imitates a guide beside what it learns from the reward. */
export const GOALS = {
  gold: {
    reward: 'pace',
    actionSpace: RACING_ACTIONS,
    // What counts for a bend is further away than for staying on the road.
    hyperparameters: { ...DEFAULT_HYPERPARAMETERS, learningRate: 1.5e-3, discount: 0.98, entropyCoefficient: 0 },
    guide: { weight: 1, share: 0.9 },
    critic: 'state',
    exploration: { from: 0.25, to: 0.06 },
    averaging: 0.9,
    until: { steps: 150_000 },
  },
} as const satisfies Record<string, Partial<Recipe>>;

/** What a goal adds to a recipe that others do without. */
export function aidsOf({
  guide,
  critic,
  exploration,
  averaging,
}: (typeof GOALS)[Goal]): Pick<Recipe, 'guide' | 'critic' | 'exploration' | 'averaging'> {
  return { guide, critic, exploration, averaging };
}

export type Goal = keyof typeof GOALS;
export const GOAL_NAMES = Object.keys(GOALS) as Goal[];
