/** Reads an agent and lets it drive laps without exploration. Usage: node evaluate.mjs [folder or zip] */
import { fileURLToPath } from 'node:url';
import { evaluateAgent, loadTrack, readAgent, startBackend } from 'lapzero';

const bundled = fileURLToPath(import.meta.resolve('lapzero/agents/workshop-gold/agent.json').replace('agent.json', ''));
const agent = readAgent(process.argv[2] ?? bundled);
await startBackend();
const { result } = evaluateAgent(agent, loadTrack('workshop'), { laps: 2, seed: 1, objects: [] });
console.log(JSON.stringify({ agent: agent.name, completed: result.completed, laps: result.laps, hash: result.hash }));
