/**
 * Makes a worker ready to learn at once: engines compile code well only after it has run for a while. What is learned
 * here is thrown away, and nothing of it is left behind but compiled code. The back end must be started.
 */
import { generateTrack } from '../track/generator.ts';
import { newEvaluator } from './evaluation.ts';
import { soleExchange, update } from './learner.ts';
import { RECIPE_DEFAULTS, type Recipe } from './recipe.ts';
import { learnerOf } from './team.ts';

const track = generateTrack({ seed: 1, difficulty: 0.3 });
/** A few hundred decisions and one pass over them: after as many, more do not help. */
const RECIPE: Recipe = {
  ...RECIPE_DEFAULTS,
  courses: [{ name: track.name, hash: track.hash }],
  hyperparameters: { ...RECIPE_DEFAULTS.hyperparameters, shards: 1, carsPerShard: 8, rolloutSteps: 32, epochs: 1 },
};

/** What a training worker does in an update. */
export async function warmLearning(): Promise<void> {
  const learner = learnerOf(RECIPE, [track], [0]);
  await update(learner, soleExchange(1, learner.network.parameters.length));
}

/** What an evaluation does. */
export function warmEvaluation(): void {
  const { network } = learnerOf(RECIPE, [track], [0]);
  newEvaluator(RECIPE, [track])({ network, actionSpace: RECIPE.actionSpace }, 0);
}
