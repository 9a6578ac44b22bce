/**
 * Runs: the folder of a training under way. `run.json` says what is trained and on what, `checkpoints/` how to
 * take it up again, `metrics.jsonl` and TensorBoard's event file how it went.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { formatCheckpoint, parseCheckpoint } from '../learn/checkpoint.ts';
import type { Metrics } from '../learn/metrics.ts';
import { checkRecipe, type Recipe, recipeSchema, withReward } from '../learn/recipe.ts';
import { blankNetwork } from '../learn/team.ts';
import { fileHeader, restartRecord, scalarRecord } from '../learn/tensorboard.ts';
import type { Checkpoint } from '../learn/trainer.ts';
import { UserError } from '../math/error.ts';
import { readJson } from '../math/read-json.ts';
import { sha256Hex } from '../math/sha256.ts';
import { type Agent, weightBytes, weightsHash } from '../policy/agent.ts';
import { type RewardSource, rewardSource } from '../reward/source.ts';
import { parseTrackJson } from '../track/format.ts';
import { type Track, trackToData } from '../track/track.ts';
import { readAgent, writeAgent } from './agents.node.ts';
import { appendLine, readBytes, readText, untilTrouble, writeWhole } from './files.node.ts';

const FORMAT = 1;
/** Number of newest checkpoints that are stored, in addition to the best one. */
const STORED_CHECKPOINTS = 3;
const BEST = 'best.checkpoint';

const runSchema = z.strictObject({
  format: z.literal(FORMAT),
  recipe: recipeSchema,
  /** the given tracks, as track files hold them; the field keeps its first name, so that older runs are read */
  courses: z.array(z.json()),
  finished: z.boolean(),
  /** SHA-256 of `start.bin`; null for a run from blank weights */
  startHash: z.string().nullable(),
});

export interface Run {
  readonly folder: string;
  readonly recipe: Recipe;
  /** without generated ones */
  readonly tracks: readonly Track[];
  readonly finished: boolean;
  /** weights it began with instead of blank ones */
  readonly parameters?: Float32Array;
  /** the agents that the recipe names as opponents; the run has a folder for each */
  readonly opponents?: readonly Agent[];
  /** a custom reward function; the run stores its text */
  readonly reward?: RewardSource;
}

/** Writes what a run needs to be resumed before its first checkpoint. */
export function createRun(run: Run): void {
  const { folder, parameters, opponents } = run;
  opponents?.forEach((agent, i) => {
    writeAgent(opponentFolder(folder, i), agent, undefined);
  });
  if (parameters) writeWhole(join(folder, 'start.bin'), weightBytes(parameters));
  writeWhole(join(folder, 'metrics.jsonl'), '');
  writeRun(run);
}

/** Writes run.json, and the reward function's text first. */
export function writeRun({ folder, recipe, tracks, finished, parameters, reward }: Run): void {
  if (reward && typeof recipe.reward !== 'string') writeWhole(join(folder, recipe.reward.file), reward.text);
  const startHash = parameters ? sha256Hex(weightBytes(parameters)) : null;
  const file = { format: FORMAT, recipe, courses: tracks.map(trackToData), finished, startHash };
  writeWhole(join(folder, 'run.json'), `${JSON.stringify(file)}\n`);
}

/** @throws UserError when the folder holds no run, or a broken one */
export function openRun(folder: string): Run {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) throw new UserError(folder, 'run.json', 'is missing', 'name the folder of a training that was begun');
  const run = readJson(readText(file), runSchema, file, 'train again');
  const { recipe, finished } = run;
  const tracks = run.courses.map((track) => parseTrackJson(JSON.stringify(track), file));
  tracks.forEach(({ hash, name }, i) => {
    if (hash !== recipe.courses[i]?.hash)
      throw new UserError(file, `courses.${i}`, `"${name}" is not the recipe's`, 'train again');
  });
  checkRecipe(recipe, file);
  const reward = typeof recipe.reward === 'string' ? undefined : openReward(join(folder, recipe.reward.file));
  const opponents = openOpponents(folder, recipe);
  const opened = {
    folder,
    recipe: withReward(recipe, reward),
    tracks,
    finished,
    ...(reward && { reward }),
    ...(opponents && { opponents }),
  };
  if (run.startHash === null) return opened;
  const start = join(folder, 'start.bin');
  const bytes = readBytes(start);
  const isWhole = bytes.length === 4 * blankNetwork(recipe).parameters.length && sha256Hex(bytes) === run.startHash;
  if (!isWhole) throw new UserError(start, 'content', 'is not what the run began with', 'train again');
  return { ...opened, parameters: new Float32Array(bytes.slice().buffer) };
}

function opponentFolder(folder: string, i: number): string {
  return join(folder, 'opponents', String(i));
}

/** @throws UserError when one is missing, or another one than the recipe names */
function openOpponents(folder: string, { opponents }: Recipe): readonly Agent[] | undefined {
  if (!opponents || opponents.drivers === 'self') return undefined;
  return opponents.drivers.map(({ name, weightsHash: hash }, i) => {
    const agent = readAgent(opponentFolder(folder, i));
    if (weightsHash(agent.policy.network) === hash) return agent;
    throw new UserError(opponentFolder(folder, i), 'weightsHash', `is not that of "${name}"`, 'put the agent back');
  });
}

function openReward(file: string): RewardSource {
  if (!existsSync(file))
    throw new UserError(file, 'the reward function', 'is missing', 'put it back, or name another by --reward');
  return rewardSource(file, readText(file));
}

function checkpointFiles(folder: string): string[] {
  const inside = join(folder, 'checkpoints');
  if (!existsSync(inside)) return [];
  const names = readdirSync(inside).filter((name) => /^\d+\.checkpoint$/.test(name));
  return names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).map((name) => join(inside, name));
}

/**
 * The latest checkpoint that is whole; undefined where there is none yet.
 * @param onBroken is called with each that is not
 * @throws UserError when there are some and none is whole
 */
export function latestCheckpoint({ folder, recipe }: Run, onBroken: (problem: string) => void): Checkpoint | undefined {
  const files = checkpointFiles(folder).reverse();
  let problem: UserError | undefined;
  for (const file of files) {
    try {
      const checkpoint = parseCheckpoint(readBytes(file), file);
      // The reward function may have been fixed since.
      const { reward } = recipe;
      if (JSON.stringify({ ...checkpoint.recipe, reward }) === JSON.stringify(recipe)) return { ...checkpoint, recipe };
      throw new UserError(file, 'recipe', 'is not that of run.json', 'put back the files of one run');
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onBroken(error.message);
      problem ??= error;
    }
  }
  if (problem) throw problem;
  return undefined;
}

const EVENTS = 'events.out.tfevents';

/** Seconds between two checkpoints on disk, at least; what is offered in between only the memory holds. */
const CHECKPOINT_SECONDS = 2;

interface CheckpointKeeper {
  /** Takes a checkpoint, and writes it when the last one was long enough ago. */
  offer(checkpoint: Checkpoint, isBest: boolean): void;
  /** Writes what is not on disk yet. */
  flush(): void;
}

/** @param onTrouble is called when a checkpoint cannot be written; training continues, and the next one is tried again */
export function newKeeper(folder: string, clock: () => number, onTrouble: (problem: string) => void): CheckpointKeeper {
  let latest: Checkpoint | undefined;
  let best: Checkpoint | undefined;
  let earliest = CHECKPOINT_SECONDS;
  const write = (): void => {
    if (!latest) return;
    mkdirSync(join(folder, 'checkpoints'), { recursive: true });
    const { updates } = latest.learner;
    writeWhole(join(folder, 'checkpoints', `${String(updates).padStart(7, '0')}.checkpoint`), formatCheckpoint(latest));
    if (best) writeWhole(join(folder, 'checkpoints', BEST), formatCheckpoint(best));
    for (const old of checkpointFiles(folder).slice(0, -STORED_CHECKPOINTS)) rmSync(old, { force: true });
    latest = undefined;
    best = undefined;
  };
  const flush = (): void => {
    const started = clock();
    try {
      write();
    } catch (error) {
      onTrouble((error as Error).message);
    }
    // Large networks take longer to write: no more than a twentieth of the time goes there.
    earliest = clock() + Math.max(CHECKPOINT_SECONDS, 20 * (clock() - started));
  };
  return {
    offer(checkpoint, isBest) {
      latest = checkpoint;
      if (isBest) best = checkpoint;
      if (clock() >= earliest) flush();
    },
    flush,
  };
}

interface RunLog {
  note(metrics: Metrics): void;
  /** Deletes what came after an update. */
  rewind(update: number): void;
}

/** The logs of a run that continues after `update` updates. @param onTrouble is called once when they cannot be written */
export function newRunLog(folder: string, update: number, onTrouble: (problem: string) => void): RunLog {
  const metricsFile = join(folder, 'metrics.jsonl');
  const now = () => Date.now() / 1000;
  let events = '';
  // What is being learned is worth more than its log.
  const attempt = untilTrouble(onTrouble);
  const begin = (from: number, step: number | null): void => {
    // TensorBoard reads all event files of a folder in the order of their names.
    events = join(folder, `${EVENTS}.${Math.floor(now())}.lapzero-${process.pid}-${from}`);
    appendFileSync(events, fileHeader(now()));
    if (step !== null) appendFileSync(events, restartRecord(now(), step));
  };
  const rewind = (to: number): void => {
    const lines = existsSync(metricsFile) ? readText(metricsFile).split('\n').filter(Boolean) : [];
    const isKept = (line: string) => {
      try {
        return JSON.parse(line).update <= to;
      } catch {
        return false;
      }
    };
    const kept = lines.filter(isKept);
    if (kept.length < lines.length) writeWhole(metricsFile, kept.map((line) => `${line}\n`).join(''));
    const last = kept.at(-1);
    // What is in older event files from here on is no more; without one, there is nothing to take back.
    const next = last ? JSON.parse(last).global_step + 1 : 0;
    begin(to, readdirSync(folder).some((name) => name.startsWith(EVENTS)) ? next : null);
  };
  attempt(() => rewind(update));
  return {
    note(metrics) {
      attempt(() => {
        appendLine(metricsFile, JSON.stringify(metrics));
        const { update: _, global_step, seconds: __, ...scalars } = metrics;
        appendFileSync(events, scalarRecord(now(), global_step, scalars));
      });
    },
    rewind(to) {
      attempt(() => rewind(to));
    },
  };
}
