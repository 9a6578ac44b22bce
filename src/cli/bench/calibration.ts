/** Simulated cars beside real ones: on the commands of real logs, or, without a log, their responses beside known figures. */
import { Command, Option } from 'commander';
import { calibrateV6, isWithinTolerance, type Target, TOLERANCE } from '../../car/calibration.ts';
import { CAR_NAMES, CAR_SPECS, type CarName } from '../../car/spec.ts';
import { type BesideLog, besideLogs, type CarLog, carLog } from '../../lap/beside-log.ts';
import type { SpeedClass } from '../../lap/motion.ts';
import { readTrace } from '../../lap/simtrace.ts';
import { UserError } from '../../math/error.ts';
import { readText } from '../../store/files.node.ts';
import { loadTrack } from '../../store/tracks.node.ts';
import { say } from '../output.ts';
import type { Bench, BenchResult } from './report.ts';

interface Options {
  readonly log?: readonly string[];
  readonly track?: string;
  readonly car: CarName;
}

export function calibrationBench(): Bench {
  const command = new Command('calibration')
    .description('simulated cars beside real ones: how hard they drive, how they respond, how far the simulated one strays')
    .option('--log <files...>', "DeepRacer's step logs; the simulated car drives their commands")
    .option('--track <name|file>', 'the track of the logs: refuses logs of another one')
    .addOption(new Option('--car <name>', 'which simulated car').choices(CAR_NAMES).default('deepracer-v6'));
  return { command, digits: 3, measure };
}

function measure({ log, track, car }: Options): BenchResult {
  if (log === undefined) return responses();
  const logs = readCarLogs(log, track, car);
  const compared = besideLogs(CAR_SPECS[car], logs);
  showBeside(compared);
  const { replay } = compared;
  return { bench: 'calibration', unit: 'm after 1 s', values: [replay.s1], car, logs: log, ...compared };
}

/** How much a log's track length may differ from the track's, as a part of it. */
const LENGTH_TOLERANCE = 0.01;

/** @throws UserError for a file that is no log, or is one of another track than `trackName` */
export function readCarLogs(files: readonly string[], trackName: string | undefined, car: CarName): CarLog[] {
  const track = trackName === undefined ? undefined : loadTrack(trackName);
  return files.map((file) => {
    const trace = readTrace(readText(file), file);
    const length = trace.columns.length[0];
    if (track && Math.abs(length / track.length - 1) > LENGTH_TOLERANCE) {
      const problem = `is ${length.toFixed(2)} m; ${track.name} has ${track.length.toFixed(2)} m`;
      throw new UserError(file, 'track_len', problem, 'name the track that the log was driven on');
    }
    const found = carLog(trace, CAR_SPECS[car].shape.frontPoint);
    if (found.drives.length > 0) return found;
    throw new UserError(file, 'episodes', 'are all shorter than ten decisions', 'give a log of longer driving');
  });
}

export function showBeside({ log, simulated, replay, steps, stepError, clocks }: BesideLog): void {
  say(`poses by ${[...new Set(clocks)].join(', ')} clock; m/s², log | simulated`);
  say('  m/s          samples    lateral p99    braking p1     acceleration p99');
  for (const real of log.bySpeed)
    showClass(
      real,
      simulated.bySpeed.find(({ from }) => from === real.from),
    );
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  say(`  sliding ${percent(log.slidingShare)} | ${percent(simulated.slidingShare)}`);
  say(`  replay: strays ${replay.s05.toFixed(3)}, ${replay.s1.toFixed(3)}, ${replay.s2.toFixed(3)} m in 0.5, 1, 2 s (median)`);
  say(`  steps, m/s over successive decisions: mean difference ${stepError.toFixed(3)}`);
  const speeds = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(' ');
  for (const step of steps) {
    say(
      `    ${step.from.toFixed(1)} → ${step.to.toFixed(1)} (${step.count})`.padEnd(24) +
        `${speeds(step.log)} | ${speeds(step.simulated)}`,
    );
  }
}

function showClass(real: SpeedClass, simulated: SpeedClass | undefined): void {
  const pair = (a: number, b: number | undefined) => `${a.toFixed(2)} | ${b?.toFixed(2) ?? '–'}`.padEnd(15);
  say(
    `  ${real.from.toFixed(1)} to ${real.to.toFixed(1)}   ${String(real.samples).padStart(7)}    ` +
      pair(real.lateralP99, simulated?.lateralP99) +
      pair(real.brakingP1, simulated?.brakingP1) +
      pair(real.accelerationP99, simulated?.accelerationP99),
  );
}

function responses(): BenchResult {
  const [car, targets] = ['deepracer-v6', calibrateV6()] as const;
  printTargets(car, targets);
  // How far each figure lies outside its target's range, as a part of it: 0 = inside.
  const values = targets.map(distanceFromRange);
  return { bench: 'calibration', unit: 'outside target', values, tolerance: TOLERANCE, results: [{ car, targets }] };
}

function printTargets(car: string, targets: readonly Target[]): void {
  say(`${car}`);
  for (const target of targets) {
    const { name, unit, low, high, measured } = target;
    const range = low === high ? `${low}` : `${low} to ${high}`;
    const verdict = isWithinTolerance(target) ? 'ok' : 'OUT';
    say(
      `  ${name.padEnd(24)} ${measured.toFixed(3).padStart(7)} ${unit.padEnd(2)} target ${range} ${unit}`.padEnd(66) + verdict,
    );
  }
}

function distanceFromRange({ low, high, measured }: Target): number {
  return measured < low ? 1 - measured / low : measured > high ? measured / high - 1 : 0;
}
