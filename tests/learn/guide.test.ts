import { beforeAll, describe, expect, it } from 'vitest';
import { type ActionSpace, DEFAULT_ACTIONS } from '../../src/car/actions.ts';
import { DEEPRACER_V5, DEEPRACER_V6 } from '../../src/car/spec.ts';
import { RACING_ACTIONS } from '../../src/learn/goal.ts';
import { newGuide } from '../../src/learn/guide.ts';
import { guideLine } from '../../src/learn/guide-line.ts';
import { soleExchange, update } from '../../src/learn/learner.ts';
import { checkRecipe } from '../../src/learn/recipe.ts';
import { learnerOf } from '../../src/learn/team.ts';
import { randomStream, uniformIn } from '../../src/math/random.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { advance, newEnvironment } from '../../src/sim/environment.ts';
import { END } from '../../src/sim/episode.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bothWays, type Track } from '../../src/track/track.ts';
import { smallGoldRecipe } from '../support/gold-recipe.ts';
import { bundledTrack } from '../support/tracks.ts';

const LAPS = 2;

/** The flying lap of a guide that drives at 15 Hz, s; NaN when it leaves the road. */
function guidedLap(track: Track, space: ActionSpace, spec = DEEPRACER_V6): number {
  const environment = newEnvironment({
    tracks: [track],
    cars: 1,
    seed: 1,
    start: 'line',
    rules: { laps: LAPS, failure: 'end', maxSeconds: 180 },
    spec,
    firstRow: 120,
    painter: () => {},
  });
  const fastest = space.kind === 'discrete' ? 2 : space.speed.high;
  const guide = newGuide(guideLine(track, spec, fastest), space);
  const distribution = distributionOf(space);
  const action = new Float32Array(distribution.actionSize);
  const [steeringDeg, speed] = [new Float64Array(1), new Float64Array(1)];
  while (environment.ends[0] === END.none) {
    guide.advise(environment.episodes[0].car, action, 0);
    distribution.command(action, 0, steeringDeg, speed);
    advance(environment, steeringDeg, speed);
  }
  return (environment.finishedLaps[0][LAPS - 1]?.microseconds ?? Number.NaN) / 1e6;
}

describe('a guide', () => {
  // As `lapzero limit --cap 3` found them, s.
  it.each([
    ['workshop', 4.711, 4.686],
    ['classic', 5.858, 5.851],
    ['zipper', 8.593, 8.593],
    ['bellows', 13.77, 13.768],
    ['hangar', 18.014, 17.979],
  ])('drives %s both ways, hardly slower than the limit', (name, forwards, backwards) => {
    const [there, back] = bothWays([bundledTrack(name)]).map((track) => guidedLap(track, RACING_ACTIONS));
    expect(there / forwards).toBeLessThan(1.08);
    expect(back / backwards).toBeLessThan(1.08);
  });

  it('drives with a few actions, and with another car', () => {
    expect(guidedLap(bundledTrack('harbour'), DEFAULT_ACTIONS)).toBeLessThan(24);
    expect(guidedLap(bundledTrack('harbour'), { ...RACING_ACTIONS, speed: { low: 0.5, high: 2 } }, DEEPRACER_V5)).toBeLessThan(
      26,
    );
  });
});

describe('what imitation costs', () => {
  it.each<[string, ActionSpace, (outputs: Float64Array, actions: Float32Array) => number]>([
    [
      'the cross-entropy of one of some actions',
      DEFAULT_ACTIONS,
      (outputs, [action]) => Math.log(outputs.reduce((sum, logit) => sum + Math.exp(logit), 0)) - outputs[action],
    ],
    [
      'the square of what a command is off',
      RACING_ACTIONS,
      (outputs, actions) => outputs.reduce((sum, mean, k) => sum + 2 * (mean - actions[k]) ** 2, 0),
    ],
  ])('is %s', (_, space, cost) => {
    const distribution = distributionOf(space);
    const stream = randomStream(1, 'test');
    const outputs = Float32Array.from({ length: distribution.outputs }, () => uniformIn(stream, -1, 1));
    const actions = Float32Array.from({ length: distribution.actionSize }, () => (space.kind === 'discrete' ? 3 : 0.4));
    const gradient = new Float64Array(distribution.outputs);
    distribution.imitationGradient(outputs, 0, actions, gradient);
    for (let k = 0; k < outputs.length; k++) {
      const moved = (by: number) =>
        cost(
          Float64Array.from(outputs, (value, j) => value + (j === k ? by : 0)),
          actions,
        );
      expect(gradient[k]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 4);
    }
  });
});

describe('a guided training', () => {
  const track = bundledTrack('workshop');
  const recipe = smallGoldRecipe(track, 8);
  const { critic: _, ...imitating } = recipe;
  beforeAll(startWasm);

  it('comes nearer to what the guide does', async () => {
    // Imitation alone is measured, so exploration stays as it is.
    const alone = {
      hyperparameters: { ...recipe.hyperparameters, learningRate: 2e-3 },
      guide: { weight: 1, share: 1 },
      exploration: { from: 0.22, to: 0.22 },
    };
    const learner = learnerOf({ ...imitating, ...alone }, [track], [0, 1]);
    const exchange = soleExchange(2, learner.network.parameters.length);
    const apart: number[] = [];
    for (let k = 0; k < 8; k++) {
      await update(learner, exchange);
      const { actions, advised } = learner.shards[0].rollout;
      const squares = actions.map((value, i) => (value - (advised?.[i] ?? Number.NaN)) ** 2);
      apart.push(squares.reduce((sum, value) => sum + value, 0) / squares.length);
    }
    expect(apart[7]).toBeLessThan(0.6 * apart[0]);
    expect(learner.shards[0].minibatch.advice?.weight).toBeCloseTo(1 / 8);
  });

  it('is refused on a GPU, which knows no guide', () => {
    const shards = { ...recipe.hyperparameters, shards: 1 };
    expect(() => checkRecipe({ ...recipe, backend: 'webgl', hyperparameters: shards })).toThrow(/guide is not known on a GPU/);
  });
});
