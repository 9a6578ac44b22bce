/** `lapzero analyze`: what the logs of a training say (Lapzero's or DeepRacer's), as numbers and as one page. */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Analysis, analyse, compareRewards, type LogPart, type Rescoring } from '../lap/analysis.ts';
import { inOrder, isLogName, readLog, readLogs } from '../lap/log-files.ts';
import { rescoreLogs } from '../lap/rescore-logs.ts';
import { TRAINING_LOGS } from '../lap/training-log.ts';
import { UserError } from '../math/error.ts';
import { describeProblem, RewardFailed } from '../reward/problem.ts';
import { rewardSource } from '../reward/source.ts';
import { readText, writeWhole } from '../store/files.node.ts';
import { givenFrom } from '../store/given.node.ts';
import { preparePackages } from '../store/python-packages.node.ts';
import { openRun } from '../store/runs.node.ts';
import { loadTrack } from '../store/tracks.node.ts';
import { hasTrainingLogs } from '../store/training-log.node.ts';
import type { Track } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { formatReport, summaryOf } from '../ui/report.ts';
import { checkEnding, PYTHON_PACKAGES_HELP, wholeNumber } from './options.ts';
import { printJson, say } from './output.ts';
import { commandSandboxes } from './sandboxes.ts';

interface AnalyzeOptions {
  readonly out?: string;
  readonly track?: string;
  readonly episodesPerIteration: number;
  readonly reward?: string;
  readonly pythonPackages?: string;
  readonly json?: boolean;
}

const PIECE = 1 << 20;

export function analyzeCommand(): Command {
  return new Command('analyze')
    .description("what a training's logs say (Lapzero's or DeepRacer's): progress, laps, where reward and speed come from")
    .argument(
      '<log...>',
      'logs, N-iteration.csv files, folders or zips of them, or the folder of a Lapzero run that saved its steps',
    )
    .option('-o, --out <file>', 'write a report as one page, .html')
    .option('--track <name|file>', 'the track, to draw its borders; a Lapzero run knows it')
    .option('--episodes-per-iteration <n>', 'where logs do not say which iteration a step is of', wholeNumber(1, 10_000), 20)
    .option('--reward <file>', 'another reward function to score the log by; needs the track')
    .option('--python-packages <dir|url>', PYTHON_PACKAGES_HELP)
    .option('--json', 'print the numbers as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Console, deepracer-for-cloud and 2026 logs, raw or as CSV, of one worker or several. Standard output gets {episodes:
[{episode, iteration, steps, progress, reward, seconds, status, lap}], iterations, laps, track, …} (always when it is not
a terminal).

Examples:
  lapzero analyze runs/classic-1 -o report.html
  lapzero analyze training-simtrace -o report.html
  lapzero analyze robomaker.log --track reinvent_base.npy -o report.html
  lapzero analyze training-simtrace --track reinvent_base.npy --reward new-idea.py -o report.html`,
    )
    .action(runAnalyze);
}

async function runAnalyze(paths: readonly string[], options: AnalyzeOptions): Promise<void> {
  const { out, track: name, episodesPerIteration, reward, json } = options;
  const track = name ? loadTrack(name) : trackOfRun(paths[0]);
  if (reward && !track) throw new UserError('--reward', 'the option', 'needs the track', 'add --track');
  checkEnding('--out', out, '.html');
  const found: LogPart[] = [];
  for (const path of paths.map(logsOfRun)) found.push(...(await partsOf(path)));
  const parts = inOrder(found, paths[0]);
  const analysis = analyse(parts, episodesPerIteration);
  const { episodes, laps, iterations } = analysis;
  say(`${episodes.length} episodes in ${iterations.length} iterations, ${laps.length} laps.`);
  if (laps.length > 0) say(`Best lap ${lapTime(laps[0].seconds)}, in episode ${laps[0].episode}.`);
  const rescoring = reward && track ? await rescored(reward, track, parts, analysis, options.pythonPackages) : null;
  if (out) {
    writeWhole(out, formatReport({ title: basename(resolve(paths[0])), parts, analysis, track: track ?? null, rescoring }));
    say(`Wrote ${out}`);
  }
  const summary = summaryOf(analysis);
  printJson(rescoring ? { ...summary, repayment: rescoringAsPrinted(rescoring) } : summary, json === true);
}

/** A rescoring as standard output has it, under the field names that it has had from the start. */
function rescoringAsPrinted({ name, episodes, agreement, rescoredAgreement }: Rescoring): object {
  const printed = episodes.map(({ rescored, ...episode }) => ({ ...episode, repaid: rescored }));
  return { name, episodes: printed, agreement, repaidAgreement: rescoredAgreement };
}

async function rescored(
  file: string,
  track: Track,
  parts: readonly LogPart[],
  analysis: Analysis,
  packagesAt?: string,
): Promise<Rescoring> {
  const source = rewardSource(file, readText(file));
  const packages = packagesAt === undefined ? undefined : await preparePackages(packagesAt, source);
  try {
    const rewards = await rescoreLogs(parts, analysis.episodes, track, source, commandSandboxes(packages));
    const rescoring = compareRewards(basename(file), analysis, rewards);
    const told = (value: number | null) => (value === null ? 'none' : value.toFixed(2));
    say(
      `${basename(file)} agrees with progress by ${told(rescoring.rescoredAgreement)} (the log's own reward by ${told(rescoring.agreement)}).`,
    );
    return rescoring;
  } catch (error) {
    if (error instanceof RewardFailed) say(describeProblem(error.problem));
    throw error;
  }
}

/** A Lapzero run saves its logs in a folder for each track. */
function logsOfRun(path: string): string {
  const folder = join(path, TRAINING_LOGS);
  if (!existsSync(folder)) {
    if (!existsSync(join(path, 'run.json'))) return path;
    throw new UserError(path, 'the run', 'saved no steps', 'train with --log-steps');
  }
  const [track, ...others] = readdirSync(folder);
  if (!track || others.length === 0) return folder;
  throw new UserError(folder, 'the folder', `is of ${others.length + 1} tracks`, `name one, such as ${join(folder, track)}`);
}

/** A run on one track knows it. */
function trackOfRun(path: string): Track | undefined {
  if (!hasTrainingLogs(path)) return undefined;
  const { tracks, recipe } = openRun(path);
  return tracks.length === 1 && !recipe.generated ? tracks[0] : undefined;
}

/** Single logs are read in pieces, however long they are; archives one file at a time. */
async function partsOf(path: string): Promise<LogPart[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() && isLogName(path)) return [await readLog(path, createReadStream(path, { highWaterMark: PIECE }))];
  const { name, files } = await givenFrom(path);
  const { parts, passedOver } = await readLogs(name, files);
  if (passedOver.length > 0)
    say(`Passed over ${passedOver.length} files without steps (${passedOver.slice(0, 3).join(', ')}).`);
  return parts;
}
