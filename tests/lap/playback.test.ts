import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playbackOf, SECTORS } from '../../src/lap/playback.ts';
import { parseRecording } from '../../src/lap/recording.ts';
import { locate, newLocation } from '../../src/track/locate.ts';
import { bundledTrack } from '../support/tracks.ts';

const text = readFileSync(new URL('../../agents/harbour-gold/lap.json', import.meta.url), 'utf8');
const recording = parseRecording(text, 'lap.json');
const track = bundledTrack('harbour');

describe('a playback', () => {
  const playback = playbackOf(recording, track, 'lap.json');

  it('is the drive that was recorded', () => {
    expect(playback.difference).toBeNull();
    expect(playback.count).toBe(recording.actions.length);
    expect(Array.from(playback.steeringDeg)).toEqual(recording.actions.map(([, steeringDeg]) => steeringDeg));
    const place = newLocation();
    for (let i = 0; i < playback.count; i++) {
      locate(track, playback.x[i], playback.y[i], place);
      expect(place.fromCentre).toBeLessThan(place.width / 2 + 0.1);
    }
  });

  it('has the recorded laps, and sectors that make them up', () => {
    expect(playback.laps.map(({ seconds }) => Math.round(seconds * 1e6))).toEqual(recording.lapMicroseconds);
    let from = 0;
    for (const lap of playback.laps) {
      expect(lap.from).toBeCloseTo(from, 9);
      expect(lap.sectors).toHaveLength(SECTORS);
      for (const sector of lap.sectors) expect(sector / lap.seconds).toBeGreaterThan(0.2);
      expect(lap.sectors.reduce((sum, sector) => sum + sector, 0)).toBeCloseTo(lap.seconds, 9);
      from += lap.seconds;
    }
  });

  it('says how fast and how far the car went', () => {
    const end = playback.distance[playback.count - 1];
    // A racing line is shorter than the centre line, but not by much.
    expect(end / (playback.laps.length * track.length)).toBeGreaterThan(0.85);
    expect(end / (playback.laps.length * track.length)).toBeLessThan(1.05);
    expect(Math.max(...playback.speed)).toBeLessThan(3.3);
    expect(playback.progress[playback.count - 1]).toBeGreaterThan(98);
  });

  it('has the boxes that stood on the road', () => {
    const slalom = parseRecording(readFileSync(new URL('../../agents/slalom/lap.json', import.meta.url), 'utf8'), 'lap.json');
    const { things, count } = playbackOf(slalom, bundledTrack('workshop'), 'lap.json');
    expect(things).toHaveLength(count);
    expect(things[0]).toHaveLength(6);
    for (const each of things) expect(each).toEqual(things[0]);
  });

  it('says where a drive is another', () => {
    const bend = recording.actions.findIndex(([, steeringDeg], i) => i > 40 && steeringDeg !== 0);
    const actions = recording.actions.map(([tick, steeringDeg, speed], i): [number, number, number] => [
      tick,
      i === bend ? -steeringDeg : steeringDeg,
      speed,
    ]);
    expect(playbackOf({ ...recording, actions }, track, 'lap.json').difference).toMatch(/differs|ends before/);
  });
});
