/** Who drives a training's opponents. */
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { copiesOf, newOpponentPool, noteLearner } from '../../src/learn/opponent-pool.ts';
import { checkRecipe, RECIPE_DEFAULTS } from '../../src/learn/recipe.ts';
import { opponentPolicies, recipeOf } from '../../src/learn/run.ts';
import { blankNetwork, learnerOf } from '../../src/learn/team.ts';
import { weightsHash } from '../../src/policy/agent.ts';
import { opponentDriver } from '../../src/policy/opponent-driver.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');
const learner = () => ({ network: blankNetwork(RECIPE_DEFAULTS), actionSpace: DEFAULT_ACTIONS });

describe('self-play', () => {
  it('begins against the learner as it began, adds a copy at times, and drops the oldest', () => {
    const policy = learner();
    const pool = newOpponentPool(null, policy);
    expect(pool.policies.length).toBe(1);
    for (let update = 1; update <= 160; update++) {
      policy.network.parameters.fill(update);
      noteLearner(pool, policy, update);
    }
    expect(copiesOf(pool).map(([first]) => first)).toEqual([96, 112, 128, 144, 160]);
    // The learner changes, its copies do not.
    policy.network.parameters.fill(7);
    expect(copiesOf(pool).map(([first]) => first)).not.toContain(7);
  });

  it('continues from the copies of a checkpoint', () => {
    const policy = learner();
    const copies = [1, 2].map((value) => policy.network.parameters.map(() => value));
    expect(copiesOf(newOpponentPool(null, policy, copies))).toEqual(copies);
  });
});

describe('given agents', () => {
  beforeAll(() => startWasm());
  const silver = readAgent('agents/workshop-silver');

  it('are named in the recipe, stay as they are, and need to be there', () => {
    const recipe = recipeOf({ tracks: [track], opponents: { drivers: [silver] } });
    const entry = { name: 'workshop-silver', weightsHash: weightsHash(silver.policy.network) };
    expect(recipe.opponents).toEqual({ count: 2, drivers: [entry] });
    expect(recipe.reward).toBe('avoid-objects');
    expect(() => learnerOf(recipe, [track], [0])).toThrow(/opponents\.drivers are not there/);
    const pool = newOpponentPool(opponentPolicies([silver]), learner());
    noteLearner(pool, learner(), 16);
    expect(pool.policies.length).toBe(1);
    expect(copiesOf(pool)).toEqual([]);
  });

  it('drive: a silver agent laps while the learner stands', () => {
    const { policy } = silver;
    const driver = opponentDriver(() => [policy]);
    const rules = { laps: 1, failure: 'end', maxSeconds: 1000 } as const;
    const environment = newEnvironment({
      tracks: [track],
      cars: 1,
      seed: 1,
      firstRow: 120,
      rules,
      opponents: { count: 1, driver },
    });
    const [{ opponents }] = environment.episodes;
    let driven = 0;
    for (let step = 0; step < 240; step++) {
      const before = opponents?.arc[0] ?? 0;
      // Enough to count as moving, not enough to be in the way.
      advance(environment, [30], [0.1]);
      const gained = (opponents?.arc[0] ?? 0) - before;
      if (Math.abs(gained) < 1) driven += gained;
    }
    expect(driven).toBeGreaterThan(10);
  });

  it('are unknown on a GPU', () => {
    const recipe = recipeOf({ tracks: [track], opponents: { drivers: 'self' } });
    const onGpu = { ...recipe, backend: 'webgl' as const, hyperparameters: { ...recipe.hyperparameters, shards: 1 } };
    expect(() => checkRecipe(onGpu)).toThrow(/opponents is not known on a GPU/);
  });
});
