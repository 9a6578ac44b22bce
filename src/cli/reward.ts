/** `lapzero reward`: check a reward function, begin a new one, see its inputs. */
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_HYPERPARAMETERS } from '../learn/hyperparameters.ts';
import { UserError } from '../math/error.ts';
import { type CheckReport, checkOnInputs, checkReward } from '../reward/check.ts';
import { REWARD_INPUTS, typeDeclarations } from '../reward/contract.ts';
import { recordProbes } from '../reward/probes.ts';
import { describeProblem, problemInputs } from '../reward/problem.ts';
import { withRacingLine } from '../reward/racing-line.ts';
import { type Sliders, slidersCode, slidersSchema, WISHES } from '../reward/sliders.ts';
import { type RewardSource, rewardSource } from '../reward/source.ts';
import { recordTrials } from '../reward/trials.ts';
import { readText, writeWhole } from '../store/files.node.ts';
import { preparePackages } from '../store/python-packages.node.ts';
import { libraryNames, libraryText } from '../store/rewards.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../store/tracks.node.ts';
import { PYTHON_PACKAGES_HELP } from './options.ts';
import { printJson, say } from './output.ts';
import { rewardStrip } from './reward-strip.ts';
import { commandSandboxes } from './sandboxes.ts';

export function rewardCommand(): Command {
  return new Command('reward')
    .description('write and check reward functions')
    .addCommand(checkCommand())
    .addCommand(newCommand())
    .addCommand(inputsCommand());
}

interface CheckOptions {
  readonly track: string;
  readonly inputs?: string;
  readonly pythonPackages?: string;
  readonly json?: boolean;
}

function checkCommand(): Command {
  return new Command('check')
    .description('run a reward function over recorded drives: does it work, what does it return, how long does it take?')
    .argument('<file>', 'a .py, .ts or .js file')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK)
    .option('--inputs <file>', 'run it on these inputs instead: JSON lines, one call each')
    .option('--python-packages <dir|url>', PYTHON_PACKAGES_HELP)
    .option('--json', 'print the result as JSON on a terminal, too')
    .addHelpText(
      'after',
      `
It drives a lap, leaves the road, and passes six boxes. With --inputs a first line {"waypoints": [[x, y], …]} without x
holds what is common to all. Standard output gets one JSON object (always when it is not a terminal): {valid,
error: {type, message, line, column} | null, warnings, microsecondsPerCall, values, printed, findings: [{kind,
severity, text, numbers, fix}]}. The exit code is 2 when the
function is not valid.

Examples:
  lapzero reward check my-reward.py
  lapzero reward check my-reward.ts --track classic --json
  lapzero reward check my-reward.py --inputs inputs.jsonl`,
    )
    .action(runCheck);
}

async function runCheck(file: string, { track: name, inputs, pythonPackages, json }: CheckOptions): Promise<void> {
  const source = rewardSource(file, readText(file));
  const packages = pythonPackages === undefined ? undefined : await preparePackages(pythonPackages, source);
  const options = { source, platform: commandSandboxes(packages), now: () => performance.now() };
  if (inputs === undefined) {
    const track = loadTrack(name);
    const trials = recordTrials(track);
    const probes = { drives: recordProbes(track, trials[0]), discount: DEFAULT_HYPERPARAMETERS.discount };
    const report = await checkReward({ ...options, probes }, trials);
    printCheck(source, report);
    for (const { trial, values } of report.trials) {
      say(`  ${trial.name.padEnd(13)} ${statistics(values)}  ${rewardStrip(trial, values)}`);
    }
    printFindings(report);
    printRest(report);
    finish(report, json);
  } else {
    const { common, lines } = readInputs(inputs);
    const report = await checkOnInputs(options, common, lines);
    printCheck(source, report);
    if (report.values.length > 0) say(`  ${statistics(report.values)}`);
    printRest(report);
    finish(report, json);
  }
}

type Told = Omit<CheckReport, 'trials'>;

function printCheck({ file }: RewardSource, { valid, problem, values, microsecondsPerCall }: Told): void {
  const time = microsecondsPerCall === null ? '' : `, ${microsecondsPerCall.toFixed(0)} µs each`;
  if (valid) say(`${file} works: ${values.length} calls${time}.`);
  else if (problem) say(describeProblem(problem));
}

function printFindings({ findings }: Told): void {
  for (const { severity, text, numbers, fix } of findings) {
    say(`${severity === 'severe' ? 'Trouble: ' : 'Note: '}${text}`);
    say(`  ${numbers} ${fix}`);
  }
}

const SHOWN_LINES = 12;

function printRest({ reads, printed, warnings }: Told): void {
  if (reads.length > 0) say(`It reads ${reads.join(', ')}.`);
  const lines = printed.split('\n').filter(Boolean);
  if (lines.length > 0) say(`It printed ${lines.length} lines:`);
  for (const line of lines.slice(0, SHOWN_LINES)) say(`  ${line.slice(0, 200)}`);
  if (lines.length > SHOWN_LINES) say('  …');
  for (const { message, line } of warnings) say(`Warning${line === null ? '' : `, line ${line}`}: ${message}`);
}

function finish(
  { valid, problem, warnings, microsecondsPerCall, values, printed, findings }: Told,
  json: boolean | undefined,
): void {
  const error = problem && {
    type: problem.type,
    message: problem.message,
    line: problem.line,
    column: problem.column,
    traceback: problem.traceback,
    inputs: problemInputs(problem),
  };
  const said = warnings.map(({ message, line }) => (line === null ? message : `line ${line}: ${message}`));
  printJson({ valid, error, warnings: said, microsecondsPerCall, values, printed, findings }, json === true);
  if (!valid) process.exitCode = 2;
}

function statistics(values: readonly number[]): string {
  if (values.length === 0) return 'no call';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  return [`min ${number(least)}`, `mean ${number(mean)}`, `max ${number(most)}`].join('  ');
}

function number(value: number): string {
  return Number(value.toPrecision(3)).toString().padEnd(6);
}

/** The lines of a file of inputs, and what is common to all. @throws UserError naming the line */
function readInputs(file: string): { common: string; lines: string[] } {
  const lines = readText(file)
    .split('\n')
    .map((text, i) => ({ text: text.trim(), number: i + 1 }))
    .filter(({ text }) => text !== '');
  const objects = lines.map(({ text, number }) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new UserError(`${file}, line ${number}`, 'the text', 'is not JSON', 'give one JSON object a line');
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new UserError(`${file}, line ${number}`, 'the value', 'is no object', 'give the inputs of one call by their names');
  });
  const isCommon = objects.length > 0 && 'waypoints' in objects[0] && !('x' in objects[0]);
  const texts = lines.map(({ text }) => text);
  if (texts.length === (isCommon ? 1 : 0))
    throw new UserError(file, 'the file', 'has no inputs', 'give one JSON object a line');
  return isCommon ? { common: texts[0], lines: texts.slice(1) } : { common: '{}', lines: texts };
}

interface NewOptions {
  readonly template: string;
  readonly weights?: Sliders;
  readonly track: string;
  readonly out?: string;
}

function newCommand(): Command {
  return new Command('new')
    .description('write a file to begin with')
    .addOption(
      new Option('--template <name>', 'a bundled reward function').choices(libraryNames()).default('progress-and-speed'),
    )
    .option(
      '--weights <wishes>',
      `instead, from weights of wishes: ${WISHES.join(', ')}; such as central=1,fast=2`,
      parseWeights,
    )
    .option('--track <name|file>', 'the track whose racing line it is about', DEFAULT_TRACK)
    .option('--out <file>', 'a .py or .ts file (default: reward.py)', 'reward.py')
    .addHelpText(
      'after',
      `
Beside a .ts file it writes reward-params.d.ts, so that editors know every input.

Examples:
  lapzero reward new --template racing-line --track classic --out line.py
  lapzero reward new --weights progress=2,smooth=0.5 --out mine.ts`,
    )
    .action(runNew);
}

const LANGUAGES: Readonly<Record<string, 'python' | 'typescript'>> = { '.py': 'python', '.ts': 'typescript' };

function runNew({ template, weights, track, out = 'reward.py' }: NewOptions): void {
  const language = LANGUAGES[extname(out)];
  if (!language) throw new UserError('--out', `"${out}"`, 'is no .py or .ts file', 'name one');
  if (existsSync(out)) throw new UserError(out, 'the file', 'is there already', 'choose another --out');
  const text = libraryText(template, language);
  const isLine = template === 'racing-line';
  writeWhole(out, weights ? slidersCode(weights, language) : isLine ? withRacingLine(text, loadTrack(track)) : text);
  const types = join(dirname(out), 'reward-params.d.ts');
  if (language === 'typescript' && !existsSync(types)) writeWhole(types, typeDeclarations());
  say(`${out} is written. Next:`);
  say(`  npx lapzero reward check ${out}`);
  say(`  npx lapzero train --reward ${out} --watch`);
}

function parseWeights(text: string): Sliders {
  const wrong = () => new InvalidArgumentError(`Use weights from 0 to 10 of ${WISHES.join(', ')}; such as central=1,fast=2.`);
  const weights: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name, value] = /^([a-z]+)=(\d{1,2}(?:\.\d{1,4})?)$/.exec(part) ?? [];
    if (name === undefined) throw wrong();
    weights[name] = Number(value);
  }
  const read = slidersSchema.safeParse(weights);
  if (read.success) return read.data;
  throw wrong();
}

function inputsCommand(): Command {
  return new Command('inputs')
    .description('all inputs of a reward function')
    .option('--json', 'print it as JSON on a terminal, too')
    .action(({ json }: { json?: boolean }) => {
      for (const { name, unit, range, meaning } of REWARD_INPUTS) {
        say(`  ${name.padEnd(29)} ${[unit, range].filter(Boolean).join(', ').padEnd(22)} ${meaning}`);
      }
      printJson(REWARD_INPUTS, json === true);
    });
}
