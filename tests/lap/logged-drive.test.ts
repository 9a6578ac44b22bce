import { describe, expect, it } from 'vitest';
import { CAR_SPECS } from '../../src/car/spec.ts';
import { carLog, replayOf } from '../../src/lap/beside-log.ts';
import { readTrace } from '../../src/lap/simtrace.ts';
import { hasSharedData, sharedText } from '../support/shared-data.ts';

describe.skipIf(!hasSharedData)('the car beside real logs', () => {
  it.each([
    ['deepracer-v6', 'v6-training-tail.log', 'shifted', 0.1],
    ['deepracer-v4', 'training-27-iteration.csv', 'even', 0.14],
  ] as const)('%s strays little from %s in one second of its commands', (car, file, clock, bound) => {
    const spec = CAR_SPECS[car];
    const log = carLog(readTrace(sharedText(`simtrace/${file}`), file), spec.shape.frontPoint);
    expect(log.clock).toBe(clock);
    expect(replayOf(spec, [log]).s1).toBeLessThan(bound);
  });
});
