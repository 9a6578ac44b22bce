/** `lapzero tracks`: look at tracks, convert them, and ask the inputs of a reward function. */
import { extname } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import { DEEPRACER_SHAPE } from '../car/spec.ts';
import { wrapAngle } from '../math/angles.ts';
import { UserError } from '../math/error.ts';
import { cos, MAX_ANGLE, sin } from '../math/exact.ts';
import { readJson } from '../math/read-json.ts';
import { inputsOf, newRewardInputs, objectInputs, writePoseInputs } from '../sim/inputs.ts';
import { roadObject } from '../sim/objects.ts';
import { readText, writeWhole } from '../store/files.node.ts';
import { bundledTrackNames, loadTrack } from '../store/tracks.node.ts';
import { difficultyLabel, trackDifficulty, widthRange } from '../track/difficulty.ts';
import { formatTrackJson, formatTrackNpy, parseTrackJson } from '../track/format.ts';
import { generateTrack } from '../track/generator.ts';
import {
  type GeneratorOptions,
  type GeneratorVersion,
  NEWEST_GENERATOR,
  spreadDifficulties,
} from '../track/generator-options.ts';
import { pageSvg, planFigures, planSvg, thumbnailSvg } from '../track/picture.ts';
import { reverseTrack, type Track } from '../track/track.ts';
import { drawMap } from './map.ts';
import { decimal, wholeNumber } from './options.ts';
import { printJson, say } from './output.ts';

export function tracksCommand(): Command {
  const command = new Command('tracks').description('tracks: list, show, import, and what reward functions see of them');
  command
    .command('list')
    .description('the bundled tracks, easiest first')
    .option('--json', 'print JSON on a terminal, too')
    .action(({ json }: { json?: boolean }) => listTracks(json === true));
  command
    .command('show')
    .description('a track from above, and its figures')
    .argument('<track>', 'a bundled track, or a .json or .npy file')
    .option('--json', 'print JSON on a terminal, too')
    .action((name: string, { json }: { json?: boolean }) => showTrack(loadTrack(name), json === true));
  command
    .command('import')
    .description('check a track file and write it as .json or .npy')
    .argument('<file>', 'a .npy (DeepRacer route) or .json file')
    .requiredOption('--out <file>', 'where to write it, .json or .npy')
    .addHelpText('after', '\nExample:\n  lapzero tracks import reinvent_base.npy --out reinvent.json')
    .action(importTrack);
  command
    .command('generate')
    .description('make a new track from a seed, the same one for the same options')
    .requiredOption('--out <file>', 'where to write it, .json or .npy')
    .option('--seed <n>', 'another seed, another track', wholeNumber(0, 0xffff_ffff), 1)
    .option('--difficulty <0..1>', '0 = wide and round, 1 = narrow and winding', decimal(0, 1), 0.5)
    .option('--length <m>', 'metres around, about', decimal(6, 120))
    .option('--width <m>', 'metres across', decimal(0.5, 2))
    .option('--name <name>', 'its name (default: generated-SEED)')
    .option('--generator <1|2>', '1 draws the round tracks of older versions', wholeNumber(1, 2), NEWEST_GENERATOR)
    .addHelpText('after', '\nExample:\n  lapzero tracks generate --seed 7 --difficulty 0.8 --length 25 --out seven.json')
    .action(generate);
  command
    .command('thumbnail')
    .description('a track as a small SVG')
    .argument('<track>', 'a bundled track, or a .json or .npy file')
    .requiredOption('--out <file>', 'where to write it, .svg')
    .action((name: string, { out }: { out: string }) => writeWhole(out, thumbnailSvg(loadTrack(name))));
  command
    .command('page')
    .description('generated tracks of all difficulties side by side, as one SVG')
    .requiredOption('--out <file>', 'where to write it, .svg')
    .option('--seed <n>', 'the first seed', wholeNumber(0, 0xffff_ffff - MAX_ON_PAGE), 1)
    .option('--count <n>', 'tracks on the page', wholeNumber(1, MAX_ON_PAGE), 40)
    .option('--generator <1|2>', '1 draws the round tracks of older versions', wholeNumber(1, 2), NEWEST_GENERATOR)
    .addHelpText('after', '\nExample:\n  lapzero tracks page --seed 1 --count 40 --out page.svg')
    .action(page);
  command
    .command('plan')
    .description('a floor plan to tape a real track by: an SVG to print, with tape points and metres of tape')
    .argument('<track>', 'a bundled track, or a .json or .npy file')
    .requiredOption('--out <file>', 'where to write it, .svg')
    .option('--json', 'print its figures as JSON on a terminal, too')
    .action(plan);
  command
    .command('inputs')
    .description('the reward inputs of poses on a track, one JSON object a line')
    .argument('<track>', 'a bundled track, or a .json or .npy file')
    .requiredOption('--poses <file>', 'one JSON object a line: {"base_x": …, "base_y": …, "yaw_rad": …}')
    .addHelpText(
      'after',
      `
Fields of a pose: base_x, base_y (m, the car's base) and yaw_rad are needed; prev_progress, start_ndist,
reverse_dir, steps, speed, steering_angle and objects [{x, y, heading, speed, kind}] may be given.`,
    )
    .action((name: string, { poses }: { poses: string }) => printInputs(loadTrack(name), poses));
  return command;
}

function figures(track: Track) {
  const { centre } = track;
  const [minWidth, maxWidth] = widthRange(track);
  const { name, length, place, description } = track;
  const difficulty = trackDifficulty(track);
  return {
    name,
    description,
    length,
    minWidth,
    maxWidth,
    difficulty,
    difficultyLabel: difficultyLabel(difficulty),
    place,
    waypoints: centre.count,
    direction: track.isCcw ? 'ccw' : 'cw',
  };
}

type Figures = ReturnType<typeof figures>;

/** `0.80`, or `0.65 to 1.25` where it changes along the lap; m. */
function widthText({ minWidth, maxWidth }: Figures): string {
  return maxWidth - minWidth < 0.005 ? minWidth.toFixed(2) : `${minWidth.toFixed(2)} to ${maxWidth.toFixed(2)}`;
}

function listTracks(json: boolean): void {
  const rows = bundledTrackNames()
    .map((name) => figures(loadTrack(name)))
    .sort((a, b) => a.difficulty - b.difficulty);
  for (const row of rows) {
    const { name, length, difficultyLabel, description } = row;
    const width = `${widthText(row).padStart(12)} m wide`;
    say(
      `${name.padEnd(11)} ${length.toFixed(1).padStart(5)} m  ${width}  ${difficultyLabel.padEnd(6)}  ${description}`.trimEnd(),
    );
  }
  printJson(rows, json);
}

function showTrack(track: Track, json: boolean): void {
  const row = figures(track);
  const { points } = track.centre;
  say(drawMap(track, 70, 22, [{ x: points[0], y: points[1], mark: '◆' }]).join('\n'));
  const { name, length, difficulty, waypoints, direction, description } = row;
  say(
    `${name}: ${length.toFixed(2)} m long, ${widthText(row)} m wide, ${row.difficultyLabel} (${difficulty.toFixed(2)} of 1), ${waypoints} waypoints, runs ${direction}. ◆ is the start.`,
  );
  if (description !== '') say(description);
  printJson(row, json);
}

const MAX_ON_PAGE = 400;

interface PageOptions {
  readonly seed: number;
  readonly generator: GeneratorVersion;
  readonly out: string;
  readonly count: number;
}

function page({ out, seed, count, generator }: PageOptions): void {
  const tracks = spreadDifficulties(count).map((difficulty, i) => generateTrack({ seed: seed + i, difficulty, generator }));
  writeWhole(out, pageSvg(tracks));
  say(`Wrote ${out}: ${count} tracks, from easy to hard.`);
}

interface GenerateOptions extends Omit<GeneratorOptions, 'surface'> {
  readonly out: string;
}

function generate({ out, ...options }: GenerateOptions): void {
  let track: Track;
  try {
    track = generateTrack(options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('tracks generate', 'the options', 'fit no track', error.message);
  }
  // Read as any track file is, so that a name or shape we would refuse is refused now.
  parseTrackJson(formatTrackJson(track), out);
  writeTrack(track, out);
}

function plan(name: string, { out, json }: { out: string; json?: boolean }): void {
  const track = loadTrack(name);
  const figures = planFigures(track);
  writeWhole(out, planSvg(track));
  const { room, borderTape, dashTape } = figures;
  say(
    `Wrote ${out}. Room ${room.width.toFixed(2)} × ${room.height.toFixed(2)} m, ${borderTape.toFixed(1)} m of white tape, ${dashTape.toFixed(1)} m of yellow.`,
  );
  printJson(figures, json === true);
}

function importTrack(file: string, { out }: { out: string }): void {
  writeTrack(loadTrack(file), out);
}

function writeTrack(track: Track, out: string): void {
  const format = { '.json': formatTrackJson, '.npy': formatTrackNpy }[extname(out).toLowerCase()];
  if (!format) throw new UserError('--out', `"${out}"`, 'has no known ending', 'end it with .json or .npy');
  writeWhole(out, format(track));
  say(`Wrote ${out}: ${track.length.toFixed(2)} m, ${track.centre.count} waypoints.`);
}

const metres = z.number().min(-1e4).max(1e4);
const poseSchema = z.strictObject({
  base_x: metres,
  base_y: metres,
  yaw_rad: z.number().min(-MAX_ANGLE).max(MAX_ANGLE),
  prev_progress: z.number().default(0),
  start_ndist: z.number().default(0),
  reverse_dir: z.boolean().default(false),
  steps: z.number().default(0),
  speed: z.number().default(0),
  steering_angle: z.number().default(0),
  objects: z
    .array(
      z.strictObject({
        x: metres,
        y: metres,
        heading: z.number().min(-MAX_ANGLE).max(MAX_ANGLE).default(0),
        speed: z.number().default(0),
        kind: z.enum(['box', 'bot']).default('box'),
      }),
    )
    .max(100)
    .default([]),
});

async function printInputs(forward: Track, file: string): Promise<void> {
  const reversed = reverseTrack(forward);
  let number = 0;
  for (const line of readText(file).split('\n')) {
    number++;
    if (line.trim() === '') continue;
    const where = `${file}, line ${number}`;
    const row = readJson(line, poseSchema, where, 'see tracks inputs --help');
    const track = row.reverse_dir ? reversed : forward;
    const objects = objectInputs(track, row.objects.map(roadObject));
    const inputs = newRewardInputs(1, row.objects.length);
    const yaw = wrapAngle(row.yaw_rad);
    const pose = { x: row.base_x, y: row.base_y, yaw, cosYaw: cos(yaw), sinYaw: sin(yaw) };
    const progress = { start: row.start_ndist, previous: row.prev_progress };
    writePoseInputs(inputs, 0, track, pose, DEEPRACER_SHAPE, progress, objects, DEEPRACER_CAMERA);
    inputs.steps[0] = row.steps;
    inputs.speed[0] = row.speed;
    inputs.steering_angle[0] = row.steering_angle;
    await printLine(JSON.stringify(inputsOf(inputs, 0, track)));
  }
}

/** Waits when the reader is slower than we are. */
async function printLine(line: string): Promise<void> {
  const { stdout } = process;
  if (stdout.destroyed || stdout.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => {
    stdout.once('drain', resolve).once('close', resolve);
  });
}
