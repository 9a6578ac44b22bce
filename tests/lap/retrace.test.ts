import { describe, expect, it } from 'vitest';
import { CAR_SPECS } from '../../src/car/spec.ts';
import { strayDistances } from '../../src/lap/retrace.ts';
import { readTrace } from '../../src/lap/simtrace.ts';
import { episodesOf } from '../../src/lap/trace.ts';
import { hasSharedData, sharedText } from '../support/shared-data.ts';

describe.skipIf(!hasSharedData)('the car beside real logs', () => {
  it.each([
    ['deepracer-v6', 'v6-training-tail.log', 0.1],
    ['deepracer-v4', 'training-27-iteration.csv', 0.14],
  ] as const)('%s strays little from %s in one second of its commands', (car, file, bound) => {
    const trace = readTrace(sharedText(`simtrace/${file}`), file);
    const distances = episodesOf(trace).flatMap((episode) => strayDistances(CAR_SPECS[car], trace, episode, 15));
    distances.sort((a, b) => a - b);
    expect(distances.length).toBeGreaterThan(100);
    expect(distances[distances.length >> 1]).toBeLessThan(bound);
  });
});
