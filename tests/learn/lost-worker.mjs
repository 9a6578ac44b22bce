/** Trains with two worker threads, ends one of them in the middle, and prints the weights' hash and what was lost. */
import { RECIPE_DEFAULTS } from '../../build/src/learn/recipe.js';
import { workerTeam } from '../../build/src/learn/team.node.js';
import { train } from '../../build/src/learn/trainer.js';
import { weightsHash } from '../../build/src/policy/agent.js';
import { loadTrack } from '../../build/src/store/tracks.node.js';
import { startWasm } from '../../build/src/tensor/backend.node.js';

const isLosing = process.argv[2] === 'lose';
const track = loadTrack('workshop');
const recipe = { ...RECIPE_DEFAULTS, courses: [{ name: track.name, hash: track.hash }], until: { updates: 6 } };
const threads = [];
process.on('worker', (thread) => threads.push(thread));
const lost = [];
let isLost = false;
const { policy } = await train({
  recipe,
  tracks: [track],
  newTeam: (start) => workerTeam(recipe, [track], { workers: 2, start }),
  startBackend: startWasm,
  clock: () => performance.now() / 1000,
  async onProgress({ metrics }) {
    if (!isLosing || isLost || metrics.update < 3) return;
    isLost = true;
    await threads[1].terminate();
  },
  onTeamLost: (problem, update) => lost.push({ problem, update }),
});
process.stdout.write(JSON.stringify({ hash: weightsHash(policy.network), lost, threads: threads.length }));
