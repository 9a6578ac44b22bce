/** Reads an agent and lets it drive laps without exploration. Usage: node evaluate.mjs [folder or zip] */
import { fileURLToPath } from 'node:url';
import { evaluateAgent, loadTrack, readAgent, startBackend, timeTrial } from 'lapzero';

const bundled = fileURLToPath(import.meta.resolve('lapzero/agents/workshop-gold/agent.json').replace('agent.json', ''));
const agent = readAgent(process.argv[2] ?? bundled);
await startBackend();
const track = loadTrack('workshop');
const { result } = evaluateAgent(agent, track, timeTrial(agent, track, { laps: 2 }));
console.log(JSON.stringify({ agent: agent.name, completed: result.completed, laps: result.laps, hash: result.hash }));
