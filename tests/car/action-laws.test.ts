/** What holds for every action space: its files, its commands, and the distribution over its actions. */

import { describe, expect, it } from 'vitest';
import {
  type ActionSpace,
  actionSpaceFileSchema,
  actionSpaceSchema,
  checkActionSpace,
  fastestSpeed,
  slowestSpeed,
} from '../../src/car/actions.ts';
import { CAR_NAMES } from '../../src/car/spec.ts';
import { formatMetadata, parseMetadata } from '../../src/deploy/metadata.ts';
import { blankNetwork } from '../../src/learn/team.ts';
import { randomStream } from '../../src/math/random.ts';
import { newScore } from '../../src/policy/distribution.ts';
import { distributionOf } from '../../src/policy/distributions.ts';
import { actionSpaces } from '../support/arbitraries.ts';
import { fc } from '../support/fast-check.ts';

const floats = (count: number, most: number) =>
  fc
    .array(fc.float({ min: -most, max: most, noNaN: true }), { minLength: count, maxLength: count })
    .map((list) => Float32Array.from(list));

/** A space, two rows of outputs of a network for it, and deviations. */
const cases = actionSpaces.chain((space) => {
  const { outputs, logStds } = distributionOf(space);
  return fc.record({
    space: fc.constant(space),
    outputs: floats(2 * outputs, 5),
    logStd: floats(logStds, 2),
    seed: fc.nat(1e6),
  });
});

describe('the files of an action space', () => {
  it('bring it back: Lapzero’s form, and DeepRacer’s with its car', () => {
    fc.assert(
      fc.property(actionSpaces, fc.constantFrom(...CAR_NAMES), (space, car) => {
        expect(() => checkActionSpace(space, 'x')).not.toThrow();
        const again: unknown = JSON.parse(JSON.stringify(space));
        expect(actionSpaceSchema.parse(again)).toEqual(space);
        expect(actionSpaceFileSchema.parse(again)).toEqual(space);
        const network = blankNetwork({ architecture: 'pocket', actionSpace: space });
        const text = formatMetadata({ network, actionSpace: space }, car);
        expect(actionSpaceFileSchema.parse(JSON.parse(text))).toEqual(space);
        const read = parseMetadata(text, 'model_metadata.json');
        expect(read.actionSpace).toEqual(space);
        expect(read.notes).toEqual([]);
        if (car.startsWith('deepracer')) expect(read.car).toBe(car);
      }),
      { numRuns: 50 },
    );
  });
});

/** Whether a command is one that the space has. */
function isIn(space: ActionSpace, steeringDeg: number, speed: number): boolean {
  if (space.kind === 'discrete') {
    return space.actions.some((action) => action.steeringDeg === steeringDeg && action.speed === speed);
  }
  const tiny = 1e-12;
  const { low, high } = space.steeringDeg;
  return (
    steeringDeg >= low - tiny &&
    steeringDeg <= high + tiny &&
    speed >= space.speed.low - tiny &&
    speed <= space.speed.high + tiny
  );
}

describe('a distribution over actions', () => {
  it('gives commands of its space only, whatever the network says', () => {
    fc.assert(
      fc.property(cases, ({ space, outputs, logStd, seed }) => {
        const { sample, greedy, command, actionSize } = distributionOf(space);
        const stream = randomStream(seed, 'action');
        const actions = new Float32Array(2 * actionSize);
        const [steering, speed] = [new Float64Array(2), new Float64Array(2)];
        for (const isGreedy of [true, false]) {
          for (let row = 0; row < 2; row++) {
            if (isGreedy) greedy(outputs, row, actions);
            else sample(outputs, logStd, row, stream, actions);
            command(actions, row, steering, speed);
            expect(isIn(space, steering[row], speed[row])).toBe(true);
            expect(speed[row]).toBeGreaterThanOrEqual(slowestSpeed(space) - 1e-12);
            expect(speed[row]).toBeLessThanOrEqual(fastestSpeed(space) + 1e-12);
          }
        }
      }),
    );
  });

  it('says the same of a drawn action when it is asked later, and likes none better than the greedy one', () => {
    fc.assert(
      fc.property(cases, ({ space, outputs, logStd, seed }) => {
        const distribution = distributionOf(space);
        const actions = new Float32Array(2 * distribution.actionSize);
        const score = newScore(distribution);
        const drawn = distribution.sample(outputs, logStd, 1, randomStream(seed, 'action'), actions);
        distribution.score(outputs, logStd, 1, actions, score);
        expect(score.logProbability).toBeCloseTo(drawn, 9);
        distribution.greedy(outputs, 1, actions);
        distribution.score(outputs, logStd, 1, actions, score);
        expect(score.logProbability).toBeGreaterThanOrEqual(drawn - 1e-9);
      }),
    );
  });

  it('has probabilities that add up to 1, and the entropy that follows from them', () => {
    fc.assert(
      fc.property(cases, ({ space, outputs }) => {
        if (space.kind !== 'discrete') return;
        const distribution = distributionOf(space);
        const score = newScore(distribution);
        const probabilities = space.actions.map((_, k) => {
          distribution.score(outputs, new Float32Array(0), 0, Float32Array.of(k), score);
          return Math.exp(score.logProbability);
        });
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
        expect(score.entropy).toBeCloseTo(
          probabilities.reduce((sum, p) => sum - p * Math.log(p), 0),
          9,
        );
      }),
    );
  });

  it('diverges from no other by less than nothing, and from itself not at all', () => {
    fc.assert(
      fc.property(cases, ({ space, outputs, logStd }) => {
        const { divergence } = distributionOf(space);
        expect(divergence(outputs, 0, outputs, 1, logStd)).toBeGreaterThanOrEqual(-1e-12);
        expect(divergence(outputs, 1, outputs, 1, logStd)).toBeCloseTo(0, 12);
      }),
    );
  });
});
