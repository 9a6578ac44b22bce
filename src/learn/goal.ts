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
    // A continuous policy is rewarded for chance by its entropy for ever, and never gets precise.
    hyperparameters: { ...DEFAULT_HYPERPARAMETERS, entropyCoefficient: 0 },
    guide: { weight: 1, share: 1 },
    critic: 'state',
    until: { steps: 150_000 },
  },
} as const satisfies Record<string, Partial<Recipe>>;

export type Goal = keyof typeof GOALS;
export const GOAL_NAMES = Object.keys(GOALS) as Goal[];
