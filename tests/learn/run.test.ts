/** A training in one call, as the library has it. */
import { describe, expect, it } from 'vitest';
import { recipeFor } from '../../src/cli/recipe-options.ts';
import { recipeOf } from '../../src/learn/run.ts';
import { weightsHash } from '../../src/policy/agent.ts';
import { rewardSource, sourceHash } from '../../src/reward/source.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { bundledTrack } from '../support/tracks.ts';

const tracks = [bundledTrack('workshop')];

describe('recipeOf', () => {
  it("is the command's where nothing is said", () => {
    expect(recipeOf({ tracks })).toEqual(recipeFor(tracks, { seed: 1 }).recipe);
    expect(recipeOf({ tracks, recipe: { seed: 7, until: 'lap' } })).toEqual(
      recipeFor(tracks, { seed: 7, until: 'lap' }).recipe,
    );
  });

  it('names a custom reward by its hash', () => {
    const reward = rewardSource('mine.py', 'def reward_function(params):\n    return 1.0\n');
    expect(recipeOf({ tracks, reward }).reward).toEqual({ file: 'reward.py', hash: sourceHash(reward) });
  });

  it("continues with an agent's network, actions and car, as the command does", () => {
    const from = readAgent('agents/slalom');
    const recipe = recipeOf({ tracks, from });
    expect(recipe).toEqual(recipeFor(tracks, { seed: 1, from: 'agents/slalom' }).recipe);
    expect(recipe.from).toEqual({ name: from.name, weightsHash: weightsHash(from.policy.network) });
  });

  it('refuses what no recipe may be', () => {
    expect(() => recipeOf({ tracks: [] })).toThrow('at least one track');
    expect(() => recipeOf({ tracks, recipe: { seed: -1 } })).toThrow('seed');
    expect(() => recipeOf({ tracks, reward: 'no-such-reward' })).toThrow('reward');
  });
});
