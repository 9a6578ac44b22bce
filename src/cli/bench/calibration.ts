/** The cars' responses beside the figures found in real logs, and how far replayed log episodes stray. */
import { Command } from 'commander';
import { calibrateV4, calibrateV6, isWithinTolerance, type Target, TOLERANCE } from '../../car/calibration.ts';
import { CAR_SPECS, type CarName } from '../../car/spec.ts';
import { strayDistances } from '../../lap/retrace.ts';
import { readTrace } from '../../lap/simtrace.ts';
import { episodesOf } from '../../lap/trace.ts';
import { readText } from '../../store/files.node.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, summarise } from './report.ts';

/** One second of decisions. */
const RETRACE_ROWS = 15;

interface Options {
  readonly logV6?: string;
  readonly logV4?: string;
}

export function calibrationBench(): Bench {
  const command = new Command('calibration')
    .description("the cars' step responses beside the targets from real logs")
    .option('--log-v6 <file>', 'a DeepRacer log of simulator version 5 or newer to retrace')
    .option('--log-v4 <file>', 'a DeepRacer log of simulator version 3 or 4 to retrace');
  return { command, digits: 3, measure };
}

function measure({ logV6, logV4 }: Options): BenchResult {
  const cars = {
    'deepracer-v6': { targets: calibrateV6(), log: logV6 },
    'deepracer-v4': { targets: calibrateV4(), log: logV4 },
  };
  const results = Object.entries(cars).map(([car, { targets, log }]) => {
    tell(car, targets);
    const retraced = log === undefined ? null : retrace(car as CarName, log);
    if (retraced !== null) say(`  one second of the log's commands: strays ${retraced.toFixed(3)} m, median`);
    return { car, targets, retracedMetres: retraced };
  });
  // How far each figure lies outside its target's range, as a part of it: 0 = inside.
  const values = results.flatMap(({ targets }) => targets.map(distanceFromRange));
  return { bench: 'calibration', unit: 'outside target', values, tolerance: TOLERANCE, results };
}

function tell(car: string, targets: readonly Target[]): void {
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

function retrace(car: CarName, log: string): number {
  const trace = readTrace(readText(log), log);
  const values = episodesOf(trace).flatMap((episode) => strayDistances(CAR_SPECS[car], trace, episode, RETRACE_ROWS));
  return summarise({ bench: 'retrace', unit: 'm', values }).median;
}
