/** `lapzero train`: from blank weights to an agent in a folder. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Metrics } from '../learn/metrics.ts';
import { type Budget, checkRecipe, generatedCourses, RECIPE_DEFAULTS, type Recipe } from '../learn/recipe.ts';
import { workerTeam } from '../learn/team.node.ts';
import { type TrainingResult, train } from '../learn/trainer.ts';
import { weightsHash } from '../policy/agent.ts';
import { BUILT_IN_REWARDS } from '../reward/builtin.ts';
import { refuseTakenFolder, writeAgent } from '../store/agents.node.ts';
import { appendLine, unusedFolder, writeWhole } from '../store/files.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../store/tracks.node.ts';
import { startWasm } from '../tensor/backend.node.ts';
import type { Track } from '../track/track.ts';
import { newDisplay } from './display.ts';
import { parseBudget, wholeNumber } from './options.ts';
import { lapTime, printJson, say, thousands } from './output.ts';
import { recordBestLap } from './record.ts';

export interface TrainOptions {
  readonly track: readonly string[];
  readonly generated?: number;
  readonly reward: Recipe['reward'];
  readonly seed: number;
  readonly workers: number;
  readonly until: Budget;
  readonly out?: string;
  readonly json?: boolean;
}

/** Worker threads that are useful: more than one per core only get in each other's way. */
export function defaultWorkers(): number {
  return Math.max(1, availableParallelism());
}

export function trainCommand(): Command {
  return new Command('train')
    .description('train an agent from blank weights')
    .option('--track <name|file...>', 'courses of ours, or .json or .npy files', [DEFAULT_TRACK])
    .option('--generated <n>', 'so many generated courses besides, easy to cruel', wholeNumber(1, 1000))
    .addOption(new Option('--reward <name>', 'what to reward').choices(BUILT_IN_REWARDS).default(RECIPE_DEFAULTS.reward))
    .option('--seed <n>', 'another seed, another run; the same seed, the same run', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--workers <n>', 'threads; the result does not depend on it', wholeNumber(1, 64), defaultWorkers())
    .option('--until <budget>', 'lap, solved, updates=N, steps=N or minutes=N', parseBudget, 'solved')
    .option('--out <dir>', 'folder for the agent (default: runs/COURSE-SEED)')
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
"lap" ends with the first clean lap, "solved" with three clean laps in a row in each direction,
both driven without exploring. Any other budget keeps the weights that drove best. When it is over,
standard output gets one JSON object (always when it is not a terminal): {agent, steps, seconds, firstLap: {seconds, steps}, bestLapSeconds, hash}.

Examples:
  lapzero train --track classic --seed 3
  lapzero train --track my-course.npy --reward follow-centre --until minutes=2 --out agents/mine`,
    )
    .action(runTrain);
}

/** Updates between evaluations where none of them ends the training: each drives up to six laps. */
const BUDGET_EVALUATE_EVERY = 4;
/** First seed of the courses to train on; `bench unseen` uses others. */
const GENERATED_SEED = 1_000_000;

export function recipeFor(
  tracks: readonly Track[],
  { reward, seed, until, generated }: Pick<TrainOptions, 'reward' | 'seed' | 'until' | 'generated'>,
): Recipe {
  const recipe: Recipe = {
    ...RECIPE_DEFAULTS,
    courses: tracks.map(({ name, hash }) => ({ name, hash })),
    generated: generated ? { count: generated, seed: GENERATED_SEED, minDifficulty: 0.2, maxDifficulty: 1 } : null,
    reward,
    seed,
    until,
    evaluateEvery: typeof until === 'string' ? 1 : BUDGET_EVALUATE_EVERY * (tracks.length > 1 || generated ? 5 : 1),
  };
  checkRecipe(recipe);
  return recipe;
}

async function runTrain(options: TrainOptions): Promise<void> {
  const given = options.track.map(loadTrack);
  const [track] = given;
  const recipe = recipeFor(given, options);
  const courses = [...given, ...generatedCourses(recipe)];
  const folder = options.out ?? unusedFolder('runs', agentName(courses, recipe));
  refuseTakenFolder(folder);
  const metricsFile = join(folder, 'metrics.jsonl');
  writeWhole(metricsFile, '');

  say(
    `Training on ${courses.length === 1 ? `"${track.name}" (${track.length.toFixed(1)} m)` : `${courses.length} courses`}, reward "${recipe.reward}", seed ${recipe.seed}, ${Math.min(options.workers, recipe.hyperparameters.shards)} workers.`,
  );
  const result = await trainWithDisplay(recipe, courses, options.workers, metricsFile);
  const { policy, updates, steps, seconds, firstLap, bestLapSeconds } = result;
  const lap = recordBestLap(policy, track, recipe);
  const summary = { updates, steps, seconds, firstLap, bestLapSeconds };
  const agent = {
    name: agentName(courses, recipe),
    policy,
    car: recipe.car,
    controlHz: recipe.controlHz,
    recipe,
    summary,
  };
  writeAgent(folder, agent, lap);
  tellResult(result, folder, options.track[0], lap !== undefined);
  printJson(
    { agent: folder, steps, seconds, firstLap, bestLapSeconds, hash: weightsHash(policy.network) },
    options.json === true,
  );
}

function agentName(courses: readonly Track[], { seed }: Recipe): string {
  const suffix = `-${seed}`;
  const what = courses.length === 1 ? courses[0].name : `${courses.length}-courses`;
  return `${what.slice(0, 64 - suffix.length)}${suffix}`;
}

async function trainWithDisplay(
  recipe: Recipe,
  courses: readonly Track[],
  workers: number,
  metricsFile: string,
): Promise<TrainingResult> {
  const display = newDisplay(courses[0], process.stderr);
  const stopping = new AbortController();
  const onInterrupt = (): void => {
    if (stopping.signal.aborted) process.exit(130);
    say('\nStopping after this update …');
    stopping.abort();
  };
  process.on('SIGINT', onInterrupt);
  let canKeepMetrics = true;
  const keepMetrics = (metrics: Metrics): void => {
    if (!canKeepMetrics) return;
    try {
      appendLine(metricsFile, JSON.stringify(metrics));
    } catch (error) {
      // What is being learned is worth more than its log.
      canKeepMetrics = false;
      say(`Going on without metrics: ${(error as Error).message}`);
    }
  };
  const started = performance.now();
  const team = workerTeam(recipe, courses, workers);
  try {
    await startWasm();
    return await train({
      recipe,
      courses,
      team,
      clock: () => (performance.now() - started) / 1000,
      signal: stopping.signal,
      onProgress(progress) {
        keepMetrics(progress.metrics);
        display.show(progress);
      },
    });
  } finally {
    await team.stop();
    display.close();
    process.off('SIGINT', onInterrupt);
  }
}

function tellResult(
  { seconds, steps, firstLap, bestLapSeconds, finished }: TrainingResult,
  folder: string,
  track: string,
  hasLap: boolean,
): void {
  say();
  say(`${finished ? 'Done' : 'Stopped'} after ${seconds.toFixed(1)} s and ${thousands(steps)} steps.`);
  if (firstLap) say(`First clean lap after ${firstLap.seconds.toFixed(1)} s (${thousands(firstLap.steps)} steps).`);
  else say('It has not lapped cleanly yet; give it more time.');
  if (bestLapSeconds !== null) say(`Its best lap is ${lapTime(bestLapSeconds)}.`);
  say(`The agent is in ${folder} (agent.json, weights.bin${hasLap ? ', lap.json' : ''}, metrics.jsonl).`);
  say();
  say('Next:');
  say(`  npx lapzero evaluate ${folder} --track ${track} --laps 3`);
  say('  npx lapzero train --track classic');
}
