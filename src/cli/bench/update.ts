/** PPO gradient steps: samples per second on one thread, beside PyTorch's where it is installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { DEEPRACER_CAMERA } from '../../camera/model.ts';
import { DEFAULT_ACTIONS } from '../../car/actions.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../learn/hyperparameters.ts';
import { type Minibatch, minibatchGradient, newLossSums } from '../../learn/ppo.ts';
import { log } from '../../math/exact.ts';
import { PROJECT } from '../../math/project.node.ts';
import { integerBelow, randomStream, uniform } from '../../math/random.ts';
import { ARCHITECTURES } from '../../policy/architecture.ts';
import { distributionOf } from '../../policy/distributions.ts';
import { disposeWeights, emptyNetwork, initialise, uploadWeights } from '../../policy/network.ts';
import { newAdam, stepAdam } from '../../tensor/adam.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, summarise } from './report.ts';

const ROUNDS = 7;
const ROUND_SECONDS = {
  pocket: 1,
  'pocket-wide': 1,
  'deepracer-shallow': 4,
} as const;
type Timed = keyof typeof ROUND_SECONDS;

interface Options {
  readonly network: Timed;
  readonly batch: number;
  readonly python: string;
}

export function updateBench(): Bench {
  const command = new Command('update')
    .description('training samples per second, one thread, and of the same network in PyTorch')
    .addOption(new Option('--network <name>', 'which network').choices(Object.keys(ROUND_SECONDS)).default('pocket'))
    .option('--batch <n>', 'samples per gradient step', wholeNumber(1, 4096), 64)
    .option('--python <path>', "a Python 3 with PyTorch (Debian's python3-torch)", '/usr/bin/python3');
  return { command, digits: 0, measure };
}

async function measure({ network, batch, python }: Options): Promise<BenchResult> {
  await startWasm();
  const round = gradientSteps(batch, network);
  round();
  const values: number[] = [];
  const twin: number[] = [];
  // Alternately, so that a noisy machine disturbs both equally.
  for (let i = 0; i < ROUNDS; i++) {
    values.push(round());
    const samples = pytorchRound(python, batch, network);
    if (samples !== undefined) twin.push(samples);
  }
  const pytorch = twin.length > 0 ? summarise({ bench: 'update (PyTorch)', unit: 'samples/s', values: twin }) : null;
  const result = summarise({ bench: 'update', unit: 'samples/s', values, network, batch, pytorch });
  if (pytorch)
    say(`PyTorch: median ${Math.round(pytorch.median)} samples/s; we are at ${(result.median / pytorch.median).toFixed(2)} ×`);
  else say(`No PyTorch for ${python}; on Debian: apt-get install python3-torch`);
  return { ...result, ratio: pytorch ? result.median / pytorch.median : null };
}

/** A function that takes gradient steps for a while and returns its samples per second. */
function gradientSteps(size: number, name: Timed): () => number {
  const stream = randomStream(1, 'bench');
  const distribution = distributionOf(DEFAULT_ACTIONS);
  const network = emptyNetwork(ARCHITECTURES[name], DEEPRACER_CAMERA, distribution);
  initialise(network, stream);
  const batch: Minibatch = {
    size,
    observations: Float32Array.from({ length: size * network.input.size }, () => uniform(stream)),
    actions: Float32Array.from({ length: size }, () => integerBelow(stream, distribution.outputs)),
    logProbabilities: new Float32Array(size).fill(-log(distribution.outputs)),
    advantages: new Float32Array(size),
    targets: Float32Array.from({ length: size }, () => uniform(stream)),
  };
  const adam = newAdam(network.parameters.length);
  const gradient = new Float32Array(network.parameters.length);
  return () => {
    const started = performance.now();
    let samples = 0;
    while (performance.now() - started < ROUND_SECONDS[name] * 1000) {
      for (let i = 0; i < size; i++) batch.advantages[i] = (i % 7) - 3;
      const weights = uploadWeights(network);
      minibatchGradient(network, distribution, weights, batch, DEFAULT_HYPERPARAMETERS, gradient, newLossSums());
      disposeWeights(weights);
      stepAdam(adam, network.parameters, gradient, 1e-5);
      samples += size;
    }
    return samples / ((performance.now() - started) / 1000);
  };
}

/** The Python twin's samples per second; undefined without PyTorch. */
function pytorchRound(python: string, batch: number, network: Timed): number | undefined {
  const script = join(PROJECT, 'tests', 'bench', 'update.py');
  const args = [script, network, String(batch), String(ROUND_SECONDS[network])];
  const { status, stdout } = spawnSync(python, args, { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
