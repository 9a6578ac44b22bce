/** A team of one, in the test's own thread. */
import { type Exchange, type LearnerStart, sharedState, soleExchange, update } from '../../src/learn/learner.ts';
import type { Recipe } from '../../src/learn/recipe.ts';
import { shardState } from '../../src/learn/shard.ts';
import { allShards, learnerOf, type Team } from '../../src/learn/team.ts';
import type { Track } from '../../src/track/track.ts';

export function soleTeam(recipe: Recipe, tracks: readonly Track[], start: LearnerStart): Team {
  const learner = learnerOf(recipe, tracks, allShards(recipe), start);
  const exchange: Exchange = soleExchange(recipe.hyperparameters.shards, learner.network.parameters.length);
  return {
    async next() {
      const reports = await update(learner, exchange);
      const parameters = learner.network.parameters.slice();
      const isKept = learner.updates % recipe.evaluateEvery === 0;
      const state = isKept ? { ...sharedState(learner), shards: learner.shards.map(shardState) } : null;
      return { update: learner.updates, reports, parameters, state, driven: [] };
    },
    async stop() {},
  };
}
