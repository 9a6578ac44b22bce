/** Names of agents: what they were rewarded for, and a number. */
import { storedAgents, storedRuns } from '../../store/garage.browser.ts';

const MAX_STEM = 56;

/** The first name of that kind that no agent and no training has, `steady-3`. */
export async function nextAgentName(stem: string): Promise<string> {
  const [agents, runs] = await Promise.all([storedAgents().catch(() => []), storedRuns().catch(() => [])]);
  return nextName(
    stem,
    [...agents, ...runs].map(({ name }) => name),
  );
}

/** One more than the highest number that is taken. */
export function nextName(stem: string, taken: readonly string[]): string {
  const start = stem.slice(0, MAX_STEM);
  const numbers = taken.flatMap((name) => {
    const number = name.startsWith(`${start}-`) ? name.slice(start.length + 1) : '';
    return /^\d{1,6}$/.test(number) ? [Number(number)] : [];
  });
  return `${start}-${Math.max(0, ...numbers) + 1}`;
}
