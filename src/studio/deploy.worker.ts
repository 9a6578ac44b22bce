/** Models that arrive and leave, off the page's thread: import, export, and how ready for reality one is. */
import { exportModel } from '../deploy/export-model.ts';
import { recordFrames, startFrames } from '../deploy/frames.ts';
import type { Given } from '../deploy/given.ts';
import { importModel, isModel } from '../deploy/import-model.ts';
import { importedAgent } from '../deploy/imported-agent.ts';
import type { ExportTarget, ModelFiles } from '../deploy/model-files.ts';
import { formatOwnerSheet } from '../deploy/owner-sheet.ts';
import { PROOF_FRAMES, type Proof } from '../deploy/proof.ts';
import { trackTitle } from '../deploy/world-name.ts';
import { agentEnvironment, driveRecorded, trainedObjects } from '../lap/drive.ts';
import { type DisturbedDrives, evaluateRobustness, type Robustness, weakestOf } from '../lap/robust.ts';
import { deepRacerSchema, fromDeepRacer } from '../learn/deepracer.ts';
import { messageOf, UserError } from '../math/error.ts';
import { randomStream } from '../math/random.ts';
import { readJson } from '../math/read-json.ts';
import { formatAgent, parseAgent } from '../policy/agent.ts';
import { lapSeconds } from '../sim/episode.ts';
import type { ZippedAgent } from '../store/agent-zip.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { parseTrackNpy } from '../track/format.ts';
import { type TrackData, trackFromData, trackToData } from '../track/track.ts';
import { DISTURBANCE_TEXTS } from '../ui/disturbances.ts';
import { type GivenUpload, givenOf } from '../ui/uploads.ts';

export type DeployCall =
  | { readonly bring: readonly GivenUpload[]; readonly name: string; readonly track: TrackData }
  | { readonly evaluate: ZippedAgent; readonly track: TrackData }
  | {
      readonly send: ZippedAgent;
      readonly name: string;
      readonly target: ExportTarget;
      readonly track: TrackData;
      readonly robustness: Robustness | null;
    };

export interface BroughtTrack {
  readonly title: string;
  readonly track: TrackData;
}

export type DeployAnswer =
  /** after each disturbance */
  | { readonly progress: DisturbedDrives }
  | { readonly robustness: Robustness }
  | {
      readonly brought: {
        readonly name: string;
        readonly files: ZippedAgent;
        readonly notes: readonly string[];
        readonly world: string | null;
      };
    }
  | { readonly tracks: readonly BroughtTrack[]; readonly refused: readonly string[] }
  | { readonly files: ModelFiles; readonly sheet: string | null; readonly proof: Proof }
  | { readonly failed: string };

/** Frames that a model is tried with. */
const FRAMES = 4;
const MAX_TRACKS = 300;

const answer = (answer: DeployAnswer) => postMessage(answer);

addEventListener('message', ({ data }: MessageEvent<DeployCall>) => {
  const work = 'bring' in data ? bring(data) : 'evaluate' in data ? evaluate(data) : send(data);
  work.catch((error) => answer({ failed: messageOf(error) }));
});

async function bring({ bring: uploads, name, track }: Extract<DeployCall, { bring: unknown }>): Promise<void> {
  const given = await givenOf(uploads, name);
  const tracks = given.files.filter(({ path }) => path.toLowerCase().endsWith('.npy'));
  if (tracks.length > MAX_TRACKS) {
    throw new UserError(given.name, 'the content', `is ${tracks.length} tracks`, `give at most ${MAX_TRACKS} at a time`);
  }
  if (tracks.length > 0 && !given.files.some(({ path }) => isModel(path))) return bringTracks(given, tracks);
  const model = await importModel(given, startFrames(trackFromData(track), FRAMES, 1), randomStream(1, 'import'));
  const agent = importedAgent(model);
  const hyperparameters =
    model.hyperparameters === null
      ? undefined
      : fromDeepRacer(readJson(model.hyperparameters, deepRacerSchema, 'hyperparameters.json', 'fix it, or leave it out'));
  const files: ZippedAgent = {
    ...formatAgent({
      ...agent,
      recipe: { ...agent.recipe, ...(hyperparameters && { hyperparameters: { ...hyperparameters } }) },
    }),
    ...(model.reward !== null && { 'reward.py': new TextEncoder().encode(model.reward) }),
  };
  const world = model.training?.world ? trackTitle(model.training.world) : null;
  answer({ brought: { name: agent.name, files, notes: model.notes, world } });
}

async function bringTracks(given: Given, files: Given['files']): Promise<void> {
  const tracks: BroughtTrack[] = [];
  const refused: string[] = [];
  for (const file of files) {
    const stem = file.path.slice(file.path.lastIndexOf('/') + 1, -'.npy'.length).replace(/[^\w .-]/g, '_');
    try {
      const track = parseTrackNpy(await file.read(), `${given.name}/${file.path}`, stem);
      tracks.push({ title: trackTitle(stem), track: trackToData(track) });
    } catch (error) {
      refused.push(messageOf(error));
    }
  }
  if (tracks.length === 0)
    throw new UserError(given.name, 'the content', `holds no track that can be driven (${refused[0]})`, 'give .npy routes');
  answer({ tracks: tracks.sort((a, b) => a.title.localeCompare(b.title)), refused });
}

async function evaluate({ evaluate: files, track }: Extract<DeployCall, { evaluate: unknown }>): Promise<void> {
  await startWasm();
  const agent = parseAgent(files, 'the agent');
  const options = { seed: 1, objects: trainedObjects(agent) };
  answer({ robustness: evaluateRobustness(agent, trackFromData(track), options, (progress) => answer({ progress })) });
}

async function send({
  send: files,
  name,
  target,
  track: trackData,
  robustness,
}: Extract<DeployCall, { send: unknown }>): Promise<void> {
  await startWasm();
  const agent = parseAgent(files, 'the agent');
  const track = trackFromData(trackData);
  const { files: made, proof } = await exportModel(agent, name, target, recordFrames(track, PROOF_FRAMES, 1));
  if (target !== 'deepracer') return answer({ files: made, sheet: null, proof });
  const rules = { laps: 1, failure: 'end', maxSeconds: lapSeconds(track, 1) } as const;
  const environment = agentEnvironment(agent, track, { rules, seed: 1, objects: trainedObjects(agent) });
  const { recorder } = driveRecorded(agent.policy, environment);
  const manner = { steeringDeg: recorder.actions.map(([, steeringDeg]) => steeringDeg), controlHz: agent.controlHz };
  const told = robustness && { score: robustness.score, weakest: DISTURBANCE_TEXTS[weakestOf(robustness).disturbance] };
  answer({ files: made, sheet: formatOwnerSheet({ agent, archive: `${name}.tar.gz`, manner, robustness: told }), proof });
}
