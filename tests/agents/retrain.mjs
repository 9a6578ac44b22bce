/** Prints the hash of the weights that an agent's recipe makes: retrain.mjs FOLDER. On the compiled program. */
import { generatedCourses, recipeSchema } from '../../build/learn/recipe.js';
import { workerTeam } from '../../build/learn/team.node.js';
import { train } from '../../build/learn/trainer.js';
import { weightsHash } from '../../build/policy/agent.js';
import { readAgent } from '../../build/store/agents.node.js';
import { loadTrack } from '../../build/store/tracks.node.js';
import { startWasm } from '../../build/tensor/backend.node.js';

const recipe = recipeSchema.parse(readAgent(process.argv[2]).recipe);
const given = recipe.courses.map(({ name, hash }) => {
  const track = loadTrack(name);
  if (track.hash !== hash) throw new Error(`"${name}" is another course than the recipe's`);
  return track;
});
const courses = [...given, ...generatedCourses(recipe)];
const { policy } = await train({
  recipe,
  courses,
  newTeam: (start) => workerTeam(recipe, courses, { workers: 2, start }),
  startBackend: startWasm,
  clock: () => performance.now() / 1000,
});
process.stdout.write(weightsHash(policy.network));
