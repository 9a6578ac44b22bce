/** Wall clock from blank weights to the first clean greedy lap, or until the track is solved. */
import { Command, Option } from 'commander';
import { RECIPE_DEFAULTS } from '../../learn/recipe.ts';
import { workerTeam } from '../../learn/team.node.ts';
import { train } from '../../learn/trainer.ts';
import { weightsHash } from '../../policy/agent.ts';
import { DEFAULT_LIMITS } from '../../reward/sandbox.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { thousands } from '../../ui/format.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { recipeFor } from '../recipe-options.ts';
import { defaultWorkers } from '../train.ts';
import type { Bench, BenchResult } from './report.ts';

interface Options {
  readonly track: string;
  readonly seeds: number;
  readonly workers: number;
  readonly until: 'lap' | 'solved';
  readonly reward?: string;
}

export function firstLapBench(): Bench {
  const command = new Command('first-lap')
    .description('seconds from blank weights to the first clean greedy lap, default settings')
    .option('--track <name|file>', 'a bundled track, or a .json or .npy file', DEFAULT_TRACK)
    .option('--seeds <n>', 'seeds 1 to n, one run each', wholeNumber(1, 1000), 5)
    .option('--workers <n>', 'threads', wholeNumber(1, 64), defaultWorkers())
    .option('--reward <name|file>', 'another than the default')
    .addOption(
      new Option('--until <what>', 'the first lap, or three in a row each way').choices(['lap', 'solved']).default('lap'),
    );
  return { command, digits: 2, measure };
}

async function measure({ track: name, seeds, workers, until, reward: rewardName }: Options): Promise<BenchResult> {
  const track = loadTrack(name);
  const values: number[] = [];
  const runs: unknown[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { recipe, reward } = recipeFor([track], { seed, until, ...(rewardName !== undefined && { reward: rewardName }) });
    // The clock starts before anything is loaded: back end, track and threads count.
    const started = performance.now();
    const clock = () => (performance.now() - started) / 1000;
    const { seconds, steps, updates, firstLap, bestLapSeconds, policy } = await train({
      recipe,
      tracks: [track],
      newTeam: (start) =>
        workerTeam(recipe, [track], {
          workers,
          start,
          ...(reward && { reward: { source: reward, zero: false, limits: DEFAULT_LIMITS } }),
        }),
      startBackend: startWasm,
      clock,
    });
    values.push(seconds);
    runs.push({ seed, seconds, steps, updates, firstLap, bestLapSeconds, hash: weightsHash(policy.network) });
    say(`seed ${seed}: ${seconds.toFixed(2)} s, ${thousands(steps)} steps, best lap ${bestLapSeconds?.toFixed(3)} s`);
  }
  const bench = until === 'lap' ? 'first-lap' : 'solved';
  return { bench, unit: 's', values, track: track.name, workers, evaluateEvery: RECIPE_DEFAULTS.evaluateEvery, runs };
}
