import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ActionSpace, DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { DEFAULT_HYPERPARAMETERS } from '../../src/learn/hyperparameters.ts';
import { soleExchange, update } from '../../src/learn/learner.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import { shardState } from '../../src/learn/shard.ts';
import { learnerOf, learnerOptions } from '../../src/learn/team.ts';
import { newTensorLearner, tensorState, tensorUpdate } from '../../src/learn/tensor-learner.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { cpuFrameSource, distance, plainGradient, stayingGradient, tensorLearnerOf } from '../support/learner-page.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

const CONTINUOUS: ActionSpace = { kind: 'continuous', steeringDeg: { low: -30, high: 30 }, speed: { low: 1, high: 2 } };
const track = bundledTrack('workshop');

function recipeWith(actionSpace: ActionSpace): Recipe {
  const hyperparameters = {
    ...DEFAULT_HYPERPARAMETERS,
    shards: 1,
    carsPerShard: 8,
    rolloutSteps: 48,
    epochs: 2,
    minibatchSize: 64,
  };
  return { ...RECIPE_DEFAULTS, courses: [track], hyperparameters, actionSpace, until: { updates: 4 } };
}

describe('gradients whose numbers stay on the back end', () => {
  it.each([
    ['pocket', DEFAULT_ACTIONS, 'squared'],
    ['pocket-wide', CONTINUOUS, 'huber'],
    ['deepracer-shallow', DEFAULT_ACTIONS, 'huber'],
  ] as const)('are those whose numbers come and go: %s', (name, space, valueLoss) => {
    const h = { ...DEFAULT_HYPERPARAMETERS, valueLoss };
    const plain = plainGradient(name, space, 12, h);
    const staying = stayingGradient(name, space, 12, h);
    expect(distance(staying.gradient, plain.gradient)).toBeLessThan(1e-5);
    for (const [sum, value] of Object.entries(plain.sums)) expect(staying.sums[sum]).toBeCloseTo(value, 3);
  });
});

describe('the learner whose numbers stay on the back end', () => {
  it.each([
    ['discrete', DEFAULT_ACTIONS],
    ['continuous', CONTINUOUS],
  ] as const)('learns what the other one learns, %s', async (_, space) => {
    const recipe = recipeWith(space);
    const plain = learnerOf(recipe, [track], [0]);
    const exchange = soleExchange(1, plain.network.parameters.length);
    const staying = tensorLearnerOf(recipe, [track], cpuFrameSource('pocket', 8));
    const before = tensorState(staying).parameters;
    const [own] = await update(plain, exchange);
    const [other] = await tensorUpdate(staying);
    expect(other.episodes).toEqual(own.episodes);
    expect(other.losses.entropy).toBeCloseTo(own.losses.entropy, 2);
    expect(other.gradientNorm).toBeCloseTo(own.gradientNorm, 3);
    const after = tensorState(staying).parameters;
    const moved = distance(before, plain.network.parameters);
    expect(distance(after, plain.network.parameters)).toBeLessThan(0.01 * moved);
  });

  it('continues from its state to the same weights', async () => {
    const recipe = recipeWith(CONTINUOUS);
    const learner = tensorLearnerOf(recipe, [track], cpuFrameSource('pocket', 8));
    await tensorUpdate(learner);
    const state = { ...tensorState(learner), shards: [shardState(learner.shard)] };
    await tensorUpdate(learner);
    const again = newTensorLearner(learnerOptions(recipe, [track], [0]), { state }, cpuFrameSource('pocket', 8));
    await tensorUpdate(again);
    expect(tensorState(again)).toEqual(tensorState(learner));
  });

  it('leaves no tensor behind', async () => {
    const learner = tensorLearnerOf(recipeWith(DEFAULT_ACTIONS), [track], cpuFrameSource('pocket', 8));
    await tensorUpdate(learner);
    const { numTensors } = tf.memory();
    for (let i = 0; i < 3; i++) await tensorUpdate(learner);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
