import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { type Minibatch, minibatchGradient, newLossSums } from '../../src/learn/ppo.ts';
import { integerBelow, normal, randomStream, uniform } from '../../src/math/random.ts';
import { ARCHITECTURES, observationShape, observe } from '../../src/policy/architecture.ts';
import { greedyAction, logSoftmax, sampleAction } from '../../src/policy/categorical.ts';
import { disposeWeights, emptyNetwork, forward, initialise, uploadWeights } from '../../src/policy/network.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';

beforeAll(startWasm);

const ACTIONS = 4;
const SIZE = 6;

function setUp() {
  const stream = randomStream(2, 'network');
  const network = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, ACTIONS);
  initialise(network, stream);
  // Away from the near-uniform start, so that every term of the loss has a slope.
  for (let i = network.policyHead.weightsAt; i < network.parameters.length; i++) network.parameters[i] += 0.2 * normal(stream);
  const batch: Minibatch = {
    size: SIZE,
    observations: Float32Array.from({ length: SIZE * network.input.size }, () => uniform(stream)),
    actions: Uint8Array.from({ length: SIZE }, () => integerBelow(stream, ACTIONS)),
    logProbabilities: Float32Array.from({ length: SIZE }, () => -0.5 - 2 * uniform(stream)),
    advantages: Float32Array.from({ length: SIZE }, () => normal(stream)),
    targets: Float32Array.from({ length: SIZE }, () => normal(stream)),
  };
  return { stream, network, batch };
}

/** The minibatch's mean loss as the paper writes it, computed without our formulas. */
function loss({ network, batch }: ReturnType<typeof setUp>): number {
  const weights = uploadWeights(network);
  const { logits, values } = tf.tidy(() => {
    const pass = forward(
      network,
      weights,
      tf.tensor4d(batch.observations, [SIZE, network.input.height, network.input.width, 1]),
    );
    return { logits: pass.logits.arraySync(), values: pass.values.dataSync() };
  });
  disposeWeights(weights);
  const mean = batch.advantages.reduce((a, b) => a + b) / SIZE;
  const deviation = Math.sqrt(batch.advantages.reduce((sum, a) => sum + (a - mean) ** 2, 0) / SIZE);
  let total = 0;
  for (let i = 0; i < SIZE; i++) {
    const sum = logits[i].reduce((a, logit) => a + Math.exp(logit), 0);
    const p = logits[i].map((logit) => Math.exp(logit) / sum);
    const ratio = p[batch.actions[i]] / Math.exp(batch.logProbabilities[i]);
    const advantage = (batch.advantages[i] - mean) / deviation;
    const surrogate = Math.min(ratio * advantage, Math.min(1.2, Math.max(0.8, ratio)) * advantage);
    const entropy = -p.reduce((a, q) => a + q * Math.log(q), 0);
    total += -surrogate - 0.01 * entropy + 0.5 * 0.5 * (values[i] - batch.targets[i]) ** 2;
  }
  return total / SIZE;
}

describe('the network', () => {
  it('has the gradient of the loss, by numerical differentiation in random directions', () => {
    const set = setUp();
    const { network, batch, stream } = set;
    const advantages = batch.advantages.slice();
    const gradient = new Float32Array(network.parameters.length);
    const weights = uploadWeights(network);
    minibatchGradient(network, weights, batch, DEFAULT_HYPERPARAMETERS, gradient, newLossSums());
    disposeWeights(weights);
    batch.advantages.set(advantages);
    const start = network.parameters.slice();
    for (const layer of [...network.trunk, network.policyHead, network.valueHead]) {
      for (const [from, to] of [
        [layer.weightsAt, layer.biasesAt],
        [layer.biasesAt, layer.biasesAt + layer.outputs],
      ]) {
        const direction = new Float32Array(start.length);
        for (let i = from; i < to; i++) direction[i] = Math.sign(gradient[i]) * uniform(stream);
        const along = (step: number) => {
          for (let i = 0; i < start.length; i++) network.parameters[i] = start[i] + step * direction[i];
          return loss(set);
        };
        const h = 2e-3 / Math.sqrt(to - from);
        const numerical = (along(h) - along(-h)) / (2 * h);
        const analytical = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
        expect(Math.abs(numerical - analytical) / Math.abs(analytical)).toBeLessThan(0.03);
      }
    }
  });

  it('starts with a nearly uniform policy', () => {
    const network = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, ACTIONS);
    initialise(network, randomStream(1, 'init'));
    const weights = uploadWeights(network);
    const logits = tf.tidy(() =>
      forward(network, weights, tf.ones([1, network.input.height, network.input.width, 1])).logits.dataSync(),
    );
    disposeWeights(weights);
    expect(Math.max(...logits) - Math.min(...logits)).toBeLessThan(0.2);
  });

  it('answers the same for one frame alone and among others, and leaks no tensor', () => {
    const { network, batch } = setUp();
    const before = tf.memory().numTensors;
    const weights = uploadWeights(network);
    const run = (from: number, count: number) =>
      tf.tidy(() => {
        const { size, height, width } = network.input;
        const part = batch.observations.subarray(from * size, (from + count) * size);
        return [...forward(network, weights, tf.tensor4d(part, [count, height, width, 1])).logits.dataSync()];
      });
    const together = run(0, SIZE);
    for (let i = 0; i < SIZE; i++) expect(run(i, 1)).toEqual(together.slice(i * ACTIONS, (i + 1) * ACTIONS));
    disposeWeights(weights);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('observations', () => {
  it('are cropped, averaged in whole greys, then divided', () => {
    const camera = { width: 160, height: 120 };
    const { width, height, size } = observationShape(ARCHITECTURES.pocket, camera);
    expect([width, height, size]).toEqual([40, 22, 880]);
    const frames = Uint8Array.from({ length: 2 * 19200 }, (_, i) => (i * 7) % 256);
    const out = new Float32Array(size);
    observe(ARCHITECTURES.pocket, camera, frames, 19200, out, 0);
    let sum = 0;
    for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) sum += frames[19200 + (32 + 4 * 3 + y) * 160 + 4 * 5 + x];
    expect(out[3 * 40 + 5]).toBe(Math.fround(sum / 16 / 255));
  });
});

describe('the categorical head', () => {
  it('gives log-probabilities that sum to one, and draws by them', () => {
    const logits = Float32Array.of(0, 99, 100, 98, 7);
    const logP = new Float64Array(3);
    logSoftmax(logits, 1, 3, logP);
    expect(logP.reduce((sum, p) => sum + Math.exp(p), 0)).toBeCloseTo(1, 12);
    const stream = randomStream(1, 'action');
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[sampleAction(logP, 3, stream)]++;
    for (let i = 0; i < 3; i++) expect(counts[i] / 20_000).toBeCloseTo(Math.exp(logP[i]), 1);
    expect(greedyAction(logits, 1, 3)).toBe(1);
  });

  it('refuses to choose among what is not a number', () => {
    expect(() => greedyAction(Float32Array.of(1, Number.NaN), 0, 2)).toThrow(/not finite/);
  });
});
