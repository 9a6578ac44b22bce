import { describe, expect, it } from 'vitest';
import { fastestSpeed } from '../../src/car/actions.ts';
import { parseMetadata } from '../../src/deploy/metadata.ts';
import { distributionOf } from '../../src/policy/distributions.ts';

const action = (steering_angle: number, speed: number, index: number) => ({ steering_angle, speed, index });
const parse = (metadata: object) => parseMetadata(JSON.stringify(metadata), 'model_metadata.json');

describe('model_metadata.json', () => {
  it.each([
    ['6', 'deepracer-v6'],
    ['6.1', 'deepracer-v6'],
    ['5', 'deepracer-v5'],
    [5, 'deepracer-v5'],
    ['4', 'deepracer-v4'],
    ['3', 'deepracer-v4'],
    [undefined, 'deepracer-v4'],
  ] as const)('of version %s is of %s', (version, car) => {
    expect(parse({ action_space: [action(0, 1, 0), action(30, 2, 1)], version }).car).toBe(car);
  });

  it('has commands above 4 m/s clipped, as the simulator does, and the others left as they are', () => {
    const { actionSpace, notes } = parse({ action_space: [action(-30, 1, 0), action(0, 7, 1), action(30, 3.5, 2)] });
    expect(actionSpace).toMatchObject({ actions: [{ speed: 1 }, { speed: 4 }, { speed: 3.5 }] });
    expect(notes.join()).toContain('clip commands at 4 m/s');
  });

  it('keeps what the outputs of a policy mean whose range goes on beyond 4 m/s', () => {
    const { actionSpace } = parse({ action_space: { steering_angle: { low: -30, high: 30 }, speed: { low: 1, high: 7 } } });
    const [steeringDeg, speed] = [new Float64Array(3), new Float64Array(3)];
    const { command } = distributionOf(actionSpace);
    // Outputs from -1 to 1: the middle is 4 m/s, and all above it is clipped there.
    const outputs = Float32Array.of(0, -0.5, 0, 0, 0, 0.5);
    for (let row = 0; row < 3; row++) command(outputs, row, steeringDeg, speed);
    expect([...speed]).toEqual([2.5, 4, 4]);
    expect(fastestSpeed(actionSpace)).toBe(4);
  });
});
