/** What training loses with the default reward written in a language of its own instead of compiled in, start-up apart. */
import { Command, Option } from 'commander';
import { rewardEntry } from '../../learn/recipe.ts';
import { workerTeam } from '../../learn/team.node.ts';
import { train } from '../../learn/trainer.ts';
import { DEFAULT_REWARD } from '../../reward/builtin.ts';
import { DEFAULT_LIMITS } from '../../reward/sandbox.ts';
import { type RewardSource, rewardSource } from '../../reward/source.ts';
import { libraryText } from '../../store/rewards.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { recipeFor } from '../recipe-options.ts';
import { defaultWorkers } from '../train.ts';
import type { Bench, BenchResult } from './report.ts';

interface Options {
  readonly language: 'python' | 'typescript';
  readonly pairs: number;
  readonly updates: number;
}

export function rewardTrainingBench(): Bench {
  const command = new Command('reward-training')
    .description('percent of time that updates take longer with the default reward in a sandbox, start-up apart')
    .addOption(new Option('--language <name>', 'which').choices(['python', 'typescript']).default('python'))
    .option('--pairs <n>', 'trainings with and without, in turn', wholeNumber(1, 100), 7)
    .option('--updates <n>', 'of each', wholeNumber(3, 1000), 20);
  return { command, digits: 1, measure };
}

async function measure({ language, pairs, updates }: Options): Promise<BenchResult> {
  const file = language === 'python' ? 'reward.py' : 'reward.ts';
  const source = rewardSource(file, libraryText(DEFAULT_REWARD, language));
  const values: number[] = [];
  const runs: unknown[] = [];
  await secondsPerUpdate(updates, undefined);
  for (let pair = 0; pair < pairs; pair++) {
    const native = await secondsPerUpdate(updates, undefined);
    const sandboxed = await secondsPerUpdate(updates, source);
    values.push(100 * (sandboxed / native - 1));
    runs.push({ native, sandboxed });
    say(`${native.toFixed(4)} s per update as compiled in, ${sandboxed.toFixed(4)} s in ${language}`);
  }
  return { bench: 'reward-training', unit: '%', values, language, updates, runs };
}

/** The mean, without the first update: its time is the start's. */
async function secondsPerUpdate(updates: number, source: RewardSource | undefined): Promise<number> {
  const track = loadTrack(DEFAULT_TRACK);
  const { recipe: plain } = recipeFor([track], { seed: 1, until: { updates } });
  const recipe = source ? { ...plain, reward: rewardEntry(source) } : plain;
  const reward = source && { source, zero: false, limits: DEFAULT_LIMITS };
  const started = performance.now();
  const clock = () => (performance.now() - started) / 1000;
  const at: number[] = [];
  await train({
    recipe,
    tracks: [track],
    newTeam: (start) => workerTeam(recipe, [track], { workers: defaultWorkers(), start, ...(reward && { reward }) }),
    startBackend: startWasm,
    clock,
    onProgress: () => void at.push(clock()),
  });
  const gaps = at.slice(1).map((time, i) => time - at[i]);
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}
