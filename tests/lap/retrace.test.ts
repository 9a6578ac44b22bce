import { describe, expect, it } from 'vitest';
import { CAR_SPECS } from '../../src/car/spec.ts';
import { strayDistances } from '../../src/lap/retrace.ts';
import { parseSimTrace, traceEpisodes } from '../../src/lap/simtrace.ts';
import { hasSharedData, sharedText } from '../support/shared-data.ts';

describe.skipIf(!hasSharedData)('the car beside real logs', () => {
  it.each([
    ['deepracer-v6', 'v6-training-tail.log', 0.1],
    ['deepracer-v4', 'training-27-iteration.csv', 0.14],
  ] as const)('%s strays little from %s in one second of its commands', (car, file, bound) => {
    const episodes = traceEpisodes(parseSimTrace(sharedText(`simtrace/${file}`), file));
    const distances = episodes.flatMap((episode) => strayDistances(CAR_SPECS[car], episode, 15)).sort((a, b) => a - b);
    expect(distances.length).toBeGreaterThan(100);
    expect(distances[distances.length >> 1]).toBeLessThan(bound);
  });
});

describe('reading logs', () => {
  const line = 'SIM_TRACE_LOG:3,2,1.5,2.5,90.0,-15.00,1.00,[-15 1.0],0.5,False,True,1.2,4,17.7,10.066,in_progress,0.00';

  it('reads step lines among others', () => {
    const rows = parseSimTrace(`noise\nI 12:00 ${line}\nmore`, 'x.log');
    expect(rows).toEqual([
      {
        episode: 3,
        steps: 2,
        x: 1.5,
        y: 2.5,
        yawDeg: 90,
        steeringDeg: -15,
        speed: 1,
        reward: 0.5,
        progress: 1.2,
        closestWaypoint: 4,
        seconds: 10.066,
        status: 'in_progress',
      },
    ]);
  });

  it.each([
    ['nothing here', /x\.log: text holds no SIM_TRACE_LOG line/],
    ['SIM_TRACE_LOG:1,2,3', /x\.log: line 1 has 3 fields/],
    [line.replace('1.5', 'abc'), /x\.log: line 1, field 3 is "abc"/],
  ])('refuses %s', (text, message) => {
    expect(() => parseSimTrace(text, 'x.log')).toThrow(message);
  });
});
