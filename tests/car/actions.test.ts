import { describe, expect, it } from 'vitest';
import {
  type ActionSpace,
  actionSpaceFileSchema,
  checkActionSpace,
  DEFAULT_ACTIONS,
  slowestSpeed,
} from '../../src/car/actions.ts';
import { hasSharedData, sharedNames, sharedText } from '../support/shared-data.ts';

const continuous: ActionSpace = { kind: 'continuous', steeringDeg: { low: -30, high: 20 }, speed: { low: 0.5, high: 2 } };

describe('action spaces', () => {
  it('are data, discrete or continuous', () => {
    for (const space of [DEFAULT_ACTIONS, continuous]) {
      expect(actionSpaceFileSchema.parse(JSON.parse(JSON.stringify(space)))).toEqual(space);
      expect(() => checkActionSpace(space, 'x')).not.toThrow();
    }
    expect([slowestSpeed(DEFAULT_ACTIONS), slowestSpeed(continuous)]).toEqual([1, 0.5]);
  });

  it('may be DeepRacer’s', () => {
    const discrete = {
      action_space: [
        { steering_angle: '-30', speed: 1, index: 0 },
        { steering_angle: 30, speed: 0.5 },
      ],
      sensor: ['x'],
    };
    expect(actionSpaceFileSchema.parse(discrete)).toEqual({
      kind: 'discrete',
      actions: [
        { steeringDeg: -30, speed: 1 },
        { steeringDeg: 30, speed: 0.5 },
      ],
    });
    const ranges = { steering_angle: { low: -25, high: 27 }, speed: { low: 1, high: 4 } };
    expect(actionSpaceFileSchema.parse(ranges)).toMatchObject({ kind: 'continuous', steeringDeg: { low: -25, high: 27 } });
  });

  it.each<[string, ActionSpace, RegExp]>([
    [
      'steering the wrong way round',
      { ...continuous, steeringDeg: { low: 10, high: -10 } },
      /x: steeringDeg has low 10 and high -10/,
    ],
    ['speeds no car has', { ...continuous, speed: { low: 1, high: 9 } }, /x: speed.high is 9; use 0.1 to 4/],
    ['one action', { kind: 'discrete', actions: [{ steeringDeg: 0, speed: 1 }] }, /x: actions has 1 entries; give 2 to 30/],
    ['NaN', { ...continuous, speed: { low: Number.NaN, high: 2 } }, /speed.low is NaN/],
  ])('with %s are refused', (_, space, message) => {
    expect(() => checkActionSpace(space, 'x')).toThrow(message);
  });
});

it.skipIf(!hasSharedData)('every model_metadata.json in the wild that steers by camera gives an action space', () => {
  const names = sharedNames('model-metadata').filter((name) => name.endsWith('.json'));
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) {
    const space = actionSpaceFileSchema.safeParse(JSON.parse(sharedText(`model-metadata/${name}`)));
    expect([name, space.success]).toEqual([name, true]);
  }
});
