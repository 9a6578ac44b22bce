/**
 * A sandboxed reward function's cost per call: what it takes from a training's thread, which drives the next step while
 * the sandbox evaluates this one; and there and back, when nothing is done meanwhile.
 */
import { Command, Option } from 'commander';
import { NODE_SANDBOXES } from '../../reward/sandbox.node.ts';
import { newSandbox } from '../../reward/sandbox.ts';
import { type RewardSource, rewardSource } from '../../reward/source.ts';
import { advance, newEnvironment } from '../../sim/environment.ts';
import { readText } from '../../store/files.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, summarise } from './report.ts';

interface Options {
  readonly language: 'python' | 'typescript';
  readonly reward?: string;
  readonly cars: number;
}

const ROUNDS = 9;
const STEPS = 300;

export function rewardBench(): Bench {
  const command = new Command('reward')
    .description('microseconds per call of a typical reward function of thirty lines, in its sandbox')
    .addOption(new Option('--language <name>', 'which').choices(['python', 'typescript']).default('python'))
    .option('--reward <file>', 'another function')
    .option('--cars <n>', 'calls in a batch', wholeNumber(1, 1024), 16);
  return { command, digits: 1, measure };
}

async function measure({ language, reward: file, cars }: Options): Promise<BenchResult> {
  const source = file === undefined ? TYPICAL[language] : rewardSource(file, readText(file));
  const started = performance.now();
  const carNumbers = Array.from({ length: cars }, (_, i) => i);
  const sandbox = newSandbox({ source, platform: NODE_SANDBOXES, seed: 1, carNumbers });
  await sandbox.loaded();
  const startMilliseconds = performance.now() - started;
  const environment = newEnvironment({ tracks: [loadTrack(DEFAULT_TRACK)], cars, seed: 1 });
  const reward = sandbox.reward(0);
  const out = new Float32Array(cars);
  const evaluate = async () => reward.evaluate(environment, out);
  const steeringDeg = new Float64Array(cars);
  const speed = new Float64Array(cars).fill(1);
  const step = () => advance(environment, steeringDeg, speed);
  const inTraining: number[] = [];
  const thereAndBack: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const [overlapped, alone] = [await overlappedRound(step, evaluate), await aloneRound(step, evaluate)];
    if (round === 0) continue;
    inTraining.push((1000 * overlapped) / (STEPS * cars));
    thereAndBack.push((1000 * alone) / (STEPS * cars));
  }
  sandbox.close();
  const result = { bench: 'reward', unit: 'µs/call', values: inTraining, language: source.language, cars };
  const roundTrip = summarise({ ...result, values: thereAndBack }).median;
  say(`there and back, with nothing else done: ${roundTrip.toFixed(1)} µs/call; start ${startMilliseconds.toFixed(0)} ms`);
  return { ...result, thereAndBack, startMilliseconds };
}

/** Milliseconds of the thread: asking, and waiting once the next step is driven. */
async function overlappedRound(step: () => void, evaluate: () => Promise<void>): Promise<number> {
  let milliseconds = 0;
  let pending: Promise<void> = Promise.resolve();
  for (let i = 0; i < STEPS; i++) {
    step();
    const before = performance.now();
    await pending;
    pending = evaluate();
    milliseconds += performance.now() - before;
  }
  await pending;
  return milliseconds;
}

async function aloneRound(step: () => void, evaluate: () => Promise<void>): Promise<number> {
  let milliseconds = 0;
  for (let i = 0; i < STEPS; i++) {
    step();
    const before = performance.now();
    await evaluate();
    milliseconds += performance.now() - before;
  }
  return milliseconds;
}

const PYTHON = `import math

MARKERS = ((0.1, 1.0), (0.25, 0.5), (0.5, 0.1))
STRAIGHT = 10.0


def reward_function(params):
    from_center = params['distance_from_center']
    width = params['track_width']
    waypoints = params['waypoints']
    before, after = params['closest_waypoints']

    reward = 1e-3
    for part, value in MARKERS:
        if from_center <= part * width:
            reward = value
            break

    x1, y1 = waypoints[before]
    x2, y2 = waypoints[after]
    direction = math.degrees(math.atan2(y2 - y1, x2 - x1))
    deviation = abs(direction - params['heading'])
    if deviation > 180:
        deviation = 360 - deviation
    if deviation > STRAIGHT:
        reward *= 0.5

    far = waypoints[(after + 5) % len(waypoints)]
    ahead = math.hypot(far[0] - params['x'], far[1] - params['y'])
    if ahead > 1 and params['speed'] >= 1.5:
        reward += 0.5
    if abs(params['steering_angle']) > 15:
        reward *= 0.8
    return float(reward)
`;

const TYPESCRIPT = `const MARKERS: [number, number][] = [[0.1, 1.0], [0.25, 0.5], [0.5, 0.1]];
const STRAIGHT = 10;

export function reward_function(params: RewardParams): number {
  const fromCenter = params.distance_from_center;
  const width = params.track_width;
  const { waypoints } = params;
  const [before, after] = params.closest_waypoints;

  let reward = 1e-3;
  for (const [part, value] of MARKERS) {
    if (fromCenter <= part * width) {
      reward = value;
      break;
    }
  }

  const [x1, y1] = waypoints[before];
  const [x2, y2] = waypoints[after];
  const direction = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  let deviation = Math.abs(direction - params.heading);
  if (deviation > 180) deviation = 360 - deviation;
  if (deviation > STRAIGHT) reward *= 0.5;

  const far = waypoints[(after + 5) % waypoints.length];
  const ahead = Math.hypot(far[0] - params.x, far[1] - params.y);
  if (ahead > 1 && params.speed >= 1.5) reward += 0.5;
  if (Math.abs(params.steering_angle) > 15) reward *= 0.8;
  return reward;
}
`;

const TYPICAL: Readonly<Record<Options['language'], RewardSource>> = {
  python: rewardSource('typical.py', PYTHON),
  typescript: rewardSource('typical.ts', TYPESCRIPT),
};
