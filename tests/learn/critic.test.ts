import { beforeAll, describe, expect, it } from 'vitest';
import { DEEPRACER_V4, DEEPRACER_V6 } from '../../src/car/spec.ts';
import { type Critic, newCritic } from '../../src/learn/critic.ts';
import { soleExchange, update } from '../../src/learn/learner.ts';
import { checkRecipe, RECIPE_DEFAULTS } from '../../src/learn/recipe.ts';
import { learnerOf } from '../../src/learn/team.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';
import { advance, type Environment, newEnvironment } from '../../src/sim/environment.ts';
import { END } from '../../src/sim/episode.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bothWays } from '../../src/track/track.ts';
import { smallGoldRecipe } from '../support/gold-recipe.ts';
import { bundledTrack } from '../support/tracks.ts';

const CARS = 8;
const STEPS = 32;
const tracks = bothWays([bundledTrack('zipper')]);

function driven(spec = DEEPRACER_V6): Environment {
  return newEnvironment({ tracks, cars: CARS, seed: 3, spec, firstRow: 120, painter: () => {} });
}

/** Cars driven by chance; `each` is told of every decision before it is carried out. */
function rollout(environment: Environment, critic: Critic, each: (step: number) => void = () => {}): Float32Array {
  const stream = randomStream(5, 'test');
  const values = new Float32Array((STEPS + 1) * CARS);
  const steering = new Float64Array(CARS);
  const speed = new Float64Array(CARS);
  for (let step = 0; step < STEPS; step++) {
    critic.estimate(environment, step, values, step * CARS);
    each(step);
    for (let car = 0; car < CARS; car++) {
      steering[car] = uniformIn(stream, -30, 30);
      speed[car] = uniformIn(stream, 0.5, 3);
    }
    advance(environment, steering, speed);
  }
  critic.estimate(environment, STEPS, values, STEPS * CARS);
  return values;
}

const targetsOf = (environment: Environment) =>
  Float32Array.from({ length: CARS }, (_, car) => {
    const { trackIndex, car: body } = environment.episodes[car];
    return (trackIndex === 0 ? 1 : -1) * body.pose.x;
  });

/** Fits to something that depends on the place and the direction, `rounds` rollouts long; mean squared error of each. */
function errorsOf(critic: Critic, rounds: number): number[] {
  const environment = driven();
  return Array.from({ length: rounds }, () => {
    const targets = new Float32Array(STEPS * CARS);
    const values = rollout(environment, critic, (step) => targets.set(targetsOf(environment), step * CARS));
    critic.fit(targets);
    return targets.reduce((sum, target, i) => sum + (target - values[i]) ** 2, 0) / targets.length;
  });
}

describe('the critic', () => {
  it('learns what depends on the place and the direction', () => {
    const errors = errorsOf(newCritic(tracks, STEPS * CARS, CARS, 1, 0), 24);
    expect(errors[23]).toBeLessThan(0.15 * errors[0]);
  });

  it.each([
    ['v6', DEEPRACER_V6],
    ['v4', DEEPRACER_V4],
  ])('foresees the states that a car (%s) comes to', (_, spec) => {
    const critic = newCritic(tracks, STEPS * CARS, CARS, 1, 0);
    errorsOf(critic, 4);
    const environment = driven(spec);
    const [steering, speed] = [new Float64Array(CARS), new Float64Array(CARS)];
    const [before, after] = [new Float32Array(CARS), new Float32Array(CARS)];
    const stream = randomStream(9, 'test');
    const apart: number[] = [];
    for (let step = 0; step < 20; step++) {
      for (let car = 0; car < CARS; car++) {
        steering[car] = uniformIn(stream, -40, 40);
        speed[car] = uniformIn(stream, 0, 4);
        before[car] = critic.foresee(environment, car, steering[car], speed[car]);
      }
      advance(environment, steering, speed);
      critic.estimate(environment, STEPS, after, 0);
      for (let car = 0; car < CARS; car++) {
        if (environment.ends[car] !== END.none) continue;
        apart.push(Math.abs(before[car] - after[car]));
      }
    }
    expect(apart.length).toBeGreaterThan(100);
    apart.sort((a, b) => a - b);
    expect(apart[Math.floor(0.5 * apart.length)]).toBeLessThan(0.002);
    // Not all: where another piece of the centre line is as near, a hair decides.
    expect(apart[Math.floor(0.95 * apart.length)]).toBeLessThan(0.05);
  });

  it('continues exactly from its state, and from that of no other', () => {
    const critic = newCritic(tracks, STEPS * CARS, CARS, 1, 0);
    errorsOf(critic, 2);
    const other = newCritic(tracks, STEPS * CARS, CARS, 1, 1);
    other.restore(critic.state());
    expect(errorsOf(other, 3)).toEqual(errorsOf(critic, 3));
    expect(other.state()).toEqual(critic.state());
    const ofOne = newCritic([tracks[0]], STEPS * CARS, CARS, 1, 0);
    expect(() => ofOne.restore(critic.state())).toThrow(/other tracks/);
  });
});

describe('a training with it', () => {
  const track = bundledTrack('workshop');
  const recipe = smallGoldRecipe(track, 10);
  beforeAll(startWasm);

  it('compares actions with each other, leaves the network’s value head alone, and explores less and less', async () => {
    const learner = learnerOf(recipe, [track], [0, 1]);
    const { network } = learner;
    const exchange = soleExchange(2, network.parameters.length);
    const { weightsAt, fanIn } = network.value.head;
    const valueHead = () => network.parameters.slice(weightsAt, weightsAt + fanIn);
    const before = valueHead();
    // At first it estimates the same for all.
    for (let k = 0; k < 2; k++) await update(learner, exchange);
    const { others, advantages } = learner.shards[0].rollout;
    expect(others).toHaveLength(7);
    const sum = (i: number) => others.reduce((total, other) => total + other.advantages[i], advantages[i]);
    for (let i = 0; i < advantages.length; i++) expect(sum(i)).toBeCloseTo(0, 4);
    expect(Math.max(...advantages)).toBeGreaterThan(0);
    for (let k = 2; k < 6; k++) await update(learner, exchange);
    expect(valueHead()).toEqual(before);
    // Half the way from 0.25 to 0.06, by equal factors.
    expect(Math.exp(network.parameters[network.logStdAt])).toBeCloseTo(Math.sqrt(0.25 * 0.06), 2);
  });

  it('explores a continuous space only', () => {
    expect(() => checkRecipe({ ...recipe, actionSpace: RECIPE_DEFAULTS.actionSpace })).toThrow(/exploration/);
  });
});
