import { describe, expect, it } from 'vitest';
import {
  findDifference,
  newRecorder,
  parseRecording,
  type RecordedWorld,
  recordedEnvironment,
  recordingOf,
} from '../../src/lap/recording.ts';
import { advance } from '../../src/sim/environment.ts';
import { type ObjectGroup, RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');
const world: RecordedWorld = {
  track,
  reversed: false,
  car: 'deepracer-v6',
  controlHz: 15,
  seed: 1,
  objects: [],
  laps: 1,
  firstRow: 120,
};

function record(world: RecordedWorld) {
  const environment = recordedEnvironment(world);
  const recorder = newRecorder(environment);
  for (let i = 0; i < 5000 && environment.ends[0] === 0; i++) {
    const steering = 12 * Math.sin(i / 3);
    recorder.note(steering, 1);
    advance(environment, [steering], [1]);
  }
  return recordingOf(world, recorder, environment);
}

describe('a recording', () => {
  const recording = parseRecording(JSON.stringify(record(world)), 'lap.json');

  it('drives again to the same states', () => {
    expect(recording.hashes.length).toBeGreaterThan(2);
    expect(findDifference(recording, track, 'lap.json')).toBeUndefined();
  });

  it('drives again among boxes and bots', () => {
    const objects: ObjectGroup[] = [
      { ...RACE_OBJECTS['object-avoidance'][0], placement: 'random' },
      { ...RACE_OBJECTS['head-to-bot'][0], laneChanges: true },
    ];
    const busy = parseRecording(JSON.stringify(record({ ...world, objects })), 'lap.json');
    expect(findDifference(busy, track, 'lap.json')).toBeUndefined();
    expect(findDifference({ ...busy, objects: [] }, track, 'lap.json')).toBeDefined();
  });

  it('shows a single changed action', () => {
    const actions = recording.actions.map((action) => [...action] as typeof action);
    actions[3][1] += 1e-9;
    expect(findDifference({ ...recording, actions }, track, 'lap.json')).toBe('the state at tick 120 differs');
  });

  it('is not taken for whole when parts are missing', () => {
    expect(findDifference({ ...recording, hashes: [] }, track, 'lap.json')).toBe('states are missing');
    expect(findDifference({ ...recording, actions: recording.actions.slice(0, -3) }, track, 'lap.json')).toBe(
      'the actions end before the drive does',
    );
    const late = recording.actions.map(
      ([tick, ...command], i) => [i === 4 ? tick + 1 : tick, ...command] as (typeof recording.actions)[0],
    );
    expect(findDifference({ ...recording, actions: late }, track, 'lap.json')).toBe('tick 33 is not when a decision is made');
  });

  it('is refused on another track, by another version, and when it is broken', () => {
    expect(() => findDifference(recording, bundledTrack('classic'), 'lap.json')).toThrow(
      /lap\.json: courseHash is of another track than "classic"/,
    );
    expect(() => findDifference({ ...recording, simVersion: 99 }, track, 'lap.json')).toThrow(/lap\.json: simVersion is 99/);
    expect(() => findDifference({ ...recording, simVersion: 1 }, track, 'lap.json')).toThrow(
      /simVersion is 1, not 3; it is of Lapzero 0\.1\.0: install that version/,
    );
    expect(() => findDifference({ ...recording, raceVersion: 99 }, track, 'lap.json')).toThrow(/raceVersion is 99/);
    expect(() => parseRecording('{}', 'lap.json')).toThrow(/lap\.json: simVersion is not valid/);
  });
});
