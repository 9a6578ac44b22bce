/** A shard: a fixed part of a training's cars, with their streams, their rollout and their part of every minibatch. */
import { type ActionSpace, fastestSpeed } from '../car/actions.ts';
import { type RandomStream, randomStream } from '../math/random.ts';
import type { Architecture } from '../policy/architecture.ts';
import { distributionOf } from '../policy/distributions.ts';
import type { Network } from '../policy/network.ts';
import { opponentDriver } from '../policy/opponent-driver.ts';
import type { Reward } from '../reward/reward.ts';
import { newEnvironment, type Painter, type SceneBook } from '../sim/environment.ts';
import { carState, restoreCar } from '../sim/state.ts';
import type { WorldOptions } from '../sim/world-options.ts';
import type { Track } from '../track/track.ts';
import { CHOICES, type CriticState, newCritic } from './critic.ts';
import { newGuide } from './guide.ts';
import { guideLine } from './guide-line.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { OpponentPool } from './opponent-pool.ts';
import { type Minibatch, newChoice } from './ppo.ts';
import type { Recipe } from './recipe.ts';
import { newRewardScale, type RewardScale } from './reward-scale.ts';
import { type Driver, newDriver, newRollout, type Rollout } from './rollout.ts';

export interface ShardOptions {
  /** both directions of every track to train on: car i of all drives `tracks[i % tracks.length]` */
  readonly tracks: readonly Track[];
  readonly world: WorldOptions;
  /** cars that share each car's track; null = none */
  readonly opponents: Recipe['opponents'] | null;
  /** a reward function of its own for each shard */
  readonly reward: (shard: number) => Reward;
  /** whether a guide is imitated beside it */
  readonly isGuided: boolean;
  /** what estimates the values of states: the policy's network, or a critic that knows the car's state */
  readonly critic: 'network' | 'state';
  readonly architecture: Architecture;
  readonly actionSpace: ActionSpace;
  readonly hyperparameters: Hyperparameters;
  readonly seed: number;
  /** shared by all shards of a thread */
  readonly sceneBook: SceneBook;
  /** who draws what the cars see, where that is not the CPU: their frames are then stored elsewhere */
  readonly painter?: Painter;
}

export interface Shard {
  readonly index: number;
  readonly driver: Driver;
  readonly rollout: Rollout;
  readonly rewardScale: RewardScale;
  readonly minibatch: Minibatch;
  /** orders samples */
  readonly stream: RandomStream;
  readonly order: Int32Array;
}

/** A shard's cars at their first starts. @param pool drives their opponents */
export function newShard(options: ShardOptions, network: Network, index: number, pool: OpponentPool | null): Shard {
  const { seed, actionSpace, hyperparameters } = options;
  const { carsPerShard, rolloutSteps, minibatchSize, shards } = hyperparameters;
  const distribution = distributionOf(actionSpace);
  const environment = newEnvironment({
    tracks: options.tracks,
    cars: carsPerShard,
    firstIndex: index * carsPerShard,
    seed,
    ...options.world,
    ...(options.opponents &&
      pool && { opponents: { count: options.opponents.count, driver: opponentDriver(() => pool.policies) } }),
    sceneBook: options.sceneBook,
    firstRow: options.architecture.cropTop,
    ...(options.painter && { painter: options.painter }),
  });
  const observationSize = options.painter ? 0 : network.input.size;
  const size = minibatchSize / shards;
  const samples = carsPerShard * rolloutSteps;
  const stream = randomStream(seed, 'action', index);
  const guides = options.isGuided
    ? options.tracks.map((track) => newGuide(guideLine(track, options.world.spec, fastestSpeed(actionSpace)), actionSpace))
    : null;
  const critic = options.critic === 'state' ? newCritic(options.tracks, samples, carsPerShard, seed, index) : null;
  const { actionSize } = distribution;
  return {
    index,
    driver: newDriver({ environment, network, distribution, reward: options.reward(index), guides, critic, stream }),
    rollout: newRollout(rolloutSteps, carsPerShard, observationSize, actionSize, options.isGuided, critic ? CHOICES - 1 : 0),
    rewardScale: newRewardScale(carsPerShard),
    minibatch: {
      size,
      observations: new Float32Array(size * observationSize),
      ...newChoice(size, actionSize),
      ...(critic && { others: Array.from({ length: CHOICES - 1 }, () => newChoice(size, actionSize)) }),
      ...(options.isGuided && { advice: { actions: new Float32Array(size * actionSize), weight: 0 } }),
      targets: new Float32Array(size),
    },
    stream: randomStream(seed, 'shuffle', index),
    order: Int32Array.from({ length: samples }, (_, i) => i),
  };
}

/** All that a shard's future depends on between two updates. A reward function's own state is no part of it. */
export interface ShardState {
  readonly shard: number;
  /** a {@link carState} each */
  readonly cars: readonly Float64Array[];
  readonly returns: Float64Array;
  readonly scaledReturns: Float64Array;
  /** count, mean and squares of the reward scale */
  readonly rewardScale: Float64Array;
  readonly actionStream: Uint32Array;
  readonly shuffleStream: Uint32Array;
  readonly order: Int32Array;
  readonly critic?: CriticState;
}

export function shardState({ index, driver, rewardScale, stream, order }: Shard): ShardState {
  return {
    shard: index,
    cars: driver.environment.episodes.map((episode) => Float64Array.from(carState(episode))),
    returns: driver.returns.slice(),
    scaledReturns: rewardScale.returns.slice(),
    rewardScale: Float64Array.of(rewardScale.count, rewardScale.mean, rewardScale.squares),
    actionStream: driver.stream.state.slice(),
    shuffleStream: stream.state.slice(),
    order: order.slice(),
    ...(driver.critic && { critic: driver.critic.state() }),
  };
}

/** @throws RangeError for the state of a shard of another recipe */
export function restoreShard({ driver, rewardScale, stream, order }: Shard, state: ShardState): void {
  if (state.cars.length !== driver.environment.cars) throw new RangeError(`the state has ${state.cars.length} cars`);
  state.cars.forEach((numbers, car) => {
    restoreCar(driver.environment, car, numbers);
  });
  driver.returns.set(state.returns);
  rewardScale.returns.set(state.scaledReturns);
  [rewardScale.count, rewardScale.mean, rewardScale.squares] = state.rewardScale;
  driver.stream.state.set(state.actionStream);
  stream.state.set(state.shuffleStream);
  order.set(state.order);
  if (state.critic) driver.critic?.restore(state.critic);
}
