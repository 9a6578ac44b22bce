/** `lapzero import`: imports DeepRacer models and tracks. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { startFrames } from '../deploy/frames.ts';
import { type Given, type GivenFile, isArchive } from '../deploy/given.ts';
import { type ImportedModel, importModel, isModel } from '../deploy/import-model.ts';
import { importedAgent } from '../deploy/imported-agent.ts';
import { trackTitle } from '../deploy/world-name.ts';
import { deepRacerSchema } from '../learn/deepracer.ts';
import { UserError } from '../math/error.ts';
import { randomStream } from '../math/random.ts';
import { readJson } from '../math/read-json.ts';
import { rewardSource } from '../reward/source.ts';
import { refuseTakenFolder, writeAgent } from '../store/agents.node.ts';
import { unusedFolder, writeWhole } from '../store/files.node.ts';
import { givenFrom } from '../store/given.node.ts';
import { NODE_PACKING } from '../store/packing.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../store/tracks.node.ts';
import { formatTrackJson, parseTrackNpy } from '../track/format.ts';
import { printJson, say, shellWord } from './output.ts';

interface ImportOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** Frames that a model is tried with. */
const FRAMES = 4;
const MAX_TRACKS = 300;

export function importCommand(): Command {
  return new Command('import')
    .description("a DeepRacer model, a trainer's folder or tracks, as an agent or as tracks of Lapzero")
    .argument(
      '<anything>',
      "a car's .tar.gz, a folder or .zip of the console's or of deepracer-for-cloud, a model.pb's folder, .npy tracks",
    )
    .option('-o, --out <folder>', 'where to write (default: imported/NAME)')
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Of several models the best one is imported, by deepracer_checkpoints.json, else the last. What cannot be imported (SAC, stereo
cameras, lidar) is refused by name. Standard output gets {agent, network, notes} or {courses} (always when it is
not a terminal).

Examples:
  lapzero import physicalmodel-fast.tar.gz
  lapzero import my-deepracer-folder -o agents/old-friend`,
    )
    .action(runImport);
}

async function runImport(path: string, { out, json }: ImportOptions): Promise<void> {
  const given = await givenFrom(path);
  const tracks = given.files.filter(({ path }) => path.toLowerCase().endsWith('.npy'));
  if (tracks.length > MAX_TRACKS) {
    throw new UserError(given.name, 'the content', `is ${tracks.length} tracks`, `give at most ${MAX_TRACKS} at a time`);
  }
  if (tracks.length > 0 && !given.files.some(({ path }) => isModel(path)))
    return importTracks(given, tracks, out, json === true);
  if (
    !given.files.some(({ path }) => isModel(path) || isArchive(path)) &&
    given.files.some(({ path }) => /\.(log|csv)$/i.test(path))
  ) {
    throw new UserError(given.name, 'the content', 'is logs', `lapzero analyze ${shellWord(path)} reads them`);
  }
  const model = await importModel(
    given,
    startFrames(loadTrack(DEFAULT_TRACK), FRAMES, 1),
    randomStream(1, 'import'),
    NODE_PACKING,
  );
  const folder = out ?? unusedFolder('imported', model.name);
  refuseTakenFolder(folder);
  const reward = model.reward === null ? null : rewardSource('reward.py', model.reward);
  if (model.hyperparameters !== null) {
    readJson(model.hyperparameters, deepRacerSchema, 'hyperparameters.json', 'fix it, or leave it out');
  }
  const agent = importedAgent(model);
  if (reward) writeWhole(join(folder, 'reward.py'), reward.text);
  if (model.hyperparameters !== null) writeWhole(join(folder, 'hyperparameters.json'), model.hyperparameters);
  writeAgent(folder, agent, undefined);
  for (const note of model.notes) say(note);
  printNext(model, folder);
  const { name: network } = model.policy.network.architecture;
  printJson({ agent: folder, network, notes: model.notes }, json === true);
}

function printNext({ policy, reward, hyperparameters, training }: ImportedModel, folder: string): void {
  say(`"${basename(folder)}" is a ${policy.network.architecture.name} network; the agent is in ${folder}.`);
  if (training?.world) say(`It was trained on ${trackTitle(training.world)} (${training.world}).`);
  say();
  say('Next:');
  say(`  npx lapzero evaluate ${shellWord(folder)} --track classic`);
  const more = [reward === null ? '' : ` --reward ${shellWord(join(folder, 'reward.py'))}`];
  if (hyperparameters !== null) more.push(` --hyperparameters ${shellWord(join(folder, 'hyperparameters.json'))}`);
  say(`  npx lapzero train --from ${shellWord(folder)} --track classic${more.join('')}`);
}

/** Nothing is overwritten. */
function unusedFile(folder: string, stem: string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${stem}.json` : `${stem}-${number}.json`);
    if (!existsSync(path)) return path;
  }
}

async function importTracks(given: Given, files: readonly GivenFile[], out = 'imported', json: boolean): Promise<void> {
  const written: { file: string; title: string; length: number }[] = [];
  const refused: string[] = [];
  for (const file of files) {
    const stem = basename(file.path)
      .replace(/\.npy$/i, '')
      .replace(/[^\w .-]/g, '_');
    try {
      const track = parseTrackNpy(await file.read(), `${given.name}/${file.path}`, stem);
      const target = unusedFile(out, stem);
      writeWhole(target, formatTrackJson(track));
      written.push({ file: target, title: trackTitle(stem), length: track.length });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push(error.message);
    }
  }
  for (const { file, title, length } of written) say(`${title.padEnd(40)} ${length.toFixed(2).padStart(6)} m  ${file}`);
  for (const message of refused) say(`left out: ${message}`);
  if (written.length === 0) throw new UserError(given.name, 'the content', 'holds no track that can be driven', 'see above');
  say(`${written.length} tracks: npx lapzero train --track ${shellWord(written[0].file)}`);
  printJson({ courses: written, refused }, json);
}
