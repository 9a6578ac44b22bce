/** Clean laps on generated courses that no training has seen, both ways, greedy. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { agentEnvironment } from '../../lap/drive.ts';
import { driveGreedily } from '../../policy/policy.ts';
import { END, TRAINING_RULES } from '../../sim/episode.ts';
import { RANDOMISATIONS } from '../../sim/randomisation.ts';
import { readAgent } from '../../store/agents.node.ts';
import { PROJECT } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { generateTrack } from '../../track/generator.ts';
import type { GeneratorVersion } from '../../track/generator-options.ts';
import { bothWays } from '../../track/track.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import type { Bench, BenchResult } from './report.ts';

/** Far from the seeds that training takes, which begin at 1,000,000. */
const FIRST_SEED = 5_000_000;

interface Options {
  readonly agent: string;
  readonly courses: number;
  readonly generator: GeneratorVersion;
  readonly randomise: keyof typeof RANDOMISATIONS;
}

export function unseenBench(): Bench {
  const command = new Command('unseen')
    .description('percent of clean greedy laps on generated courses with unused seeds, both ways')
    .option('--agent <dir>', 'folder of a trained agent', join(PROJECT, 'agents', 'allrounder'))
    .option('--courses <n>', 'courses, from easy to cruel', wholeNumber(1, 1000), 40)
    .option('--generator <1|2>', 'the track generator; the bundled allrounder was trained on 1', wholeNumber(1, 2), 1)
    .addOption(
      new Option('--randomise <how>', 'another world for every lap').choices(['none', 'light', 'full']).default('none'),
    );
  return { command, digits: 0, measure };
}

/** 100 for a clean lap, 0 for any other, one value per course and direction. */
async function measure({ agent: folder, courses, generator, randomise }: Options): Promise<BenchResult> {
  await startWasm();
  const agent = readAgent(folder);
  const difficulty = (i: number) => (courses > 1 ? i / (courses - 1) : 0.5);
  const unseen = Array.from({ length: courses }, (_, i) =>
    generateTrack({ seed: FIRST_SEED + i, difficulty: difficulty(i), generator }),
  );
  const failures: { course: string; difficulty: number; direction: string; progress: number }[] = [];
  const values = bothWays(unseen).map((track, i) => {
    // A seed of its own for each lap: with randomisation, a world of its own.
    const options = { rules: TRAINING_RULES, seed: i, randomisation: RANDOMISATIONS[randomise] };
    const [{ end, progress }] = driveGreedily(agent.policy, agentEnvironment(agent, track, options));
    if (end === END.lapComplete) return 100;
    const direction = track.isCcw ? 'ccw' : 'cw';
    failures.push({ course: track.name, difficulty: difficulty(i >> 1), direction, progress });
    return 0;
  });
  const clean = values.filter((value) => value === 100).length;
  say(`${clean} of ${values.length} laps are clean (${((100 * clean) / values.length).toFixed(1)} %)`);
  return {
    bench: 'unseen',
    unit: '%',
    values,
    randomise,
    clean,
    laps: values.length,
    cleanPercent: (100 * clean) / values.length,
    failures,
  };
}
