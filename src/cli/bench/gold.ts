/** Time to gold: from blank weights until a policy's laps are nearly as fast as the car allows, both ways. */
import { Command } from 'commander';
import { fastestSpeed } from '../../car/actions.ts';
import { provenLimit } from '../../lap/limit.ts';
import { type Evaluation, lapsPerDrive } from '../../learn/evaluation.ts';
import { workerTeam } from '../../learn/team.node.ts';
import { type TrainingProgress, train } from '../../learn/trainer.ts';
import { UserError } from '../../math/error.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { bothWays, type Track } from '../../track/track.ts';
import { thousands } from '../../ui/format.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { recipeFor } from '../recipe-options.ts';
import { defaultWorkers } from '../train.ts';
import type { Bench, BenchResult } from './report.ts';

/** A lap that takes no longer than this, as a multiple of the limit's flying lap, is gold. */
const GOLD = 1.1;

interface Options {
  readonly track: readonly string[];
  readonly seeds: number;
  readonly workers: number;
}

export function goldBench(): Bench {
  const command = new Command('gold')
    .description(`steps from blank weights, by --goal gold, to clean laps within ${GOLD} × the limit, both ways`)
    .option('--track <name|file...>', 'bundled tracks, or .json or .npy files', [DEFAULT_TRACK])
    .option('--seeds <n>', 'seeds 1 to n, one run each', wholeNumber(1, 1000), 3)
    .option('--workers <n>', 'threads', wholeNumber(1, 64), defaultWorkers());
  return { command, digits: 0, measure };
}

/** Of a run that did not get there, the whole budget is its value, and `reached` is false. */
async function measure({ track: names, seeds, workers }: Options): Promise<BenchResult> {
  const runs = [];
  for (const track of names.map(loadTrack)) {
    const limits = limitsOf(track);
    for (let seed = 1; seed <= seeds; seed++) {
      const run = await timeToGold(track, limits, seed, workers);
      runs.push({ track: track.name, seed, ...run });
      const { reached, steps, seconds, ratio } = run;
      const told = reached
        ? `gold after ${thousands(steps)} steps, ${seconds.toFixed(1)} s`
        : `no gold in ${thousands(steps)} steps`;
      say(`${track.name}, seed ${seed}: ${told}; best ${ratio?.toFixed(3) ?? '–'} × the limit`);
    }
  }
  return { bench: 'gold', unit: 'steps', values: runs.map(({ steps }) => steps), workers, runs };
}

/** Flying laps, s: in the track's own direction and against it. */
function limitsOf(track: Track): number[] {
  const { recipe } = recipeFor([track], { seed: 1, goal: 'gold' });
  const cap = fastestSpeed(recipe.actionSpace);
  return bothWays([track]).map((directed) => {
    const limit = provenLimit(directed, recipe.car, cap);
    if (limit) return limit.driven.flying;
    throw new UserError('--track', track.name, `has no limit that is driven at ${cap} m/s`, 'use another track');
  });
}

interface Run {
  readonly reached: boolean;
  readonly steps: number;
  readonly seconds: number;
  /** the best that was evaluated until then; null before clean laps both ways */
  readonly ratio: number | null;
}

async function timeToGold(track: Track, limits: readonly number[], seed: number, workers: number): Promise<Run> {
  const { recipe } = recipeFor([track], { seed, goal: 'gold' });
  const stopping = new AbortController();
  const started = performance.now();
  let ratio: number | null = null;
  let gold: TrainingProgress | undefined;
  const result = await train({
    recipe,
    tracks: [track],
    newTeam: (start) => workerTeam(recipe, [track], { workers, start }),
    startBackend: startWasm,
    clock: () => (performance.now() - started) / 1000,
    signal: stopping.signal,
    onProgress(progress) {
      const { evaluation, metrics } = progress;
      if (evaluation?.update !== metrics.update) return;
      const now = worstRatio(evaluation, limits, lapsPerDrive(recipe, 1));
      if (now === null) return;
      ratio = Math.min(ratio ?? now, now);
      if (now > GOLD) return;
      gold ??= progress;
      stopping.abort();
    },
  });
  const { steps, seconds } = gold ?? result;
  return { reached: gold !== undefined, steps, seconds, ratio };
}

/** The slower way's fastest lap by its limit; null unless all laps that were asked for are clean. */
function worstRatio({ drives }: Evaluation, limits: readonly number[], laps: number): number | null {
  if (drives.some((drive) => drive.laps.length < laps)) return null;
  return Math.max(
    ...drives.map((drive, i) => Math.min(...drive.laps.map(({ microseconds }) => microseconds)) / 1e6 / limits[i]),
  );
}
