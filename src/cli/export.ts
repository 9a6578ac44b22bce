/** `lapzero export`: an agent for a real car, or for other software. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Command, Option } from 'commander';
import { slowestSpeed } from '../car/actions.ts';
import { checkArchiveName } from '../deploy/car-archive.ts';
import { proveModel } from '../deploy/export-model.ts';
import { recordFrames } from '../deploy/frames.ts';
import { liveOutputs } from '../deploy/live.ts';
import { EXPORT_TARGETS, type ExportTarget, writeModel } from '../deploy/model-files.ts';
import { formatOwnerSheet, mannerWord, swingsPerSecond } from '../deploy/owner-sheet.ts';
import { PROOF_FRAMES } from '../deploy/proof.ts';
import { agentEnvironment, driveRecorded, trainedObjects } from '../lap/drive.ts';
import { parseRecording } from '../lap/recording.ts';
import { evaluateRobustness, weakestOf } from '../lap/robust.ts';
import { UserError } from '../math/error.ts';
import type { Agent } from '../policy/agent.ts';
import { lapSeconds } from '../sim/episode.ts';
import { readAgent } from '../store/agents.node.ts';
import { readText, writeWhole } from '../store/files.node.ts';
import { NODE_PACKING } from '../store/packing.node.ts';
import { loadTrack } from '../store/tracks.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import type { Track } from '../track/track.ts';
import { DISTURBANCE_TEXTS } from '../ui/disturbances.ts';
import { checkEnding } from './options.ts';
import { printJson, say } from './output.ts';
import type { ProofAnswer, ProofJob } from './prover.worker.node.ts';
import { trainedTrack } from './trained-track.ts';

interface ExportOptions {
  readonly to: ExportTarget;
  readonly out: string;
  readonly track?: string;
  readonly robust?: boolean;
  readonly json?: boolean;
}

const EXTENSIONS: Readonly<Record<ExportTarget, string>> = { deepracer: '.tar.gz', onnx: '.onnx', tfjs: '' };

export function exportCommand(): Command {
  return new Command('export')
    .description('an agent for a real DeepRacer car, or as ONNX or TensorFlow.js for others')
    .argument('<agent>', 'folder of a trained agent, or the .zip that the studio gives')
    .addOption(new Option('--to <what>', 'what for').choices(EXPORT_TARGETS).default('deepracer'))
    .requiredOption('-o, --out <path>', 'where to: NAME.tar.gz for the car, NAME.onnx, or a new folder for tfjs')
    .option('--track <name|file>', 'where it drives for the proof (default: the track it was trained on)')
    .option('--robust', "measure how ready it is for reality, for the owner's sheet")
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
The file is proven before it is written: read back, run by Lapzero's interpreter, and compared with the policy on
${PROOF_FRAMES} frames. Beside a car's archive goes a page for the owner: what throttle and steering the car will really
give, and what to do first. Standard output gets {files, frames, maxDifference} (always when it is not a terminal).

Examples:
  lapzero export agents/classic-gold --to deepracer -o classic-gold.tar.gz
  lapzero export runs/workshop-1 --to onnx -o workshop.onnx`,
    )
    .action(runExport);
}

async function runExport(folder: string, options: ExportOptions): Promise<void> {
  checkOut(options.out, options.to);
  // A thread that gets ready while the agent is read.
  const prover = new Worker(new URL('./prover.worker.node.js', import.meta.url));
  try {
    await exportProven(folder, options, prover);
  } finally {
    await prover.terminate();
  }
}

async function exportProven(folder: string, options: ExportOptions, prover: Worker): Promise<void> {
  const { to, out, track: name, robust, json } = options;
  const agent = readAgent(folder);
  const track = loadTrack(name ?? trainedTrack(agent));
  const { policy } = agent;
  const stem = basename(out, EXTENSIONS[to]);
  const files = await writeModel(agent, stem, to, NODE_PACKING);
  prover.postMessage({ files, name: stem, target: to } satisfies ProofJob);
  const frames = recordFrames(track, PROOF_FRAMES, 1);
  const answers = answersOf(prover, frames);
  // A failure is reported to those who await it.
  answers.catch(() => {});
  await startWasm();
  const live = liveOutputs(policy, frames);
  const sheet = to === 'deepracer' ? ownerSheet(folder, agent, track, basename(out), robust === true) : null;
  const proof = proveModel(policy, await answers, live, stem);
  const written: string[] = [];
  const write = (path: string, data: Uint8Array | string) => {
    writeWhole(path, data);
    written.push(path);
  };
  for (const [file, bytes] of Object.entries(files)) write(to === 'tfjs' ? join(out, file) : out, bytes);
  if (sheet) write(join(dirname(out), `${stem}.html`), sheet);
  say(`Proven on ${proof.frames} frames of "${track.name}": largest difference ${proof.maxDifference.toExponential(1)}.`);
  for (const path of written) say(`Wrote ${path}`);
  if (sheet) say(`Open ${written[1]} before the first lap: it says what the car will really do.`);
  printJson({ files: written, ...proof }, json === true);
}

/** What the file that was written says to the frames. */
async function answersOf(prover: Worker, frames: Uint8Array): Promise<Float64Array> {
  prover.postMessage(frames);
  const [answer] = (await once(prover, 'message')) as [ProofAnswer];
  if ('failed' in answer) throw answer.failed;
  return answer.outputs;
}

function checkOut(out: string, to: ExportTarget): void {
  if (to === 'deepracer') checkArchiveName(out);
  else checkEnding('--out', out, EXTENSIONS[to]);
  if (to === 'tfjs' && existsSync(out)) throw new UserError('--out', `"${out}"`, 'is there already', 'name a new folder');
}

function ownerSheet(folder: string, agent: Agent, track: Track, archive: string, isEvaluated: boolean): string {
  const objects = trainedObjects(agent);
  const manner = {
    steeringDeg: recordedSteering(folder) ?? drivenSteering(agent, track, objects),
    controlHz: agent.controlHz,
  };
  const swings = swingsPerSecond(manner);
  say(`Its wheels swing from side to side ${swings.toFixed(1)} times a second: it drives ${mannerWord(swings)}.`);
  if (!isEvaluated) return formatOwnerSheet({ agent, archive, manner, robustness: null });
  const robustness = evaluateRobustness(agent, track, { seed: 1, objects });
  const weakest = weakestOf(robustness);
  say(`Ready for reality: ${robustness.score.toFixed(0)} of 100; hardest for it: ${DISTURBANCE_TEXTS[weakest.disturbance]}.`);
  const told = { score: robustness.score, weakest: DISTURBANCE_TEXTS[weakest.disturbance] };
  return formatOwnerSheet({ agent, archive, manner, robustness: told });
}

/** Of its saved laps. */
function recordedSteering(folder: string): number[] | null {
  const file = join(folder, 'lap.json');
  if (!existsSync(file)) return null;
  return parseRecording(readText(file), file).actions.map(([, steeringDeg]) => steeringDeg);
}

function drivenSteering(agent: Agent, track: Track, objects: ReturnType<typeof trainedObjects>): number[] {
  const rules = { laps: 1, failure: 'end', maxSeconds: lapSeconds(track, slowestSpeed(agent.policy.actionSpace)) } as const;
  const { recorder } = driveRecorded(agent.policy, agentEnvironment(agent, track, { rules, seed: 1, objects }));
  return recorder.actions.map(([, steeringDeg]) => steeringDeg);
}
