/**
 * Imports a DeepRacer model: a car's archive, a bare model.pb, a console's or a trainer's folder, as it
 * is or zipped. Of several models the best one is imported, where that is known, else the last.
 */

import { z } from 'zod';
import type { CarName } from '../car/spec.ts';
import { UserError } from '../math/error.ts';
import type { RandomStream } from '../math/random.ts';
import { readJson } from '../math/read-json.ts';
import type { Network } from '../policy/network.ts';
import type { Policy } from '../policy/policy.ts';
import { networkOfCheckpoint } from './from-checkpoint.ts';
import { graphEnds, layersOfGraph } from './from-graph.ts';
import { type Given, type GivenFile, isArchive, openGiven } from './given.ts';
import { parseGraph } from './graphdef.ts';
import { networkOfLayers } from './layers.ts';
import { METADATA_FILE, parseMetadata } from './metadata.ts';
import { type Packing, WEB_PACKING } from './packing.ts';
import { policyGraph } from './policy-graph.ts';
import { compareOutputs, graphOutputs } from './proof.ts';
import { parseBundleIndex } from './tensor-bundle.ts';
import { parseTrainingParams, type TrainingParams } from './training-params.ts';

export interface ImportedModel {
  /** from its file's name */
  readonly name: string;
  readonly policy: Policy;
  readonly car: CarName;
  /** what was found and chosen, and what is new, for people to read */
  readonly notes: readonly string[];
  /** what else of the training is there, as text */
  readonly reward: string | null;
  readonly hyperparameters: string | null;
  readonly training: TrainingParams | null;
}

const FIX = 'give the whole folder or archive of one DeepRacer model';
const MAX_TEXT = 1 << 20;

/**
 * @param frames greys that the model is tried with, one after the other
 * @param stream for what it comes without
 * @throws UserError for what holds no model, more than one, or one that cannot drive here
 */
export async function importModel(
  outer: Given,
  frames: Uint8Array,
  stream: RandomStream,
  packing: Packing = WEB_PACKING,
): Promise<ImportedModel> {
  const given = await innermost(outer, packing);
  const notes: string[] = [];
  const model = await chooseModel(given, notes);
  const metadataFile = nearest(given, METADATA_FILE, model.path);
  if (!metadataFile) {
    throw new UserError(
      given.name,
      METADATA_FILE,
      'is missing',
      'give the model together with it: it says what its outputs mean',
    );
  }
  const {
    actionSpace,
    car,
    notes: changes,
  } = parseMetadata(await textOf(metadataFile, given), `${given.name}/${metadataFile.path}`);
  notes.push(...changes);
  const place = `${given.name}/${model.path}`;
  const network = model.path.endsWith('.pb')
    ? await fromGraph(model, actionSpace, frames, stream, place, notes)
    : await fromCheckpoint(given, model, actionSpace, stream, place, notes);
  // What belongs to a model may lie beside the archive that it is in.
  const other = async (name: string) => {
    for (const place of [given, outer]) {
      const file = nearest(place, name, place === given ? model.path : '');
      if (file) return textOf(file, place);
    }
    return null;
  };
  const training = await other('training_params.yaml');
  return {
    name: modelName(outer.name),
    policy: { network, actionSpace },
    car,
    notes,
    reward: await other('reward_function.py'),
    hyperparameters: await other('hyperparameters.json'),
    training: training === null ? null : parseTrainingParams(training, `${outer.name}/training_params.yaml`),
  };
}

/** Folders often hold a model in an archive of its own, and nothing else of one. */
async function innermost(given: Given, packing: Packing): Promise<Given> {
  if (given.files.some(({ path }) => isModel(path))) return given;
  const archives = given.files.filter(({ path }) => isArchive(path));
  const named = archives.length > 1 ? archives.filter(({ path }) => /^(car|model|physical)/i.test(baseOf(path))) : archives;
  if (archives.length > 1 && named.length !== 1) {
    const names = archives.slice(0, 3).map(({ path }) => path);
    throw new UserError(
      given.name,
      'the model',
      `could be in any of ${archives.length} archives (${names.join(', ')})`,
      'give one of them',
    );
  }
  const none = (name: string) => new UserError(name, 'the content', 'holds no model.pb and no checkpoint', FIX);
  const [only] = named;
  if (!only) throw none(given.name);
  const inner = await openGiven(`${given.name}/${only.path}`, await only.read(), packing);
  if (inner.files.some(({ path }) => isModel(path))) return inner;
  throw none(inner.name);
}

/** A graph or a checkpoint, by its name. */
export function isModel(path: string): boolean {
  return path.endsWith('.pb') || path.endsWith('.ckpt.index');
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Which iteration a model is of, by its name: `model_12.pb`, `12_Step-38428.ckpt.index`. */
function iterationOf(path: string): number | undefined {
  const [, number] =
    /(?:^model_(\d+)\.pb|^(\d+)_Step-\d+\.ckpt\.index)$/.exec(baseOf(path))?.filter((part) => part !== undefined) ?? [];
  return number === undefined ? undefined : Number(number);
}

async function chooseModel(given: Given, notes: string[]): Promise<GivenFile> {
  const models = given.files.filter(({ path }) => isModel(path));
  const iterations = [...new Set(models.map(({ path }) => iterationOf(path)))].filter((n) => n !== undefined);
  if (iterations.length === 0) return soleModel(models, given);
  const numbered = models.filter(({ path }) => iterationOf(path) !== undefined);
  const folders = new Set(numbered.map(({ path }) => folderOf(path)));
  if (folders.size > 1) {
    const names = [...folders].slice(0, 3);
    throw new UserError(
      given.name,
      'the models',
      `are of ${folders.size} trainings (${names.join(', ')})`,
      'give one of these folders',
    );
  }
  const told = await bestIteration(given, numbered[0].path);
  const last = Math.max(...iterations);
  const chosen = told !== undefined && iterations.includes(told) ? told : last;
  if (iterations.length > 1 || told !== undefined) {
    const why = chosen === told ? 'the best by deepracer_checkpoints.json' : 'the last one';
    notes.push(
      `Of ${iterations.length === 1 ? 'the models' : `${iterations.length} models`}, number ${chosen} came in: ${why}.`,
    );
  }
  const ofIt = models.filter(({ path }) => iterationOf(path) === chosen);
  // A checkpoint has both networks, a graph only the one that drives.
  return soleModel(
    ofIt.some(isWhole(given)) ? ofIt.filter(isWhole(given)) : ofIt.filter(({ path }) => path.endsWith('.pb')),
    given,
  );
}

/** A checkpoint whose variables are there, too. */
function isWhole(given: Given) {
  return ({ path }: GivenFile) =>
    path.endsWith('.index') && given.files.some((other) => other.path.startsWith(`${path.slice(0, -'index'.length)}data-`));
}

function soleModel(models: readonly GivenFile[], given: Given): GivenFile {
  if (models.length === 1) return models[0];
  if (models.length === 0) throw new UserError(given.name, 'the checkpoint', 'comes without its data', FIX);
  const names = models.slice(0, 3).map(({ path }) => path);
  throw new UserError(given.name, 'the model', `could be any of ${models.length} (${names.join(', ')})`, FIX);
}

const checkpointsSchema = z.object({ best_checkpoint: z.object({ name: z.string() }) });

/** @returns undefined where nothing tells */
async function bestIteration(given: Given, model: string): Promise<number | undefined> {
  const file = nearest(given, 'deepracer_checkpoints.json', model);
  if (!file) return undefined;
  const { best_checkpoint: best } = readJson(
    await textOf(file, given),
    checkpointsSchema,
    `${given.name}/${file.path}`,
    'leave it out',
  );
  const number = Number.parseInt(best.name, 10);
  return Number.isInteger(number) ? number : undefined;
}

/** Of the files of a name, the one that shares most folders with the model; of those, the one nearest to the root. */
function nearest(given: Given, name: string, model: string): GivenFile | null {
  const found = given.files.filter(({ path }) => baseOf(path) === name);
  const shared = ({ path }: GivenFile) => {
    const theirs = folderOf(path).split('/');
    const wanted = folderOf(model).split('/');
    let depth = 0;
    while (depth < theirs.length - 1 && theirs[depth] === wanted[depth]) depth++;
    return 100 * depth - theirs.length;
  };
  found.sort((a, b) => shared(b) - shared(a));
  return found[0] ?? null;
}

async function textOf(file: GivenFile, given: Given): Promise<string> {
  const place = `${given.name}/${file.path}`;
  if (file.size > MAX_TEXT) throw new UserError(place, 'size', 'is over 1 MiB', FIX);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.read());
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(place, 'text', 'is not UTF-8', FIX);
  }
}

async function fromGraph(
  file: GivenFile,
  actionSpace: Policy['actionSpace'],
  frames: Uint8Array,
  stream: RandomStream,
  place: string,
  notes: string[],
): Promise<Network> {
  const graph = parseGraph(await file.read(), place);
  const ends = graphEnds(graph, place);
  const network = networkOfLayers(layersOfGraph(graph, ends, place), actionSpace, stream, place);
  const rebuilt = policyGraph({ network, actionSpace });
  const expected = graphOutputs(graph, ends, frames, place);
  const outputs = graphOutputs(rebuilt, graphEnds(rebuilt, place), frames, place);
  compareOutputs(outputs, expected, outputs.length / (frames.length / FRAME_SIZE), place, FIX);
  notes.push(
    network.architecture.separateValue
      ? 'A model.pb holds only the network that drives: continued training starts with a new value network.'
      : 'A model.pb holds only what drives: continued training starts with a new value.',
  );
  return network;
}

const FRAME_SIZE = 120 * 160;

async function fromCheckpoint(
  given: Given,
  file: GivenFile,
  actionSpace: Policy['actionSpace'],
  stream: RandomStream,
  place: string,
  notes: string[],
): Promise<Network> {
  const index = parseBundleIndex(await file.read(), place);
  const shards: Uint8Array[] = [];
  for (let i = 0; i < index.shards; i++) {
    const name = `${file.path.slice(0, -'index'.length)}data-${numbered(i)}-of-${numbered(index.shards)}`;
    const shard = given.files.find(({ path }) => path === name);
    if (!shard) throw new UserError(given.name, name, 'is missing', FIX);
    shards.push(await shard.read());
  }
  const shardOf = (shard: number) => shards[shard] ?? new Uint8Array();
  const { network, hasValue } = networkOfCheckpoint(index, shardOf, actionSpace, stream, place);
  notes.push(
    hasValue
      ? 'Both networks came in, so training continues from what it had learned.'
      : 'It came without a value network: continued training starts with a new one.',
  );
  return network;
}

function numbered(i: number): string {
  return String(i).padStart(5, '0');
}

/** A name that agents may have. */
function modelName(name: string): string {
  const [stem] = baseOf(name).split('.');
  return (
    stem
      .replace(/[^\w -]/g, '-')
      .replace(/^[^\w]+/, '')
      .slice(0, 60) || 'imported'
  );
}
