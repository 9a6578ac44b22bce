/** Recordings and step logs are read as they were written, whatever was driven. */

import { describe, expect, it } from 'vitest';
import { CAR_NAMES } from '../../src/car/spec.ts';
import { formatCsvLine, formatLogLine, type LoggedStep, TRACE_CSV_HEADER } from '../../src/lap/logged-step.ts';
import { findDifference, newRecorder, parseRecording, recordedEnvironment, recordingOf } from '../../src/lap/recording.ts';
import { readTrace } from '../../src/lap/simtrace.ts';
import { COLUMNS, STATUSES } from '../../src/lap/trace.ts';
import { advance } from '../../src/sim/environment.ts';
import { within } from '../support/arbitraries.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');

describe('a recording of any commands', () => {
  it('drives again to the same states, through its file, and keeps progress and waypoints in their bounds', () => {
    const world = fc.record({
      reversed: fc.boolean(),
      car: fc.constantFrom(...CAR_NAMES),
      controlHz: fc.constantFrom(15 as const, 30 as const, 60 as const),
      seed: fc.nat(1e6),
      failure: fc.constantFrom('end' as const, 'penalty' as const),
    });
    const commands = fc.array(fc.tuple(within(-30, 30), within(0, 4), fc.integer({ min: 1, max: 30 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(world, commands, (options, list) => {
        const recorded = { track, objects: [], laps: 1, maxSeconds: 6, firstRow: 120, ...options };
        const environment = recordedEnvironment(recorded, () => {});
        const recorder = newRecorder(environment);
        const { inputs, inputTracks } = environment;
        for (let i = 0; environment.ends[0] === 0; i++) {
          // Each command for a while, then the next, and again from the first.
          const [steering, speed] = list[Math.floor(i / list[0][2]) % list.length];
          recorder.note(steering, speed);
          advance(environment, [steering], [speed]);
          expect(inputs.progress[0]).toBeLessThanOrEqual(100);
          expect(inputs.distance_from_center[0]).toBeGreaterThanOrEqual(0);
          expect(Math.abs(inputs.heading[0])).toBeLessThanOrEqual(180);
          const { count, arc } = inputTracks[0].centre;
          const [before, next] = inputs.closest_waypoints;
          expect(next).toBe(before + 1 === count ? 0 : before + 1);
          expect(arc[before]).toBeLessThanOrEqual(inputs.projection_distance[0]);
        }
        const recording = recordingOf(recorded, recorder, environment);
        const again = parseRecording(JSON.stringify(recording), 'lap.json');
        expect(again).toEqual(JSON.parse(JSON.stringify(recording)));
        expect(findDifference(again, track, 'lap.json')).toBeUndefined();
      }),
      { numRuns: 12 },
    );
  });
});

describe('a step log', () => {
  const steps: fc.Arbitrary<LoggedStep> = fc.record({
    episode: fc.nat(1e6),
    steps: fc.nat(1e5),
    x: within(-100, 100),
    y: within(-100, 100),
    yawDeg: within(-180, 180),
    steeringDeg: within(-30, 30),
    speed: within(0, 4),
    action: fc.oneof(fc.nat(29), fc.tuple(within(-30, 30), within(0, 4))),
    reward: within(-1e5, 1e5),
    done: fc.boolean(),
    onTrack: fc.boolean(),
    progress: within(-100, 100),
    waypoint: fc.nat(5000),
    length: within(1, 200),
    time: within(0, 1e7),
    status: fc.constantFrom(...STATUSES),
    pause: within(0, 10),
    crashes: fc.nat(20),
    wallClock: within(0, 1e7),
  });

  it('is read with the digits that it is written with, as lines of a job’s log and as CSV', () => {
    const digits = { x: 4, y: 4, yawDeg: 4, steeringDeg: 2, speed: 2, reward: 4, progress: 4, length: 2, time: 3, pause: 2 };
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 5 }), (list) => {
        const log = readTrace(`noise\n${list.map((step) => `2026 ${formatLogLine(step)}more noise\n`).join('')}`, 'x.log');
        const csv = readTrace(`${TRACE_CSV_HEADER}${list.map(formatCsvLine).join('')}`, 'x.csv');
        expect([log.count, csv.count]).toEqual([list.length, list.length]);
        list.forEach((step, i) => {
          for (const name of COLUMNS) expect(csv.columns[name][i]).toBe(log.columns[name][i]);
          const read = (name: (typeof COLUMNS)[number]) => log.columns[name][i];
          for (const [name, places] of Object.entries(digits) as [keyof typeof digits, number][]) {
            expect(read(name) + 0).toBe(Number(step[name].toFixed(places)) + 0);
          }
          expect([read('episode'), read('steps'), read('waypoint')]).toEqual([step.episode, step.steps, step.waypoint]);
          expect(read('action')).toBe(typeof step.action === 'number' ? step.action : -1);
          expect([STATUSES[read('status')], read('onTrack') === 1]).toEqual([step.status, step.onTrack]);
        });
      }),
    );
  });
});
