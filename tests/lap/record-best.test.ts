import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { recordBestLap } from '../../src/lap/drive.ts';
import { findDifference } from '../../src/lap/recording.ts';
import { bestLap, newEvaluator } from '../../src/learn/evaluation.ts';
import { recipeSchema } from '../../src/learn/recipe.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bundledTrack } from '../support/tracks.ts';

beforeAll(startWasm);

it.each(['classic-silver', 'workshop-bronze', 'harbour-silver'])(
  'the lap that is recorded of %s is the best one that its evaluation knows',
  (name) => {
    const agent = readAgent(fileURLToPath(new URL(`../../agents/${name}`, import.meta.url)));
    const recipe = recipeSchema.parse(agent.recipe);
    const track = bundledTrack(recipe.courses[0].name);
    const recording = recordBestLap(agent.policy, track, recipe);
    const evaluation = newEvaluator(recipe, [track])(agent.policy, 1);
    if (!recording) throw new Error('nothing was recorded');
    expect(Math.min(...recording.lapMicroseconds) / 1e6).toBe(bestLap(evaluation));
    // The drive ends with it, and can be driven again.
    expect(recording.lapMicroseconds.at(-1)).toBe(Math.min(...recording.lapMicroseconds));
    expect(findDifference(recording, track, 'lap.json')).toBeUndefined();
  },
);
