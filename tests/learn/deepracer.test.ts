import { describe, expect, it } from 'vitest';
import { deepRacerSchema, fromDeepRacer } from '../../src/learn/deepracer.ts';
import { checkRecipe, RECIPE_DEFAULTS } from '../../src/learn/recipe.ts';

const track = { name: 'x', hash: 'a'.repeat(64) };

describe('DeepRacer’s hyper-parameters', () => {
  it('have its defaults', () => {
    expect(deepRacerSchema.parse({})).toMatchObject({
      batch_size: 64,
      num_epochs: 10,
      lr: 3e-4,
      beta_entropy: 0.01,
      discount_factor: 0.99,
      loss_type: 'huber',
      num_episodes_between_training: 20,
    });
  });

  it('are read from the files that people have, numbers as text too', () => {
    const file = {
      batch_size: '128',
      beta_entropy: 0.01,
      discount_factor: 0.99,
      e_greedy_value: 0.05,
      epsilon_steps: 10000,
      exploration_type: 'categorical',
      loss_type: 'mean squared error',
      lr: '0.0003',
      num_episodes_between_training: 18,
      num_epochs: 5,
      stack_size: 1,
      term_cond_avg_score: 350,
      term_cond_max_episodes: 1000,
    };
    const ours = fromDeepRacer(deepRacerSchema.parse(file));
    expect(ours).toMatchObject({
      minibatchSize: 128,
      learningRate: 3e-4,
      epochs: 5,
      discount: 0.99,
      entropyCoefficient: 0.01,
    });
    // Its loss is e² where ours is c·½e².
    expect(ours).toMatchObject({
      valueLoss: 'squared',
      valueCoefficient: 2,
      maxGradientNorm: null,
      annealLearningRate: false,
    });
  });

  it.each([32, 64, 128, 256, 512])('with batches of %i make a recipe that fits together', (batch_size) => {
    for (const num_episodes_between_training of [1, 5, 20, 33, 100]) {
      const hyperparameters = fromDeepRacer(deepRacerSchema.parse({ batch_size, num_episodes_between_training }));
      expect(() => checkRecipe({ ...RECIPE_DEFAULTS, courses: [track], hyperparameters })).not.toThrow();
    }
  });

  it.each([{ lr: 0 }, { batch_size: 100 }, { loss_type: 'cubic' }, { learning_rate: 1 }])('refuse %o', (wrong) => {
    expect(deepRacerSchema.safeParse(wrong).success).toBe(false);
  });
});
