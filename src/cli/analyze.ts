/** `lapzero analyze`: what DeepRacer's logs say, as numbers and as one page. */
import { createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { analyse, type LogPart } from '../lap/analysis.ts';
import { type TraceReader, traceReader } from '../lap/simtrace.ts';
import { UserError } from '../math/error.ts';
import { writeWhole } from '../store/files.node.ts';
import { givenFrom } from '../store/given.node.ts';
import { loadTrack } from '../store/tracks.node.ts';
import { trackToData } from '../track/track.ts';
import { lapTime } from '../ui/format.ts';
import { formatReport, summaryOf } from '../ui/report.ts';
import type { Point } from '../ui/report-charts.ts';
import { wholeNumber } from './options.ts';
import { printJson, say } from './output.ts';

interface AnalyzeOptions {
  readonly out?: string;
  readonly track?: string;
  readonly episodesPerIteration: number;
  readonly json?: boolean;
}

/** Files that hold steps, by their names. */
const IS_LOG = /\.(csv|log|txt)$/i;
const PIECE = 1 << 20;

export function analyzeCommand(): Command {
  return new Command('analyze')
    .description("what DeepRacer's logs say: progress, laps, where reward and speed come from")
    .argument('<log...>', 'logs, N-iteration.csv files, folders or zips of them')
    .option('-o, --out <file>', 'write a report as one page, .html')
    .option('--track <name|file>', 'the course, to draw its borders')
    .option('--episodes-per-iteration <n>', 'where logs do not say which iteration a step is of', wholeNumber(1, 10_000), 20)
    .option('--json', 'print the numbers as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
Console, deepracer-for-cloud and 2026 logs, raw or as CSV, of one worker or several. Standard output gets {episodes:
[{episode, iteration, steps, progress, reward, seconds, status, lap}], iterations, laps, track, …} (always when it is not
a terminal).

Examples:
  lapzero analyze training-simtrace -o report.html
  lapzero analyze robomaker.log --track reinvent_base.npy -o report.html`,
    )
    .action(runAnalyze);
}

async function runAnalyze(paths: readonly string[], options: AnalyzeOptions): Promise<void> {
  const { out, track: name, episodesPerIteration, json } = options;
  if (out && !/\.html?$/i.test(out)) throw new UserError('--out', `"${out}"`, 'has another ending', 'end it with .html');
  const parts: LogPart[] = [];
  for (const path of paths) parts.push(...(await partsOf(path)));
  if (parts.length === 0) {
    throw new UserError(paths[0], 'the content', 'holds no log', 'give .log or .csv files of a DeepRacer training');
  }
  parts.sort((a, b) => (a.iteration ?? 0) - (b.iteration ?? 0));
  const analysis = analyse(parts, episodesPerIteration);
  const { episodes, laps, iterations } = analysis;
  say(`${episodes.length} episodes in ${iterations.length} iterations, ${laps.length} laps.`);
  if (laps.length > 0) say(`Best lap ${lapTime(laps[0].seconds)}, in episode ${laps[0].episode}.`);
  if (out) {
    const borders = name ? bordersOf(name) : [];
    writeWhole(out, formatReport({ title: basename(resolve(paths[0])), parts, analysis, borders }));
    say(`Wrote ${out}`);
  }
  printJson(summaryOf(analysis), json === true);
}

function bordersOf(name: string): (readonly Point[])[] {
  const { inner, outer } = trackToData(loadTrack(name));
  return [inner, outer];
}

/** Single logs are read in pieces, however long they are; archives one file at a time. */
async function partsOf(path: string): Promise<LogPart[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() && IS_LOG.test(path)) {
    const reader = traceReader(path);
    for await (const piece of createReadStream(path, { highWaterMark: PIECE })) reader.push(piece as Uint8Array);
    return [partOf(path, reader)];
  }
  const { name, files } = await givenFrom(path);
  const parts: LogPart[] = [];
  const passedOver: string[] = [];
  for (const file of files.filter(({ path }) => IS_LOG.test(path))) {
    const reader = traceReader(`${name}/${file.path}`);
    reader.push(await file.read());
    try {
      parts.push(partOf(file.path, reader));
    } catch (error) {
      // A folder holds other texts, too.
      if (!(error instanceof UserError)) throw error;
      passedOver.push(file.path);
    }
  }
  if (passedOver.length > 0)
    say(`Passed over ${passedOver.length} files without steps (${passedOver.slice(0, 3).join(', ')}).`);
  return parts;
}

function partOf(path: string, reader: TraceReader): LogPart {
  const [, iteration] = /(\d+)-iteration\.csv$/i.exec(path) ?? [];
  return {
    trace: reader.end(),
    iteration: iteration === undefined ? null : Number(iteration),
    isEvaluation: /evaluation/i.test(path),
  };
}
