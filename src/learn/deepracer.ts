/**
 * DeepRacer's hyper-parameters under its own names, with the defaults of its last console (DeepRacer on AWS), and
 * what they are here. Not the same: it trains after so many episodes, we after so many decisions of as many
 * cars; and here rewards are scaled, and truncated episodes are bootstrapped.
 */
import { z } from 'zod';
import type { Hyperparameters } from './hyperparameters.ts';

const number = z.coerce.number();
/** What people's `hyperparameters.json` hold; what only other algorithms use is read and left alone. */
export const deepRacerSchema = z.strictObject({
  batch_size: number.pipe(z.literal([32, 64, 128, 256, 512])).default(64),
  num_epochs: number.pipe(z.int().min(1).max(100)).default(10),
  lr: number.pipe(z.number().positive().max(1)).default(3e-4),
  beta_entropy: number.pipe(z.number().min(0).max(1)).default(0.01),
  discount_factor: number.pipe(z.number().min(0).max(1)).default(0.99),
  loss_type: z.enum(['huber', 'mean squared error']).default('huber'),
  num_episodes_between_training: number.pipe(z.int().min(1).max(1000)).default(20),
  stack_size: z.unknown().optional(),
  exploration_type: z.unknown().optional(),
  e_greedy_value: z.unknown().optional(),
  epsilon_steps: z.unknown().optional(),
  sac_alpha: z.unknown().optional(),
  term_cond_avg_score: z.unknown().optional(),
  term_cond_max_episodes: z.unknown().optional(),
});

type DeepRacerHyperparameters = z.infer<typeof deepRacerSchema>;

const SHARDS = 2;
/** Decisions of each car per rollout, at least. */
const ROLLOUT_STEPS = 64;

export function fromDeepRacer(theirs: DeepRacerHyperparameters): Hyperparameters {
  const carsPerShard = Math.ceil(theirs.num_episodes_between_training / SHARDS);
  const minibatchSize = theirs.batch_size;
  let rolloutSteps = ROLLOUT_STEPS;
  // Every sample is in a minibatch.
  while ((carsPerShard * rolloutSteps) % (minibatchSize / SHARDS) !== 0) rolloutSteps++;
  return {
    shards: SHARDS,
    carsPerShard,
    rolloutSteps,
    epochs: theirs.num_epochs,
    minibatchSize,
    learningRate: theirs.lr,
    annealLearningRate: false,
    discount: theirs.discount_factor,
    gaeLambda: 0.95,
    clipRange: 0.2,
    entropyCoefficient: theirs.beta_entropy,
    // Its squared error is not halved; Huber's is.
    valueCoefficient: theirs.loss_type === 'huber' ? 1 : 2,
    valueLoss: theirs.loss_type === 'huber' ? 'huber' : 'squared',
    maxGradientNorm: null,
  };
}
