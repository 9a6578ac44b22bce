/** `lapzero bench`: every figure that the README quotes, measured here and now. */
import { Command } from 'commander';
import { attentionBench } from './attention.ts';
import { calibrationBench } from './calibration.ts';
import { cameraBench } from './camera.ts';
import { deployBench } from './deploy.ts';
import { firstLapBench } from './first-lap.ts';
import { fitCarBench } from './fit-car.ts';
import { generatorBench } from './generator.ts';
import { goldBench } from './gold.ts';
import { gpuBench } from './gpu.ts';
import { limitBench } from './limit.ts';
import { logsBench } from './logs.ts';
import { objectsBench } from './objects.ts';
import { pageBench } from './page.ts';
import { raceBench } from './race.ts';
import { allCommand, commandOf } from './report.ts';
import { rewardBench } from './reward.ts';
import { rewardTrainingBench } from './reward-training.ts';
import { simulateBench } from './simulate.ts';
import { unseenBench } from './unseen.ts';
import { updateBench } from './update.ts';

const BENCHES = [
  firstLapBench(),
  updateBench(),
  simulateBench(),
  raceBench(),
  cameraBench(),
  calibrationBench(),
  limitBench(),
  generatorBench(),
  unseenBench(),
  goldBench(),
  objectsBench(),
  attentionBench(),
  rewardBench(),
  rewardTrainingBench(),
  pageBench(),
  deployBench(),
  logsBench(),
];

export function benchCommand(): Command {
  const command = new Command('bench').description('measure this machine; standard output gets one JSON document');
  command.addHelpText('after', '\nEvery bench prints {bench, unit, values, median, min, max, …}.');
  for (const bench of BENCHES) command.addCommand(commandOf(bench));
  // Not among all: few machines have one.
  command.addCommand(commandOf(gpuBench()));
  // Needs real logs.
  command.addCommand(commandOf(fitCarBench()));
  return command.addCommand(allCommand(BENCHES));
}
