/** How fast the track generator is, whether its tracks are valid and different, and how near their shapes come to real ones. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../math/error.ts';
import { PROJECT } from '../../math/project.node.ts';
import { loadTrack } from '../../store/tracks.node.ts';
import { trackDifficulty } from '../../track/difficulty.ts';
import { formatTrackJson, parseTrackJson } from '../../track/format.ts';
import { generateTrack } from '../../track/generator.ts';
import { GENERATORS, type GeneratorOptions, type GeneratorVersion } from '../../track/generator-options.ts';
import {
  alikePairs,
  SHAPE_MEASURES,
  type ShapeProfile,
  shapeDistance,
  shapeProfile,
  shapeSignature,
} from '../../track/shape-statistics.ts';
import type { Track } from '../../track/track.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import type { Bench, BenchResult } from './report.ts';

/** Tracks that distances are measured on, at most: more change the third digit. */
const MAX_PROFILES = 1000;
/** Tracks made before the clock runs. */
const WARM_UP = 20;
/** A track is timed up to so many times, until it takes less than this, ms. */
const MAX_RUNS = 3;
const CLEARLY_FAST = 10;
/** Successive multiples of it, less whole numbers, spread evenly over 0..1. */
const GOLDEN = 0.6180339887498949;

interface Options {
  readonly seeds: number;
  readonly first: number;
  readonly real: string;
}

export function generatorBench(): Bench {
  const command = new Command('generator')
    .description('generated tracks: time for each, valid, alike, difficulty reached, distance to real tracks')
    .option('--seeds <n>', 'tracks to generate, of all difficulties', wholeNumber(1, 100_000), 1000)
    .option('--first <n>', 'the first seed', wholeNumber(0, 0xffff_ffff), 0)
    .option('--real <dir>', 'folder of .npy or .json tracks to compare with', join(PROJECT, '..', 'shared', 'data', 'tracks'));
  return { command, digits: 1, measure };
}

/** The difficulty that this bench asks of seed `i`. */
const difficultyOf = (i: number) => (i * GOLDEN) % 1;

/** Milliseconds of processor time, one value per track. */
function measure({ seeds, first, real }: Options): BenchResult {
  for (let i = 0; i < WARM_UP; i++) generateTrack({ seed: i, difficulty: difficultyOf(i), generator: 2 });
  const values: number[] = [];
  const invalid: string[] = [];
  const hashes = new Set<string>();
  const signatures = [];
  const profiles: ShapeProfile[] = [];
  let worst = 0;
  let sum = 0;
  for (let i = 0; i < seeds; i++) {
    const options = { seed: first + i, difficulty: difficultyOf(i), generator: 2 } as const;
    let track: Track;
    try {
      track = generateTrack(options);
      values.push(millisecondsFor(options));
      parseTrackJson(formatTrackJson(track), track.name);
    } catch (error) {
      if (!(error instanceof UserError || error instanceof RangeError)) throw error;
      invalid.push(`seed ${options.seed}: ${error.message}`);
      continue;
    }
    const error = Math.abs(trackDifficulty(track) - options.difficulty);
    worst = Math.max(worst, error);
    sum += error;
    hashes.add(track.hash);
    signatures.push(shapeSignature(track));
    if (profiles.length < MAX_PROFILES) profiles.push(shapeProfile(track));
  }
  const valid = seeds - invalid.length;
  const alike = alikePairs(signatures);
  say(`${valid} of ${seeds} tracks are valid, ${valid - hashes.size} repeated, ${alike.length} pairs alike`);
  say(`difficulty: ${(sum / valid).toFixed(3)} off on average, ${worst.toFixed(3)} at most`);
  const distances = distancesTo(real, profiles, first);
  return {
    bench: 'generator',
    unit: 'ms',
    values,
    seeds,
    valid,
    invalid,
    repeated: valid - hashes.size,
    alike,
    difficultyError: { mean: sum / valid, max: worst },
    distances,
  };
}

/** Processor time for one track. The work is always the same: the least of several runs has the least of other programs in it. */
function millisecondsFor(options: GeneratorOptions): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < MAX_RUNS && least > CLEARLY_FAST; run++) {
    const start = process.cpuUsage();
    generateTrack(options);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Wasserstein distances of both generators to the real tracks, by measure; null where there are none. */
function distancesTo(folder: string, second: readonly ShapeProfile[], first: number) {
  if (!existsSync(folder)) {
    say(`${folder} does not exist: no distances to real tracks. Give a folder of tracks with --real.`);
    return null;
  }
  const real = readdirSync(folder)
    .filter((file) => /\.(npy|json)$/.test(file))
    .map((file) => shapeProfile(loadTrack(join(folder, file))));
  if (real.length === 0)
    throw new UserError('--real', `"${folder}"`, 'holds no tracks', 'give a folder of .npy or .json tracks');
  const old = second.map((_, i) =>
    shapeProfile(generateTrack({ seed: first + i, difficulty: difficultyOf(i), generator: 1 })),
  );
  const made: Record<GeneratorVersion, readonly ShapeProfile[]> = { 1: old, 2: second };
  return Object.fromEntries(
    SHAPE_MEASURES.map((measure) => {
      const [one, two] = GENERATORS.map((version) => shapeDistance(real, made[version], measure));
      say(`${measure.padEnd(14)} to ${real.length} real tracks: generator 1 ${one.toFixed(3)}, generator 2 ${two.toFixed(3)}`);
      return [measure, { generator1: one, generator2: two }];
    }),
  );
}
