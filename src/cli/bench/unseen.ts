/** Greedy laps on tracks that no training has seen, both ways: are they clean, and how near to the limit? */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Command, Option } from 'commander';
import { fastestSpeed, slowestSpeed } from '../../car/actions.ts';
import { PROJECT } from '../../math/project.node.ts';
import { type Agent, agentWorld } from '../../policy/agent.ts';
import { driveGreedily } from '../../policy/driver.ts';
import { newEnvironment } from '../../sim/environment.ts';
import { lapSeconds, TRAINING_RULES } from '../../sim/episode.ts';
import { RANDOMISATIONS } from '../../sim/randomisation.ts';
import { readAgent } from '../../store/agents.node.ts';
import { loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { generateTrack } from '../../track/generator.ts';
import { type GeneratorVersion, NEWEST_GENERATOR, spreadDifficulties } from '../../track/generator-options.ts';
import { bothWays, type Track } from '../../track/track.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { defaultWorkers } from '../train.ts';
import { type Bench, type BenchResult, medianOf } from './report.ts';
import type { LimitAnswer, LimitJob } from './unseen-limit.worker.node.ts';

/** Far from the seeds that training takes, which begin at 1,000,000. */
const FIRST_SEED = 5_000_000;

interface Options {
  readonly agent: string;
  readonly tracks?: readonly string[];
  readonly count: number;
  readonly generator: GeneratorVersion;
  readonly randomise: keyof typeof RANDOMISATIONS;
  readonly repeat: number;
  readonly limit?: true;
  readonly workers: number;
}

export function unseenBench(): Bench {
  const command = new Command('unseen')
    .description('percent of clean greedy laps on tracks that no training has seen, both ways')
    .option('--agent <dir>', 'folder of a trained agent', join(PROJECT, 'agents', 'allrounder'))
    .option('--tracks <name|file...>', 'these tracks (default: generated ones with unused seeds)')
    .option('--count <n>', 'generated tracks, from easy to hard', wholeNumber(1, 1000), 100)
    .option('--generator <1|2>', 'the track generator', wholeNumber(1, 2), NEWEST_GENERATOR)
    .addOption(
      new Option('--randomise <how>', 'another world for every lap').choices(['none', 'light', 'full']).default('none'),
    )
    .option('--repeat <n>', 'laps on each track each way; they differ where worlds do', wholeNumber(1, 100), 1)
    .option('--limit', "also compare flying laps to the limit of the agent's speeds: up to a minute for each track and way")
    .option('--workers <n>', 'threads that compute limits', wholeNumber(1, 64), defaultWorkers());
  return { command, digits: 0, measure };
}

/** One car's drive from the line. */
interface UnseenDrive {
  readonly track: string;
  readonly direction: 'ccw' | 'cw';
  /** of a generated track */
  readonly difficulty?: number;
  readonly clean: boolean;
  /** of the first lap, percent */
  readonly progress: number;
  /** of the first lap where it is clean, from a standing start */
  readonly seconds: number | null;
  /** of the second lap where it is clean; absent without `--limit`, as all below */
  readonly flyingSeconds?: number | null;
  /** null where no drive at the agent's speeds was found */
  readonly limitSeconds?: number | null;
  readonly ratio?: number | null;
}

/** 100 for a clean lap, 0 for any other, one value per drive. */
async function measure(options: Options): Promise<BenchResult> {
  const { agent: folder, tracks: names, count, generator, randomise, repeat, limit } = options;
  await startWasm();
  const agent = readAgent(folder);
  const difficulties = names ? [] : spreadDifficulties(count);
  const tracks =
    names?.map(loadTrack) ??
    difficulties.map((difficulty, i) => generateTrack({ seed: FIRST_SEED + i, difficulty, generator }));
  const driven = tracks.flatMap((track, i) => {
    const drives = driveTrack(agent, track, i, options);
    const difficulty = difficulties[i];
    return difficulty === undefined ? drives : drives.map((drive) => ({ ...drive, difficulty }));
  });
  const drives = limit ? await withLimits(driven, agent, tracks, options) : driven;
  const values = drives.map(({ clean }) => (clean ? 100 : 0));
  const clean = drives.filter((drive) => drive.clean).length;
  const cleanPercent = (100 * clean) / drives.length;
  say(`${clean} of ${drives.length} laps are clean (${cleanPercent.toFixed(1)} %)`);
  const ratios = drives.flatMap(({ ratio }) => ratio ?? []);
  const medianRatio = ratios.length > 0 ? medianOf(ratios) : null;
  const worstRatio = ratios.length > 0 ? Math.max(...ratios) : null;
  if (medianRatio !== null) {
    say(
      `${ratios.length} flying laps take ${medianRatio.toFixed(3)} × the limit (median), ${worstRatio?.toFixed(3)} × at worst`,
    );
  }
  const generated = names ? {} : { generator };
  const ratio = limit ? { medianRatio, worstRatio } : {};
  const figures = { randomise, repeat, ...generated, clean, laps: drives.length, cleanPercent, ...ratio };
  return { bench: 'unseen', unit: '%', values, ...figures, drives };
}

/** All drives on one track, half of them against its own direction. */
function driveTrack(agent: Agent, track: Track, seed: number, { randomise, repeat, limit }: Options): UnseenDrive[] {
  const { policy } = agent;
  const ways = bothWays([track]);
  const laps = limit ? 2 : 1;
  const environment = newEnvironment({
    tracks: ways,
    cars: 2 * repeat,
    // Every track has its own seed and every car its own stream: with randomisation, all worlds differ.
    seed,
    start: 'line',
    rules: { ...TRAINING_RULES, laps, maxSeconds: laps * lapSeconds(track, slowestSpeed(policy.actionSpace)) },
    randomisation: RANDOMISATIONS[randomise],
    ...agentWorld(agent),
  });
  const drives = driveGreedily(policy, environment).map(({ laps: [first, second], progress }, i): UnseenDrive => {
    const seconds = first ? first.microseconds / 1e6 : null;
    const flying = limit && { flyingSeconds: second ? second.microseconds / 1e6 : null };
    const direction = directionOf(ways[i % 2]);
    return { track: track.name, direction, clean: first !== undefined, progress: first ? 100 : progress, seconds, ...flying };
  });
  for (const direction of ['ccw', 'cw'] as const) {
    const these = drives.filter((drive) => drive.direction === direction);
    const times = these.flatMap(({ seconds }) => seconds ?? []);
    const time = times.length > 0 ? `median ${medianOf(times).toFixed(2)} s` : 'no lap';
    const least = Math.min(...these.map(({ progress }) => progress));
    const off = least < 100 ? `, ends at ${least.toFixed(0)} %` : '';
    say(`${track.name} ${direction}: ${times.length} of ${these.length} clean, ${time}${off}`);
  }
  return drives;
}

const directionOf = ({ isCcw }: Track) => (isCcw ? 'ccw' : 'cw');

/** Computes the limit once for each track and direction that has a flying lap. */
async function withLimits(drives: UnseenDrive[], agent: Agent, tracks: readonly Track[], { workers }: Options) {
  const perTrack = drives.length / tracks.length;
  const keyOf = (index: number, direction: string) => `${index} ${direction}`;
  const jobs = bothWays(tracks).flatMap((track, i) => {
    const first = (i >> 1) * perTrack;
    const these = drives.slice(first, first + perTrack).filter(({ direction }) => direction === directionOf(track));
    if (!these.some(({ flyingSeconds }) => flyingSeconds)) return [];
    const job: LimitJob = { track, car: agent.car, cap: fastestSpeed(agent.policy.actionSpace) };
    return [{ key: keyOf(i >> 1, directionOf(track)), job }];
  });
  const found = new Map<string, number | null>();
  const waiting = [...jobs];
  const work = async () => {
    const worker = new Worker(new URL('./unseen-limit.worker.node.js', import.meta.url));
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { key, job } = next;
        const { track } = job;
        const { limitSeconds } = await answerOf(worker, job);
        found.set(key, limitSeconds);
        const told = limitSeconds === null ? 'none found' : `${limitSeconds.toFixed(2)} s`;
        say(`limit ${found.size} of ${jobs.length}: ${track.name} ${directionOf(track)}, ${told}`);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
  return drives.map((drive, i): UnseenDrive => {
    const limitSeconds = found.get(keyOf(Math.floor(i / perTrack), drive.direction)) ?? null;
    const ratio = drive.flyingSeconds && limitSeconds !== null ? drive.flyingSeconds / limitSeconds : null;
    return { ...drive, limitSeconds, ratio };
  });
}

function answerOf(worker: Worker, job: LimitJob): Promise<LimitAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: LimitAnswer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.postMessage(job);
  });
}
