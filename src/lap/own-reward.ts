/** What an agent was trained with, where that is no reward function of ours. */
import { z } from 'zod';
import type { Agent } from '../policy/agent.ts';

const entrySchema = z.object({ file: z.string().regex(/^reward\.(py|js|ts)$/) });

/** Its file among the agent's; null where it was one of ours. */
export function ownRewardFile({ recipe }: Pick<Agent, 'recipe'>): string | null {
  // With a model of DeepRacer's it comes under that name.
  return entrySchema.safeParse(recipe.reward).data?.file ?? (recipe.imported === undefined ? null : 'reward.py');
}
