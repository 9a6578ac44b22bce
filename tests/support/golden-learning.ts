/** The golden training: a few updates on one thread of the wasm back end. Runs in Node and in browsers. */
import { runTraining } from '../../src/learn/run.ts';
import { weightsHash } from '../../src/policy/agent.ts';
import { parseTrackJson } from '../../src/track/format.ts';
import { smallGoldRecipe } from './gold-recipe.ts';
import { soleTeam } from './team.ts';

const UPDATES = 3;

/** Hash of the trained weights. @param startBackend of the platform that this runs on */
export async function goldenWeights(trackText: string, startBackend: () => Promise<void>): Promise<string> {
  const track = parseTrackJson(trackText, 'track');
  const { courses, reward, from, ...recipe } = smallGoldRecipe(track, UPDATES);
  const options = { tracks: [track], recipe };
  const { agent } = await runTraining(options, { startBackend, clock: () => 0, newTeam: soleTeam });
  return weightsHash(agent.policy.network);
}
