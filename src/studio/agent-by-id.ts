/** An agent by its id, bundled or in the Garage, with the track it is at home on. */
import { UserError } from '../math/error.ts';
import { type Agent, parseAgent } from '../policy/agent.ts';
import { storedAgent } from '../store/garage.browser.ts';
import { BUNDLED_AGENTS, bundledAgent, bundledTrackOf } from '../store/library.browser.ts';
import { type Track, trackFromData } from '../track/track.ts';

const TEXT = { gone: 'is not in the Garage any more' };

export interface AgentAtHome {
  readonly id: string;
  readonly agent: Agent;
  /** the track it was trained on, where that is known */
  readonly home: Track | null;
}

/** @throws UserError when there is no such agent */
export async function agentById(id: string): Promise<AgentAtHome> {
  if (BUNDLED_AGENTS.includes(id)) {
    const agent = await bundledAgent(id);
    return { id, agent, home: await bundledTrackOf(agent) };
  }
  const stored = await storedAgent(id);
  if (!stored) throw new UserError('the agent', id, TEXT.gone, 'choose another');
  return { id, agent: parseAgent(stored.files, stored.name), home: stored.course && trackFromData(stored.course) };
}
