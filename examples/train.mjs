/** Trains an agent until its first lap and saves it, with its best lap. Usage: node train.mjs [folder] */
import { loadTrack, recordBestLap, trainAgent, writeAgent } from 'lapzero';

const folder = process.argv[2] ?? 'runs/example';
const track = loadTrack('workshop');
const { agent, recipe, result } = await trainAgent({
  tracks: [track],
  // Anything a recipe holds: hyperparameters, network, randomisation … The same recipe gives the same weights.
  recipe: { seed: 1, until: 'lap' },
  onProgress: ({ steps, seconds }) => console.error(`${steps} steps, ${seconds.toFixed(1)} s`),
});
writeAgent(folder, agent, recordBestLap(agent.policy, track, recipe));
const { firstLap, bestLapSeconds, outcome } = result;
console.log(JSON.stringify({ folder, firstLap, bestLapSeconds, outcome }));
