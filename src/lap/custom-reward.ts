/** The custom reward function that an agent was trained with. */
import { z } from 'zod';
import type { Agent } from '../policy/agent.ts';

const entrySchema = z.object({ file: z.string().regex(/^reward\.(py|js|ts)$/) });

/** Its file among the agent's; null where it was a bundled one. */
export function customRewardFile({ recipe }: Pick<Agent, 'recipe'>): string | null {
  // With a model of DeepRacer's it comes under that name.
  return entrySchema.safeParse(recipe.reward).data?.file ?? (recipe.imported === undefined ? null : 'reward.py');
}
