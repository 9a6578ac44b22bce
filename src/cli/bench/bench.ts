/** `lapzero bench`: every figure that the README quotes, measured here and now. */
import { Command } from 'commander';
import { calibrationBench } from './calibration.ts';
import { cameraBench } from './camera.ts';
import { firstLapBench } from './first-lap.ts';
import { simulateBench } from './simulate.ts';
import { updateBench } from './update.ts';

export function benchCommand(): Command {
  const command = new Command('bench').description('measure this machine; standard output gets one JSON object per bench');
  command.addHelpText('after', '\nEvery bench prints {bench, unit, values, median, min, max, …}.');
  for (const bench of [firstLapBench(), updateBench(), simulateBench(), cameraBench(), calibrationBench()]) {
    command.addCommand(bench.option('--json', 'print JSON on a terminal, too'));
  }
  return command;
}
