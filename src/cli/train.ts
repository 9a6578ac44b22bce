/** `lapzero train`: from blank weights to an agent in a folder. */
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { recordBestLap } from '../lap/drive.ts';
import { hasSameActions, inheritedParameters } from '../learn/inherit.ts';
import { generatedTracks, type Recipe, runName, withReward } from '../learn/recipe.ts';
import { opponentPolicies, trainedAgent } from '../learn/run.ts';
import { workerTeam } from '../learn/team.node.ts';
import { type Checkpoint, type TrainingResult, train } from '../learn/trainer.ts';
import { UserError } from '../math/error.ts';
import { isAgentName, weightsHash } from '../policy/agent.ts';
import { RewardFailed } from '../reward/problem.ts';
import { isRewardFile } from '../reward/source.ts';
import { refuseTakenFolder, writeAgent } from '../store/agents.node.ts';
import { readText, textWhenChanged, unusedFolder } from '../store/files.node.ts';
import { loadReward } from '../store/rewards.node.ts';
import { createRun, latestCheckpoint, newKeeper, newRunLog, openRun, type Run, writeRun } from '../store/runs.node.ts';
import { DEFAULT_TRACK, knownTrackNames, loadTrack } from '../store/tracks.node.ts';
import { hasTrainingLogs, newTrainingLogFiles } from '../store/training-log.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import type { Track } from '../track/track.ts';
import { lapTime, thousands } from '../ui/format.ts';
import { newDisplay } from './display.ts';
import { PYTHON_PACKAGES_HELP, wholeNumber } from './options.ts';
import { printJson, say, shellWord } from './output.ts';
import { type ParentAgent, type RecipeOptions, recipeFor, withRecipeOptions } from './recipe-options.ts';
import { newRewardSession, type OnRewardError, type RewardSession } from './reward-session.ts';

export interface TrainOptions extends RecipeOptions {
  readonly track: readonly string[];
  readonly workers: number;
  readonly out?: string;
  readonly resume?: string;
  readonly watch?: boolean;
  readonly logSteps?: boolean;
  readonly onRewardError?: OnRewardError;
  readonly pythonPackages?: string;
  readonly json?: boolean;
}

/** Worker threads that are useful: more than one per core only get in each other's way. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train an agent')
    .option('--track <name|file...>', 'bundled tracks, or .json or .npy files', [DEFAULT_TRACK]);
  return withRecipeOptions(command)
    .option('--workers <n>', 'threads; the result does not depend on it', wholeNumber(1, 64), defaultWorkers())
    .option('--out <dir>', 'folder for the agent (default: runs/TRACK-SEED)')
    .option('--resume <dir>', 'take up a training that was stopped; the result is as if it never had been')
    .addOption(
      new Option(
        '--on-reward-error <what>',
        'stop; pause until the file is saved again (default on a terminal); zero: the call counts as 0',
      ).choices(['stop', 'pause', 'zero']),
    )
    .option('--python-packages <dir|url>', PYTHON_PACKAGES_HELP)
    .option('--watch', 'train again whenever the reward file is saved')
    .option('--log-steps', "save every episode as DeepRacer's step log, for analyze and for other tools")
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
"lap" ends with the first clean lap, "solved" with three clean laps in a row in each direction,
both driven without exploring. Any other budget saves the weights that drove best. When it is over,
standard output gets one JSON object (always when it is not a terminal): {agent, steps, seconds, firstLap: {seconds, steps},
bestLapSeconds, outcome, hash}. Metrics are in metrics.jsonl and, for TensorBoard, in an event file.

Examples:
  lapzero train --track classic --seed 3
  lapzero train --track my-track.npy --reward follow-centre --until minutes=2 --out agents/mine
  lapzero train --reward my-reward.py --watch
  lapzero train --race head-to-head --opponents agents/workshop-silver --reward overtake
  lapzero train --race object-avoidance --placement random --until steps=500000
  lapzero train --track classic harbour --generated 50 --randomise full --until steps=1000000
  lapzero train --from agents/classic-silver --track my-track.npy --actions model_metadata.json
  lapzero train --resume runs/classic-3`,
    )
    .action(runTrain);
}

async function runTrain(options: TrainOptions, command: Command): Promise<void> {
  if (options.watch) return trainOnEverySave(options);
  const run = options.resume === undefined ? begin(options) : resumed(options.resume, options, command);
  await trainRun(run, options);
}

/** Trains again whenever the reward function's file is saved, until Ctrl-C. */
async function trainOnEverySave(options: TrainOptions): Promise<void> {
  const { reward: file, resume, out } = options;
  if (file === undefined || !isRewardFile(file))
    throw new UserError('--watch', 'the reward', 'is no file', 'name yours by --reward');
  if (resume !== undefined || out !== undefined) {
    throw new UserError('--watch', resume === undefined ? '--out' : '--resume', 'does not go with it', 'leave it out');
  }
  const interrupted = new AbortController();
  const onInterrupt = () => interrupted.abort();
  process.on('SIGINT', onInterrupt);
  try {
    let text: string | null = readText(file);
    while (text !== null) {
      const next = new AbortController();
      const stop = AbortSignal.any([interrupted.signal, next.signal]);
      const saved: Promise<string | null> = textWhenChanged(file, text, interrupted.signal).then((changed) => {
        next.abort();
        return changed;
      });
      try {
        await trainRun(begin(options), { ...options, onRewardError: options.onRewardError ?? 'stop' }, stop);
      } catch (error) {
        // The next save may fix it.
        if (!(error instanceof UserError) && !(error instanceof RewardFailed)) throw error;
        if (error instanceof UserError) say(error.message);
      }
      if (!interrupted.signal.aborted) say(`\nWaiting for ${file} to be saved (Ctrl-C ends) …`);
      text = await saved;
    }
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

async function trainRun(begun: Run, options: TrainOptions, stop?: AbortSignal): Promise<void> {
  const checkpoint =
    options.resume === undefined ? undefined : latestCheckpoint(begun, (problem) => say(`Left out: ${problem}`));
  const { folder } = begun;
  const tracks = [...begun.tracks, ...generatedTracks(begun.recipe)];
  if (checkpoint) say(`Continuing after update ${checkpoint.learner.updates} of ${folder}.`);
  if (checkpoint && begun.reward) say('The reward function starts with fresh state.');
  printSetup(begun, tracks, options.workers);

  const onError = options.onRewardError ?? (process.stdin.isTTY ? 'pause' : 'stop');
  const session = await newRewardSession(begun, onError, options.pythonPackages);
  const result = await trainWithDisplay(session, tracks, options, checkpoint, stop);
  const { run } = session;
  const { recipe } = run;
  const { policy, steps, seconds, firstLap, bestLapSeconds, outcome } = result;
  const lap = run.tracks[0] && recordBestLap(policy, run.tracks[0], recipe);
  writeAgent(folder, trainedAgent(nameOf(folder, recipe), recipe, result), lap);
  if (outcome !== 'stopped') writeRun({ ...run, finished: true });
  printResult(result, folder, trackArgument(tracks[0], options), lap !== undefined);
  session.close();
  const hash = weightsHash(policy.network);
  printJson({ agent: folder, steps, seconds, firstLap, bestLapSeconds, outcome, hash }, options.json === true);
}

/** A new run, its folder written. */
function begin(options: TrainOptions): Run {
  const tracks = options.track.map(loadTrack);
  const { recipe, parent, reward, opponents } = recipeFor(tracks, options);
  const folder = options.out ?? unusedFolder('runs', runName(recipe));
  refuseTakenFolder(folder);
  const run: Run = {
    folder,
    recipe,
    tracks,
    finished: false,
    ...(parent && { parameters: inherited(parent, recipe) }),
    ...(reward && { reward }),
    ...(opponents && { opponents }),
  };
  createRun(run);
  return run;
}

function inherited({ name, policy }: ParentAgent, recipe: Recipe): Float32Array {
  const parameters = inheritedParameters(policy, name, recipe);
  const isSame = hasSameActions(policy, recipe);
  say(`Beginning with the weights of "${name}"${isSame ? '' : '; its actions differ, so their head is new'}.`);
  return parameters;
}

/** Everything is in the run; only how to work on it may be chosen again. */
const RESUME_OPTIONS = ['resume', 'workers', 'json', 'reward', 'onRewardError', 'pythonPackages', 'logSteps'];

function resumed(folder: string, { reward: file }: TrainOptions, command: Command): Run {
  const stray = command.options.find(
    (option) =>
      !RESUME_OPTIONS.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (stray) throw new UserError('--resume', stray.long ?? '', 'cannot be changed half-way', 'leave it out');
  const run = openRun(folder);
  if (run.recipe.backend !== 'wasm') {
    throw new UserError(
      folder,
      'recipe.backend',
      `is ${run.recipe.backend}`,
      'continue it in the studio: the terminal has no GPU',
    );
  }
  if (!run.finished && file === undefined) return run;
  if (!run.finished && file !== undefined) {
    const reward = loadReward(file);
    if (typeof reward === 'string' || !run.reward) {
      throw new UserError(
        '--reward',
        file,
        'cannot take the place of this reward',
        'name a file, for a training that began with one',
      );
    }
    const fixed = { ...run, reward, recipe: withReward(run.recipe, reward) };
    writeRun(fixed);
    return fixed;
  }
  throw new UserError(folder, 'the training', 'is finished', `continue from it with --from ${folder}`);
}

/** An agent is called what its folder is, where that is a name. */
function nameOf(folder: string, recipe: Recipe): string {
  const name = basename(resolve(folder));
  return isAgentName(name) ? name : runName(recipe);
}

function printSetup({ recipe, reward }: Run, tracks: readonly Track[], workers: number): void {
  const where = tracks.length === 1 ? `"${tracks[0].name}" (${tracks[0].length.toFixed(1)} m)` : `${tracks.length} tracks`;
  const objects = recipe.objects.map(({ kind, count }) => `${count} ${kind === 'box' ? 'boxes' : 'bots'}`);
  const parts = [
    `Training on ${[where, ...objects].join(', ')}`,
    `reward "${typeof recipe.reward === 'string' ? recipe.reward : reward?.file}"`,
    `network "${recipe.architecture}"`,
    `seed ${recipe.seed}`,
    `${Math.min(workers, recipe.hyperparameters.shards)} workers`,
  ];
  say(`${parts.join(', ')}.`);
}

async function trainWithDisplay(
  session: RewardSession,
  tracks: readonly Track[],
  { workers, logSteps: isAsked }: TrainOptions,
  checkpoint: Checkpoint | undefined,
  stop: AbortSignal | undefined,
): Promise<TrainingResult> {
  const { folder, recipe, parameters, opponents } = session.run;
  const display = newDisplay(tracks[0], process.stderr);
  // A resumed training continues the logs that it began.
  const logSteps = isAsked ?? hasTrainingLogs(folder);
  const from = checkpoint?.learner.updates ?? 0;
  const withoutLogs = (problem: string) => say(`Continuing without logs: ${problem}`);
  const log = newRunLog(folder, from, withoutLogs);
  const stepLog = logSteps ? newTrainingLogFiles(folder, tracks, recipe.actionSpace, from, withoutLogs) : undefined;
  const stopping = new AbortController();
  const onInterrupt = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    say('\nStopping after this update …');
    stopping.abort();
  };
  process.on('SIGINT', onInterrupt);
  const signal = stop ? AbortSignal.any([stop, stopping.signal]) : stopping.signal;
  const started = performance.now();
  const before = checkpoint?.trainer.seconds ?? 0;
  let paused = 0;
  const clock = () => before + (performance.now() - started - paused) / 1000;
  const keeper = newKeeper(
    folder,
    () => clock() - before,
    (problem) => say(`No checkpoint: ${problem}`),
  );
  try {
    const result = await train({
      recipe,
      tracks,
      newTeam: (start) =>
        workerTeam(session.run.recipe, tracks, { workers, start, watched: logSteps, ...session.teamOptions() }),
      startBackend: startWasm,
      clock,
      signal,
      ...(parameters && { parameters }),
      ...(opponents && { opponents: opponentPolicies(opponents) }),
      ...(checkpoint && { resumeFrom: checkpoint }),
      onProgress(progress) {
        log.note(progress.metrics);
        stepLog?.note(progress.metrics.update, progress.driven);
        display.show(progress);
      },
      onCheckpoint: (latest, isBest) => keeper.offer(latest, isBest),
      onRollback(problem, update) {
        log.rewind(update);
        stepLog?.rewind(update);
        say(`\nIt diverged: ${problem}. Back to update ${update}, on with half the step size.`);
      },
      onTeamLost(problem, update) {
        log.rewind(update);
        stepLog?.rewind(update);
        say(`\nA worker stopped (${problem}). Started new workers, continuing after update ${update}.`);
      },
      async onRewardFailed(problem, update) {
        log.rewind(update);
        stepLog?.rewind(update);
        const from = performance.now();
        const fixed = await session.onFailed(problem, update, signal);
        paused += performance.now() - from;
        return fixed;
      },
    });
    return result;
  } finally {
    keeper.flush();
    display.close();
    process.off('SIGINT', onInterrupt);
  }
}

/** What to say to `--track` for a track: its name if it is bundled, else what the command line named, if anything. */
function trackArgument({ name, hash }: Track, { track: [given], resume }: TrainOptions): string {
  if (knownTrackNames().includes(name) && loadTrack(name).hash === hash) return name;
  return resume === undefined ? `'${given.replaceAll("'", "'\\''")}'` : 'FILE';
}

const OUTCOMES: Readonly<Record<TrainingResult['outcome'], string>> = {
  finished: 'Done',
  plateau: 'No better for a while: done',
  stopped: 'Stopped',
  diverged: 'It diverged again, even with half the step size: stopped',
};

function printResult(result: TrainingResult, folder: string, track: string, hasLap: boolean): void {
  const { seconds, steps, firstLap, bestLapSeconds, evaluation, outcome } = result;
  say();
  say(`${OUTCOMES[outcome]} after ${seconds.toFixed(1)} s and ${thousands(steps)} steps.`);
  if (firstLap) say(`First clean lap after ${firstLap.seconds.toFixed(1)} s (${thousands(firstLap.steps)} steps).`);
  else if (evaluation) say('It has not lapped cleanly yet; give it more time.');
  else say(`It was over before the first evaluation${hasLap ? '' : '; how it drives is not known'}.`);
  if (bestLapSeconds !== null) say(`Its best lap is ${lapTime(bestLapSeconds)}.`);
  say(`The agent is in ${folder} (agent.json, weights.bin${hasLap ? ', lap.json' : ''}).`);
  say();
  say('Next:');
  say(`  npx lapzero evaluate ${shellWord(folder)} --track ${track} --laps 3`);
  if (outcome === 'stopped') say(`  npx lapzero train --resume ${shellWord(folder)}`);
  else say(`  npx lapzero train --from ${shellWord(folder)} --track ${track === 'classic' ? 'harbour' : 'classic'}`);
}
