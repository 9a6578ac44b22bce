/** How near do drives come to what the limit plans, everywhere? And with records beside it: does one of them beat it? */
import { performance } from 'node:perf_hooks';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { CAR_NAMES, type CarName } from '../../car/spec.ts';
import { type Limit, provenLimit } from '../../lap/limit.ts';
import { readJson } from '../../math/read-json.ts';
import { readText } from '../../store/files.node.ts';
import { bundledTrackNames, loadTrack } from '../../store/tracks.node.ts';
import { bothWays, type Track } from '../../track/track.ts';
import { decimal } from '../options.ts';
import { say } from '../output.ts';
import type { Bench, BenchResult } from './report.ts';

interface Options {
  readonly track?: readonly string[];
  readonly car: readonly CarName[];
  readonly cap: readonly number[];
  readonly records?: string;
}

const recordsSchema = z.record(z.string(), z.number().positive());
const speed = decimal(0.5, 4);

export function limitBench(): Bench {
  const command = new Command('limit')
    .description('flying laps as they were driven, as multiples of what the limit plans; both ways')
    .option('--track <name|file...>', 'tracks (default: all bundled ones)')
    .addOption(new Option('--car <names...>', 'which cars').choices(CAR_NAMES).default(['deepracer-v6']))
    .option('--cap <speeds>', 'where commands end, m/s, as 2,3,4', (text: string) => text.split(',').map(speed), [3])
    .option('--records <file>', 'lap records, {"track": seconds}: only these, as multiples of the driven limit');
  return { command, digits: 3, measure };
}

function measure({ track: names, car: cars, cap: caps, records: file }: Options): BenchResult {
  const records = file === undefined ? undefined : readJson(readText(file), recordsSchema, file, 'give seconds by track');
  const tracks = (names ?? bundledTrackNames()).map(loadTrack);
  const runs = cars.flatMap((car) =>
    caps.flatMap((cap) => (records ? tracks : bothWays(tracks)).map((track) => run(track, car, cap, records))),
  );
  const values = runs.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]));
  return { bench: 'limit', unit: records ? '× the limit' : '× the plan', values, runs };
}

function run(track: Track, car: CarName, cap: number, records: Readonly<Record<string, number>> | undefined) {
  const started = performance.now();
  const limit = provenLimit(track, car, cap);
  const seconds = (performance.now() - started) / 1000;
  const ratio = limit ? ratioOf(limit, track, records) : null;
  const way = track.reversed ? 'reversed' : 'as in its file';
  const told = ratio === null ? 'none' : `${limit?.driven.flying.toFixed(3)} s driven, ${ratio.toFixed(3)} ×`;
  say(`${track.name}, ${way}, ${car} at ${cap} m/s: ${told} (found in ${seconds.toFixed(1)} s)`);
  const { planned, driven, margin } = limit ?? {};
  return { track: track.name, reversed: track.reversed, car, cap, ratio, planned, driven, margin };
}

function ratioOf({ driven, planned }: Limit, { name }: Track, records: Readonly<Record<string, number>> | undefined) {
  if (!records) return driven.flying / planned.flying;
  return Object.hasOwn(records, name) ? records[name] / driven.flying : null;
}
