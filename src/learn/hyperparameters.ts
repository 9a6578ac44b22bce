/** Every number of the learning algorithm, documented beside its default. */
export interface Hyperparameters {
  /** shards the cars are split into; each has its own cars, streams and part of every minibatch. Part of the result: as many on any number of workers */
  readonly shards: number;
  /** cars of each shard */
  readonly carsPerShard: number;
  /** decisions each car makes per rollout */
  readonly rolloutSteps: number;
  /** passes over each rollout */
  readonly epochs: number;
  /** samples per gradient step, over all shards; must divide a rollout evenly */
  readonly minibatchSize: number;
  /** Adam's step size */
  readonly learningRate: number;
  /** lets the step size fall to 0 in a straight line over a budget in updates or steps; without such a budget it stays */
  readonly annealLearningRate: boolean;
  /** γ, per decision */
  readonly discount: number;
  /** λ of generalised advantage estimation: 0 trusts the value network, 1 the rewards */
  readonly gaeLambda: number;
  /** ε: how far a policy may move from the one that drove, as a ratio of probabilities */
  readonly clipRange: number;
  /** weight of the entropy bonus */
  readonly entropyCoefficient: number;
  /** weight of the value loss */
  readonly valueCoefficient: number;
  /** half the squared error, or Huber's loss: the same up to an error of 1, straight beyond */
  readonly valueLoss: 'squared' | 'huber';
  /** largest norm of a gradient step's gradient; null = any */
  readonly maxGradientNorm: number | null;
}

export const DEFAULT_HYPERPARAMETERS: Hyperparameters = {
  shards: 2,
  carsPerShard: 16,
  rolloutSteps: 32,
  epochs: 6,
  minibatchSize: 128,
  learningRate: 2e-3,
  annealLearningRate: true,
  discount: 0.97,
  gaeLambda: 0.9,
  clipRange: 0.2,
  entropyCoefficient: 0.01,
  valueCoefficient: 0.5,
  valueLoss: 'squared',
  maxGradientNorm: 1,
};

/** Decisions of all shards together in one update. */
export function stepsPerUpdate({ shards, carsPerShard, rolloutSteps }: Hyperparameters): number {
  return shards * carsPerShard * rolloutSteps;
}

/** Adam's step size in the update after `updates` others. @param total updates of the whole training, if known */
export function learningRateAt(
  { learningRate, annealLearningRate }: Hyperparameters,
  updates: number,
  total: number | null,
): number {
  return annealLearningRate && total !== null ? learningRate * (1 - updates / total) : learningRate;
}
