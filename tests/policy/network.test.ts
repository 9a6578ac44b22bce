import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import { type ActionSpace, actionGrid, DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { minibatchGradient, newLossSums } from '../../src/learn/ppo.ts';
import { randomStream, uniform } from '../../src/math/random.ts';
import { ARCHITECTURES, type ArchitectureName, observationShape, observe } from '../../src/policy/architecture.ts';
import { logSoftmax } from '../../src/policy/categorical.ts';
import { newScore } from '../../src/policy/distribution.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import {
  copyLayers,
  disposeWeights,
  emptyNetwork,
  forward,
  initialise,
  layersOf,
  uploadWeights,
} from '../../src/policy/network.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { nonsense } from '../support/learner-page.ts';

beforeAll(startWasm);

const SIZE = 6;
const FOUR_ACTIONS = actionGrid([-20, 20], [1, 2]);
const ANY_ACTION: ActionSpace = { kind: 'continuous', steeringDeg: { low: -30, high: 30 }, speed: { low: 1, high: 2 } };

function setUp(name: ArchitectureName, actionSpace: ActionSpace) {
  return { ...nonsense(name, actionSpace, SIZE), actionSpace };
}

/** What the loss needs of a sample, as textbooks write it: probability density of the action, and entropy. */
function textbook(actionSpace: ActionSpace, outputs: number[], action: number[], logStd: number[]) {
  if (actionSpace.kind === 'discrete') {
    const sum = outputs.reduce((a, logit) => a + Math.exp(logit), 0);
    const p = outputs.map((logit) => Math.exp(logit) / sum);
    return { density: p[action[0]], entropy: -p.reduce((a, q) => a + q * Math.log(q), 0) };
  }
  const parts = outputs.map((mean, k) => {
    const sigma = Math.exp(logStd[k]);
    return Math.exp(-(((action[k] - mean) / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI));
  });
  const entropy = logStd.reduce((sum, log) => sum + 0.5 * Math.log(2 * Math.PI * Math.E) + log, 0);
  return { density: parts[0] * parts[1], entropy };
}

/** The minibatch's mean loss as the paper writes it, computed without our formulas. */
function loss({ network, distribution, batch, actionSpace }: ReturnType<typeof setUp>, isHuber: boolean): number {
  const weights = uploadWeights(network);
  const { outputs, values } = tf.tidy(() => {
    const { height, width } = network.input;
    const pass = forward(network, weights, tf.tensor4d(batch.observations, [SIZE, height, width, 1]));
    return { outputs: pass.outputs.arraySync(), values: pass.values.dataSync() };
  });
  disposeWeights(weights);
  const logStd = [...network.parameters.subarray(network.logStdAt)];
  const mean = batch.advantages.reduce((a, b) => a + b) / SIZE;
  const deviation = Math.sqrt(batch.advantages.reduce((sum, a) => sum + (a - mean) ** 2, 0) / SIZE);
  let total = 0;
  for (let i = 0; i < SIZE; i++) {
    const action = [...batch.actions.subarray(i * distribution.actionSize, (i + 1) * distribution.actionSize)];
    const { density, entropy } = textbook(actionSpace, outputs[i], action, logStd);
    const ratio = density / Math.exp(batch.logProbabilities[i]);
    const advantage = (batch.advantages[i] - mean) / deviation;
    const surrogate = Math.min(ratio * advantage, Math.min(1.2, Math.max(0.8, ratio)) * advantage);
    const error = Math.abs(values[i] - batch.targets[i]);
    const valueLoss = isHuber && error > 1 ? error - 0.5 : 0.5 * error ** 2;
    total += -surrogate - 0.01 * entropy + 0.5 * valueLoss;
  }
  return total / SIZE;
}

describe('the network', () => {
  it.each([
    ['pocket', FOUR_ACTIONS, 'squared'],
    ['pocket', ANY_ACTION, 'huber'],
    ['deepracer-shallow', FOUR_ACTIONS, 'huber'],
  ] as const)(
    '%s has the gradient of the loss, by numerical differentiation in random directions',
    (name, space, valueLoss) => {
      const set = setUp(name, space);
      const { network, distribution, batch, stream } = set;
      const advantages = batch.advantages.slice();
      const gradient = new Float32Array(network.parameters.length);
      const weights = uploadWeights(network);
      const hyperparameters = { ...DEFAULT_HYPERPARAMETERS, valueLoss };
      minibatchGradient(network, distribution, weights, batch, hyperparameters, gradient, newLossSums());
      disposeWeights(weights);
      batch.advantages.set(advantages);
      const start = network.parameters.slice();
      const ranges = layersOf(network).flatMap(({ weightsAt, biasesAt, outputs }) => [
        [weightsAt, biasesAt],
        [biasesAt, biasesAt + outputs],
      ]);
      if (network.logStds > 0) ranges.push([network.logStdAt, network.parameters.length]);
      for (const [from, to] of ranges) {
        const direction = new Float32Array(start.length);
        for (let i = from; i < to; i++) direction[i] = Math.sign(gradient[i]) * uniform(stream);
        const along = (step: number) => {
          for (let i = from; i < to; i++) network.parameters[i] = start[i] + step * direction[i];
          return loss(set, valueLoss === 'huber');
        };
        const h = 2e-3 / Math.sqrt(to - from);
        const numerical = (along(h) - along(-h)) / (2 * h);
        const analytical = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
        for (let i = from; i < to; i++) network.parameters[i] = start[i];
        expect(Math.abs(numerical - analytical) / Math.abs(analytical)).toBeLessThan(0.03);
      }
    },
  );

  it('deepracer-shallow is AWS’s: two networks of its layers, the whole frame', () => {
    const { network } = setUp('deepracer-shallow', FOUR_ACTIONS);
    const { policy, value, input } = network;
    expect([input.height, input.width]).toEqual([120, 160]);
    const shapes = [
      [8, 8, 1, 32],
      [4, 4, 32, 64],
      [3, 3, 64, 64],
      [11264, 512],
    ];
    expect(policy.trunk.map(({ shape }) => shape)).toEqual(shapes);
    expect(value.trunk.map(({ shape }) => shape)).toEqual(shapes);
    expect(value.trunk[0].weightsAt).not.toBe(policy.trunk[0].weightsAt);
  });

  it('hands its layers down: all of them, or all but the head when the actions are others', () => {
    const { network } = setUp('pocket', FOUR_ACTIONS);
    const same = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, distributionOf(FOUR_ACTIONS));
    copyLayers(network, same, true);
    expect(same.parameters).toEqual(network.parameters);
    const other = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, distributionOf(DEFAULT_ACTIONS));
    copyLayers(network, other, false);
    const { weightsAt, biasesAt, outputs } = other.policy.head;
    expect(other.parameters.subarray(0, weightsAt)).toEqual(network.parameters.subarray(0, weightsAt));
    expect(other.parameters.subarray(weightsAt, biasesAt + outputs).every((weight) => weight === 0)).toBe(true);
    const from = network.value.head.weightsAt;
    const to = other.value.head.weightsAt;
    expect(other.parameters.subarray(to, to + 65)).toEqual(network.parameters.subarray(from, from + 65));
  });

  it('starts with a nearly uniform policy', () => {
    const network = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, distributionOf(FOUR_ACTIONS));
    initialise(network, randomStream(1, 'init'));
    const weights = uploadWeights(network);
    const logits = tf.tidy(() =>
      forward(network, weights, tf.ones([1, network.input.height, network.input.width, 1])).outputs.dataSync(),
    );
    disposeWeights(weights);
    expect(Math.max(...logits) - Math.min(...logits)).toBeLessThan(0.2);
  });

  it('answers the same for one frame alone and among others, and leaks no tensor', () => {
    const { network, batch } = setUp('pocket', FOUR_ACTIONS);
    const before = tf.memory().numTensors;
    const weights = uploadWeights(network);
    const run = (from: number, count: number) =>
      tf.tidy(() => {
        const { size, height, width } = network.input;
        const part = batch.observations.subarray(from * size, (from + count) * size);
        return [...forward(network, weights, tf.tensor4d(part, [count, height, width, 1])).outputs.dataSync()];
      });
    const together = run(0, SIZE);
    for (let i = 0; i < SIZE; i++) expect(run(i, 1)).toEqual(together.slice(i * 4, (i + 1) * 4));
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
  const head = distributionOf({ kind: 'discrete', actions: DEFAULT_ACTIONS.actions.slice(0, 3) });
  const logits = Float32Array.of(0, 0, 0, 99, 100, 98);
  const none = new Float32Array(0);

  it('gives log-probabilities that sum to one, and draws by them', () => {
    const logP = new Float64Array(3);
    logSoftmax(logits, 3, 3, logP);
    expect(logP.reduce((sum, p) => sum + Math.exp(p), 0)).toBeCloseTo(1, 12);
    const stream = randomStream(1, 'action');
    const counts = [0, 0, 0];
    const actions = new Float32Array(2);
    for (let i = 0; i < 20_000; i++) {
      const logProbability = head.sample(logits, none, 1, stream, actions);
      expect(logProbability).toBe(logP[actions[1]]);
      counts[actions[1]]++;
    }
    for (let i = 0; i < 3; i++) expect(counts[i] / 20_000).toBeCloseTo(Math.exp(logP[i]), 1);
    head.greedy(logits, 1, actions);
    expect(actions[1]).toBe(1);
  });

  it('refuses to choose among what is not a number', () => {
    expect(() => head.greedy(Float32Array.of(1, Number.NaN, 1), 0, new Float32Array(1))).toThrow(/not finite/);
  });
});

describe('the Gaussian head', () => {
  const head = distributionOf(ANY_ACTION);
  const means = Float32Array.of(0.5, -0.25);
  const logStd = Float32Array.of(Math.log(0.2), Math.log(0.4));

  it('draws with its means and deviations, and knows the density of what it drew', () => {
    const stream = randomStream(1, 'action');
    const actions = new Float32Array(2);
    const sums = [0, 0, 0, 0];
    const score = newScore(head);
    for (let i = 0; i < 20_000; i++) {
      const logProbability = head.sample(means, logStd, 0, stream, actions);
      head.score(means, logStd, 0, actions, score);
      expect(score.logProbability).toBe(logProbability);
      for (let k = 0; k < 2; k++) {
        sums[k] += actions[k] / 20_000;
        sums[2 + k] += (actions[k] - means[k]) ** 2 / 20_000;
      }
    }
    expect(sums[0]).toBeCloseTo(0.5, 2);
    expect(sums[1]).toBeCloseTo(-0.25, 1);
    expect(Math.sqrt(sums[2])).toBeCloseTo(0.2, 2);
    expect(Math.sqrt(sums[3])).toBeCloseTo(0.4, 2);
  });

  it('commands what lies in the ranges', () => {
    const actions = Float32Array.of(0, 0, 5, -5);
    const [steering, speed] = [new Float64Array(2), new Float64Array(2)];
    for (const row of [0, 1]) head.command(actions, row, steering, speed);
    expect([...steering]).toEqual([0, 30]);
    expect([...speed]).toEqual([1.5, 1]);
  });
});
