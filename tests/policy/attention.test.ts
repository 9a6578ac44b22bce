import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import { type ActionSpace, actionGrid } from '../../src/car/actions.ts';
import { parseRecording } from '../../src/lap/recording.ts';
import { newSight } from '../../src/lap/sight.ts';
import { randomStream, uniform } from '../../src/math/random.ts';
import { ARCHITECTURES, type ArchitectureName } from '../../src/policy/architecture.ts';
import { meanGrey, PATCH_RADIUS, withPatch } from '../../src/policy/cover.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { newDriver } from '../../src/policy/driver.ts';
import { faithfulness } from '../../src/policy/faithfulness.ts';
import { coveredOutputs, insightOf, insightSteps } from '../../src/policy/insight.ts';
import { emptyNetwork } from '../../src/policy/network.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { CONTINUOUS, policyOf } from '../support/policies.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

const TWO_ACTIONS = actionGrid([-20, 20], [1]);
/** In the middle of what the one unit that is not 0 sees: row and column of the observation. */
const [ROW, COLUMN] = [11, 17];

/** Its outputs depend on one pixel x alone: the first is `strength` · relu(0.4 − x). */
function onePixelPolicy(actionSpace: ActionSpace, strength: number): Policy {
  const network = emptyNetwork(ARCHITECTURES.pocket, DEEPRACER_CAMERA, distributionOf(actionSpace));
  const { parameters, policy } = network;
  const [conv1, conv2, dense] = policy.trunk;
  // Kernels of 5 × 5 × 1 × 8 and 3 × 3 × 8 × 16: their centres, from the first channel to the first.
  parameters[conv1.weightsAt + 12 * 8] = 1;
  parameters[conv2.weightsAt + 4 * 8 * 16] = 1;
  // The second convolution's row 1 and column 2 of 2 × 5: pixels 3 (2 r + 1) + 2.
  parameters[dense.weightsAt + (1 * 5 + 2) * 16 * 64] = -1;
  parameters[dense.biasesAt] = 0.4;
  parameters[policy.head.weightsAt] = strength;
  return { network, actionSpace };
}

/** Grey 0.2, but for that pixel: 0.9, where the unit is off and its gradient is 0. */
function frame(size: number): Float32Array {
  const observation = new Float32Array(size).fill(0.2);
  observation[ROW * 40 + COLUMN] = 0.9;
  return observation;
}

describe('the attention map', () => {
  it.each([
    ['discrete', TWO_ACTIONS],
    ['continuous', CONTINUOUS],
  ])('of a %s policy finds the one pixel that decides, even where its gradient is 0', (_, actionSpace) => {
    const driver = newDriver(onePixelPolicy(actionSpace, 20));
    const { attention } = insightOf(driver, frame(driver.network.input.size));
    expect(attention.indexOf(Math.max(...attention))).toBe(ROW * 40 + COLUMN);
    expect(Math.max(...attention)).toBeCloseTo(1, 5);
    // A round blob: nothing far from it.
    attention.forEach((value, i) => {
      const distance = Math.hypot(Math.floor(i / 40) - ROW, (i % 40) - COLUMN);
      if (distance > 6) expect(value).toBe(0);
      else expect(value).toBeCloseTo(Math.exp((-0.5 * distance ** 2) / 1.5 ** 2), 1);
    });
  });

  it('is empty where the decision depends on nothing, and weak where it hardly depends', () => {
    const most = (strength: number) => {
      const driver = newDriver(onePixelPolicy(TWO_ACTIONS, strength));
      return Math.max(...insightOf(driver, frame(driver.network.input.size)).attention);
    };
    expect(most(0)).toBe(0);
    expect(most(0.5)).toBeGreaterThan(0);
    expect(most(0.5)).toBeLessThan(0.5);
  });

  it.each(['slalom', 'harbour-silver', 'hammer-bronze'])('of %s marks what its decisions depend on', (name) => {
    const folder = fileURLToPath(new URL(`../../agents/${name}`, import.meta.url));
    const recording = parseRecording(readFileSync(`${folder}/lap.json`, 'utf8'), 'lap.json');
    const sight = newSight(recording, bundledTrack(name === 'slalom' ? 'workshop' : name.split('-')[0]));
    const driver = newDriver(readAgent(folder).policy);
    const stream = randomStream(1, 'shift');
    const ratios = Array.from({ length: 20 }, (_, k) => {
      const decision = Math.floor(((k + 0.5) * recording.actions.length) / 20);
      const observation = driver.observation(sight.frameAt(decision), 0);
      const { attention } = insightOf(driver, observation);
      return faithfulness(driver, observation, attention, stream);
    }).sort((a, b) => a - b);
    // The plain gradient comes to 1 … 3 with these three.
    expect((ratios[9] + ratios[10]) / 2).toBeGreaterThan(6);
  });

  it('is worked out in parts where the network is large, at once where it is small', () => {
    const partsOf = (name: ArchitectureName) => {
      const driver = newDriver(policyOf(name, TWO_ACTIONS));
      const observation = new Float32Array(driver.network.input.size).map((_, i) => (i % 7) / 7);
      const steps = insightSteps(driver, observation);
      let parts = 1;
      while (!steps.next().done) parts++;
      return parts;
    };
    expect(partsOf('pocket')).toBe(1);
    expect(partsOf('deepracer-shallow')).toBe(4);
  });
});

describe('faithfulness', () => {
  it('of a map that marks the one pixel that decides is the number of times that chance misses it; of one that does not, 0', () => {
    const driver = newDriver(onePixelPolicy(TWO_ACTIONS, 20));
    const observation = frame(driver.network.input.size);
    const map = new Float32Array(driver.network.input.size);
    const of = (seed: number) => faithfulness(driver, observation, map, randomStream(seed, 'shift'));
    expect(of(1)).toBe(0);
    map[ROW * 40 + COLUMN] = 1;
    // The others of the tenth are the first rows: a shifted shape meets the pixel in one of ten cases.
    const mean = Array.from({ length: 50 }, (_, seed) => 1 / of(seed)).reduce((a, b) => a + b) / 50;
    expect(mean).toBeGreaterThan(0.07);
    expect(mean).toBeLessThan(0.13);
  });
});

describe('the divergence', () => {
  it.each([
    ['discrete', actionGrid([-20, 0, 20], [1])],
    ['continuous', CONTINUOUS],
  ])('of %s distributions is the textbook’s, with its gradient', (_, actionSpace: ActionSpace) => {
    const distribution = distributionOf(actionSpace);
    const n = distribution.outputs;
    const stream = randomStream(4, 'divergence');
    const p = Float32Array.from({ length: 2 * n }, () => 2 * uniform(stream) - 1);
    const q = Float32Array.from({ length: 2 * n }, () => 2 * uniform(stream) - 1);
    const logStd = Float32Array.of(-0.5, 0.3).subarray(0, distribution.logStds);
    const gradient = new Float32Array(2 * n);
    const found = distribution.divergence(p, 1, q, 0, logStd, gradient);
    const softmax = (x: Float32Array) => x.map((v) => Math.exp(v) / x.reduce((sum, w) => sum + Math.exp(w), 0));
    const [a, b] = [p.subarray(n), q.subarray(0, n)];
    const expected =
      actionSpace.kind === 'discrete'
        ? softmax(a).reduce((sum, v, k) => sum + v * Math.log(v / softmax(b)[k]), 0)
        : a.reduce((sum, v, k) => sum + ((b[k] - v) / Math.exp(logStd[k])) ** 2 / 2, 0);
    expect(found).toBeCloseTo(expected, 5);
    expect(distribution.divergence(p, 1, p, 1, logStd)).toBeCloseTo(0, 12);
    for (let k = 0; k < n; k++) {
      const at = (step: number) => {
        const moved = q.slice();
        moved[k] += step;
        return distribution.divergence(p, 1, moved, 0, logStd);
      };
      expect(gradient[k]).toBeCloseTo((at(0.01) - at(-0.01)) / 0.02, 3);
    }
    expect([...gradient.subarray(n)]).toEqual(Array.from({ length: n }, () => 0));
  });
});

describe('a hidden patch', () => {
  const SPOT = { x: 0.5, y: 0.6 };

  it.each(['pocket', 'deepracer-shallow'] as const)(
    'of %s is round, of the mean grey, and at its place in the frame',
    (name) => {
      const architecture = ARCHITECTURES[name];
      const { cropTop, pool } = architecture;
      const columns = 160 / pool;
      const observation = new Float32Array((columns * (120 - cropTop)) / pool).map((_, i) => (i % 11) / 11);
      const covered = withPatch(architecture, DEEPRACER_CAMERA, observation, SPOT);
      covered.forEach((value, i) => {
        const x = ((i % columns) + 0.5) * pool;
        const y = cropTop + (Math.floor(i / columns) + 0.5) * pool;
        const isHidden = Math.hypot(x - 80, y - 72) <= PATCH_RADIUS * 160;
        expect(value).toBe(isHidden ? Math.fround(meanGrey(observation)) : observation[i]);
      });
    },
  );

  it('changes the odds where it hides what decides, and nowhere else', () => {
    const driver = newDriver(onePixelPolicy(TWO_ACTIONS, 20));
    const observation = frame(driver.network.input.size);
    const odds = (x: number, y: number) => coveredOutputs(driver, observation, { x, y });
    // Off, the unit gives even odds; with the mean grey of 0.2 and a bit, e⁴ to 1.
    expect(odds(0.1, 0.9)[0]).toBeCloseTo(0.5, 6);
    const [first, second] = odds((COLUMN + 0.5) / 40, (32 + 4 * (ROW + 0.5)) / 120);
    expect(first).toBeCloseTo(1 / (1 + Math.exp(-20 * (0.4 - meanGrey(observation)))), 5);
    expect(first + second).toBeCloseTo(1, 6);
    expect([...odds((COLUMN + 0.5) / 40, 0)]).toEqual([...insightOf(driver, observation).outputs]);
  });
});
