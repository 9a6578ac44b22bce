/** To the car and back: seconds of whole commands, for DeepRacer's own network of 23 MB. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { DEEPRACER_CAMERA } from '../../camera/model.ts';
import { DEFAULT_ACTIONS } from '../../car/actions.ts';
import { PROJECT } from '../../math/project.node.ts';
import { randomStream } from '../../math/random.ts';
import { ARCHITECTURES } from '../../policy/architecture.ts';
import { distributionOf } from '../../policy/distributions.ts';
import { emptyNetwork, initialise } from '../../policy/network.ts';
import { writeAgent } from '../../store/agents.node.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, medianOf } from './report.ts';

export function deployBench(): Bench {
  const command = new Command('deploy')
    .description('seconds to export deepracer-shallow, proven on 200 frames, and to import it again; whole commands')
    .option('--rounds <n>', 'how often', wholeNumber(1, 100), 5);
  return { command, digits: 2, measure };
}

async function measure({ rounds }: { readonly rounds: number }): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'lapzero-deploy-'));
  try {
    const agent = join(folder, 'agent');
    const archive = join(folder, 'model.tar.gz');
    writeShallow(agent);
    const values: number[] = [];
    const imports: number[] = [];
    const starts: number[] = [];
    let difference = 0;
    for (let round = 0; round < rounds; round++) {
      starts.push((await timed(['tracks', '--help'])).seconds);
      const exported = await timed(['export', agent, '-o', archive]);
      values.push(exported.seconds);
      difference = JSON.parse(exported.stdout).maxDifference;
      imports.push((await timed(['import', archive, '--out', join(folder, `back-${round}`)])).seconds);
    }
    say(
      `import: median ${medianOf(imports).toFixed(2)} s; a command that does nothing takes ${medianOf(starts).toFixed(2)} s`,
    );
    return { bench: 'deploy', unit: 's', values, imports, starts, difference };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeShallow(folder: string): void {
  const network = emptyNetwork(ARCHITECTURES['deepracer-shallow'], DEEPRACER_CAMERA, distributionOf(DEFAULT_ACTIONS));
  initialise(network, randomStream(1, 'bench'));
  const summary = { updates: 0, steps: 0, seconds: 0, firstLap: null, bestLapSeconds: null };
  const policy = { network, actionSpace: DEFAULT_ACTIONS };
  writeAgent(folder, { name: 'bench', policy, car: 'deepracer-v6', controlHz: 15, recipe: {}, summary }, undefined);
}

async function timed(args: readonly string[]): Promise<{ seconds: number; stdout: string }> {
  const started = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [join(PROJECT, 'src', 'cli', 'lapzero.mjs'), ...args]);
  return { seconds: (performance.now() - started) / 1000, stdout };
}
