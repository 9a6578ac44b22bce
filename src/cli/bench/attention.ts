/** Does the attention that people see tell the truth? Beside it, the plain gradient. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { z } from 'zod';
import { trainedObjects } from '../../lap/drive.ts';
import { PROJECT } from '../../math/project.node.ts';
import { randomStream } from '../../math/random.ts';
import { type Agent, agentWorld } from '../../policy/agent.ts';
import { newScore } from '../../policy/distribution.ts';
import { type Driver, driveGreedily, newDriver } from '../../policy/driver.ts';
import { faithfulness } from '../../policy/faithfulness.ts';
import { insightOf } from '../../policy/insight.ts';
import { observationGradient, passPolicy } from '../../policy/network.ts';
import { newEnvironment } from '../../sim/environment.ts';
import { readAgent } from '../../store/agents.node.ts';
import { DEFAULT_TRACK, loadTrack } from '../../store/tracks.node.ts';
import { startWasm } from '../../tensor/backend.node.ts';
import { bothWays } from '../../track/track.ts';
import { wholeNumber } from '../options.ts';
import { say } from '../output.ts';
import { type Bench, type BenchResult, medianOf } from './report.ts';

const SEED = 7_000_001;
const AGENTS = join(PROJECT, 'agents');

interface Options {
  readonly agent?: readonly string[];
  readonly track?: readonly string[];
  readonly frames: number;
}

export function attentionBench(): Bench {
  const command = new Command('attention')
    .description('times as much that covering what the attention marks changes the decision as covering elsewhere')
    .option('--agent <dir...>', 'folders of trained agents (default: all bundled agents)')
    .option('--track <name|file...>', 'where they drive (default: the first five that each was trained on)')
    .option('--frames <n>', 'frames of each agent', wholeNumber(1, 10_000), 200);
  return { command, digits: 1, measure };
}

/** Faithfulness of the attention, one value per agent: the median over its frames. */
async function measure({ agent: folders = bundledAgents(), track, frames }: Options): Promise<BenchResult> {
  await startWasm();
  say(`${'agent'.padEnd(20)} attention  gradient  ms`);
  const agents = folders.map((folder) => {
    const agent = readAgent(folder);
    const driver = newDriver(agent.policy);
    const seen = framesOf(agent, driver, track ?? tracksOf(agent), frames);
    insightOf(driver, seen[0]);
    const start = performance.now();
    const attentions = seen.map((observation) => insightOf(driver, observation).attention);
    const milliseconds = (performance.now() - start) / seen.length;
    const gradients = seen.map((observation) => gradientMap(driver, observation));
    const medianFaithfulness = (maps: readonly Float32Array[]) => {
      const stream = randomStream(SEED, 'shift');
      return medianOf(seen.map((observation, i) => faithfulness(driver, observation, maps[i], stream)));
    };
    const result = {
      agent: basename(folder),
      attention: medianFaithfulness(attentions),
      gradient: medianFaithfulness(gradients),
      milliseconds,
    };
    driver.dispose();
    const column = (value: number, width: number) => value.toFixed(1).padStart(width);
    say(`${result.agent.padEnd(20)} ${column(result.attention, 9)} ${column(result.gradient, 9)} ${column(milliseconds, 4)}`);
    return result;
  });
  return { bench: 'attention', unit: '×', values: agents.map(({ attention }) => attention), frames, agents };
}

function bundledAgents(): string[] {
  return readdirSync(AGENTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'settings')
    .map(({ name }) => join(AGENTS, name))
    .sort();
}

/** The first five tracks that an agent was trained on: more would be the same again. */
function tracksOf({ recipe }: Agent): string[] {
  const trained = z.array(z.object({ name: z.string() })).safeParse(recipe.courses);
  return trained.success && trained.data.length > 0 ? trained.data.slice(0, 5).map(({ name }) => name) : [DEFAULT_TRACK];
}

/** Observations at even distances in time of greedy drives, both ways, on each of the tracks. */
function framesOf(agent: Agent, driver: Driver, tracks: readonly string[], count: number): Float32Array[] {
  const { policy } = agent;
  const seen = tracks.flatMap((name, i) => {
    const environment = newEnvironment({
      tracks: bothWays([loadTrack(name)]),
      cars: 2,
      seed: SEED + i,
      start: 'line',
      objects: trainedObjects(agent),
      ...agentWorld(agent),
    });
    const frameSize = environment.camera.width * environment.camera.height;
    const all: Float32Array[] = [];
    driveGreedily(policy, environment, () => {
      for (let at = 0; at < environment.frames.length; at += frameSize) {
        all.push(driver.observation(environment.frames, at));
      }
    });
    const share = Math.floor(((i + 1) * count) / tracks.length) - Math.floor((i * count) / tracks.length);
    return Array.from({ length: share }, (_, k) => all[Math.floor(((k + 0.5) * all.length) / share)]);
  });
  return seen;
}

/** Gradient saliency (Simonyan et al., 2014), to compare with: |∂ log p(likeliest action) / ∂ pixel|. */
function gradientMap({ network, weights, distribution }: Driver, observation: Float32Array): Float32Array {
  const { height, width } = network.input;
  return tf.tidy(() => {
    const pass = passPolicy(network, weights, tf.tensor4d(observation, [1, height, width, 1]));
    const outputs = pass.outputs.dataSync() as Float32Array;
    const action = new Float32Array(distribution.actionSize);
    distribution.greedy(outputs, 0, action);
    // A normal distribution is flat at its mean: there, the mean steering's gradient.
    let pull = Float32Array.of(1, 0);
    if (distribution.logStds === 0) {
      const score = newScore(distribution);
      distribution.score(outputs, network.parameters.subarray(network.logStdAt), 0, action, score);
      pull = Float32Array.from(score.logProbabilityGradient);
    }
    const gradient = observationGradient(network, weights, pass, tf.tensor2d(pull, [1, pull.length]));
    return (gradient.dataSync() as Float32Array).map(Math.abs);
  });
}
