/** Makes the constants of a car from real logs, and tries them on logs that it did not see. */
import { Command, Option } from 'commander';
import { CAR_NAMES, CAR_SPECS, type CarName, type CarSpec } from '../../car/spec.ts';
import { besideLogs, replayOf } from '../../lap/beside-log.ts';
import { FITTED, type FittedConstant, fitCar, fitErrorOf } from '../../lap/fit-car.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { readCarLogs, showBeside } from './calibration.ts';
import type { Bench, BenchResult } from './report.ts';

interface Options {
  readonly log: readonly string[];
  readonly holdOut?: readonly string[];
  readonly car: CarName;
  readonly constants: readonly FittedConstant[];
  readonly from?: string;
  readonly evaluations: number;
}

export function fitCarBench(): Bench {
  const command = new Command('fit-car')
    .description("a car's constants from real logs: prints them, and how the car drives beside logs held out")
    .requiredOption('--log <files...>', "DeepRacer's step logs to fit to")
    .option('--hold-out <files...>', 'logs to try the result on')
    .addOption(new Option('--car <name>', 'where to begin').choices(CAR_NAMES).default('deepracer-v6'))
    .addOption(new Option('--constants <names...>', 'which to change').choices(FITTED).default([...FITTED]))
    .option('--from <json>', 'other values to begin with, as {"frontGrip": 20}')
    .option('--evaluations <n>', 'so many cars are tried', wholeNumber(1, 100_000), 600);
  return { command, digits: 3, measure };
}

function measure({ log, holdOut, car, constants, from, evaluations }: Options): BenchResult {
  const logs = readCarLogs(log, undefined, car);
  const begin: CarSpec = { ...CAR_SPECS[car], ...(from === undefined ? {} : JSON.parse(from)) };
  const { spec, error, uncertainty } = fitCar(begin, constants, logs, evaluations, ({ total }, evaluation) => {
    say(`${evaluation}: ${total.toFixed(4)}`);
  });
  for (const name of FITTED) {
    const share = uncertainty[name];
    say(`  ${name}: ${Number(spec[name].toPrecision(3))}${share === undefined ? '' : ` ± ${(100 * share).toFixed(0)} %`}`);
  }
  showBeside(besideLogs(spec, logs));
  const others = holdOut === undefined ? null : readCarLogs(holdOut, undefined, car);
  if (others) {
    say('held out:');
    showBeside(besideLogs(spec, others));
  }
  return {
    bench: 'fit-car',
    unit: 'error',
    values: [error.total],
    car,
    constants: Object.fromEntries(FITTED.map((name) => [name, spec[name]])),
    steeringDeadTicks: spec.steeringDeadTicks,
    speedDeadTicks: spec.speedDeadTicks,
    uncertainty,
    error,
    replay: replayOf(spec, logs),
    heldOut: others && { error: fitErrorOf(others)(spec), replay: replayOf(spec, others) },
  };
}
