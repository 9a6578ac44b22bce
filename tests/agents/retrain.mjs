/** Prints the hash of the weights that an agent's recipe makes: retrain.mjs FOLDER. On the compiled program. */
import { join } from 'node:path';
import { generatedTracks, recipeSchema } from '../../build/src/learn/recipe.js';
import { workerTeam } from '../../build/src/learn/team.node.js';
import { train } from '../../build/src/learn/trainer.js';
import { weightsHash } from '../../build/src/policy/agent.js';
import { DEFAULT_LIMITS } from '../../build/src/reward/sandbox.js';
import { rewardSource, sourceHash } from '../../build/src/reward/source.js';
import { readAgent } from '../../build/src/store/agents.node.js';
import { readText } from '../../build/src/store/files.node.js';
import { loadTrack } from '../../build/src/store/tracks.node.js';
import { startWasm } from '../../build/src/tensor/backend.node.js';

const folder = process.argv[2];
const recipe = recipeSchema.parse(readAgent(folder).recipe);
const given = recipe.courses.map(({ name, hash }) => {
  const track = loadTrack(name);
  if (track.hash !== hash) throw new Error(`"${name}" is another track than the recipe's`);
  return track;
});
const reward = typeof recipe.reward === 'string' ? undefined : own(recipe.reward);
const tracks = [...given, ...generatedTracks(recipe)];
const { policy } = await train({
  recipe,
  tracks,
  newTeam: (start) => workerTeam(recipe, tracks, { workers: 2, start, reward }),
  startBackend: startWasm,
  clock: () => performance.now() / 1000,
});
process.stdout.write(weightsHash(policy.network));

/** The reward function that is kept with the agent. */
function own({ file, hash }) {
  const source = rewardSource(file, readText(join(folder, file)));
  if (sourceHash(source) !== hash) throw new Error(`${file} is another reward function than the recipe's`);
  return { source, zero: false, limits: DEFAULT_LIMITS };
}
