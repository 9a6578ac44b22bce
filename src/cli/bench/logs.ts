/** How fast are DeepRacer's logs read? */
import { Command } from 'commander';
import { formatLogLine } from '../../lap/logged-step.ts';
import { traceReader } from '../../lap/simtrace.ts';
import { wholeNumber } from '../options.ts';
import type { Bench, BenchResult } from './report.ts';

const ROUNDS = 7;
const PIECE = 1 << 20;

export function logsBench(): Bench {
  const command = new Command('logs')
    .description("steps of DeepRacer's logs read per second, one thread")
    .option('--steps <n>', 'so many steps', wholeNumber(1000, 5_000_000), 400_000);
  return { command, digits: 0, measure };
}

function measure({ steps }: { readonly steps: number }): BenchResult {
  const bytes = new TextEncoder().encode(logOf(steps));
  const values: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const started = performance.now();
    const reader = traceReader('bench.log');
    for (let at = 0; at < bytes.length; at += PIECE) reader.push(bytes.subarray(at, at + PIECE));
    const { count } = reader.end();
    // The first round compiles.
    if (round > 0) values.push((1000 * count) / (performance.now() - started));
  }
  return { bench: 'logs', unit: 'steps/s', values, steps, megabytes: bytes.length / 1e6 };
}

/** A log as trainers write it, other lines in between. */
function logOf(steps: number): string {
  const lines: string[] = [];
  for (let i = 0; i < steps; i++) {
    const k = i % 150;
    if (k === 0)
      lines.push(
        `Training> Name=main_level/agent, Worker=0, Episode=${i / 150}, Total reward=1.5, Steps=${i}, Training iteration=0\n`,
      );
    lines.push(
      formatLogLine({
        episode: Math.floor(i / 150),
        steps: k + 1,
        x: 3 + (k * 7919) / 10_000,
        y: -1 - k / 77,
        yawDeg: ((k * 37) % 360) - 180,
        steeringDeg: ((k * 13) % 60) - 30,
        speed: 1 + (k % 10) / 10,
        action: [((k * 13) % 60) - 30.12345678901234, 1 + (k % 10) / 10],
        reward: k / 151,
        done: k === 149,
        onTrack: k % 9 > 0,
        progress: k / 1.5,
        waypoint: k,
        length: 17.71,
        time: i / 15,
        status: k === 149 ? 'lap_complete' : 'in_progress',
        pause: 0,
        crashes: 0,
        wallClock: 1.7e9 + i / 15,
      }),
    );
  }
  return lines.join('');
}
