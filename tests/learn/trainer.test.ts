import { beforeAll, expect, it } from 'vitest';
import { newLossSums } from '../../src/learn/ppo.ts';
import { RECIPE_DEFAULTS, type Recipe } from '../../src/learn/recipe.ts';
import type { Team } from '../../src/learn/team.ts';
import { blankNetwork } from '../../src/learn/team.ts';
import { type Evaluation, train } from '../../src/learn/trainer.ts';
import { randomStream } from '../../src/math/random.ts';
import { initialise } from '../../src/policy/network.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { ownTrack } from '../support/courses.ts';

beforeAll(startWasm);

it('every evaluation begins on every course’s own line, both ways', async () => {
  const courses = ['workshop', 'classic', 'teacup'].map(ownTrack);
  const recipe: Recipe = {
    ...RECIPE_DEFAULTS,
    courses: courses.map(({ name, hash }) => ({ name, hash })),
    until: { updates: 3 },
  };
  const network = blankNetwork(recipe);
  initialise(network, randomStream(3, 'init'));
  const report = {
    shard: 0,
    losses: newLossSums(),
    episodes: { ended: 0, reward: 0, decisions: 0, progress: 0, laps: 0 },
    variance: { targets: 1, residuals: 1 },
    gradientNorm: 0,
  };
  let updates = 0;
  const team: Team = {
    async next() {
      updates++;
      return { update: updates, reports: [report], parameters: network.parameters };
    },
    async stop() {},
  };
  const evaluations: Evaluation[] = [];
  await train({
    recipe,
    courses,
    team,
    clock: () => updates,
    onProgress({ evaluation }) {
      if (evaluation) evaluations.push(evaluation);
    },
  });
  expect(evaluations).toHaveLength(3);
  for (const { paths, drives } of evaluations) {
    expect(drives).toHaveLength(6);
    paths.forEach(([x, y], i) => {
      const { points } = courses[i >> 1].centre;
      expect(x).toBeCloseTo(points[0], 5);
      expect(y).toBeCloseTo(points[1], 5);
    });
  }
  // The same weights drive the same way every time.
  expect(evaluations[2].paths).toEqual(evaluations[0].paths);
});
