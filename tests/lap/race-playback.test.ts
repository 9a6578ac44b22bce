/** Columns, standings, events and camera frames of recorded races, against the races themselves. */
import { describe, expect, it } from 'vitest';
import { cameraTables, renderFrame } from '../../src/camera/cpu.ts';
import { DEEPRACER_CAMERA } from '../../src/camera/model.ts';
import { sceneOf } from '../../src/camera/scene.ts';
import { leaderboardAt } from '../../src/lap/leaderboard.ts';
import { ROW_TICKS, racePlaybackOf } from '../../src/lap/race-playback.ts';
import { type RaceRecording, type RaceSetup, raceOf, recordRace } from '../../src/lap/race-recording.ts';
import { gapBetween, orderOf, raceResults } from '../../src/lap/race-results.ts';
import { newRaceSight } from '../../src/lap/race-sight.ts';
import { isDue, isHeld, type Race, seenBy } from '../../src/sim/race.ts';
import { advanceRace, laneDriver } from '../../src/sim/race-drivers.ts';
import { reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');

/** Cars in lanes, by lane and speed: the faster ones push the slower ones. The last is too fast for the bends. */
function raced(watch: (race: Race) => void, contact = true): { recording: RaceRecording; race: Race } {
  const setup: RaceSetup = {
    track,
    reversed: true,
    rules: { laps: 2, maxSeconds: 60, offTrackSeconds: 2, crashSeconds: 5, contact, seed: 7 },
    objects: [{ kind: 'box', count: 1, speed: 0, laneChanges: false, placement: 'even' }],
    entrants: Array.from({ length: 4 }, (_, i) => ({
      name: `car ${i}`,
      car: 'deepracer-v6' as const,
      controlTicks: ([8, 4, 2, 8] as const)[i],
      ...(i === 2 && { isGhost: true }),
    })),
  };
  const race = raceOf(setup);
  const drivers = [laneDriver(0, 0.1, 1.2), laneDriver(1, 0.1, 1.9), laneDriver(2, -0.3, 1.6), laneDriver(3, 0, 4)];
  const recorder = recordRace(setup, race, drivers);
  watch(race);
  while (!race.isOver) {
    advanceRace(race, recorder.drivers);
    recorder.note();
    watch(race);
  }
  return { recording: recorder.finish(), race };
}

describe('a recorded race', () => {
  it('has its cars where they were, and the standings that they had', () => {
    const poses: number[][] = [];
    const orders: number[][] = [];
    const gaps: ReturnType<typeof gapBetween>[][] = [];
    const { recording, race } = raced((race) => {
      if (race.ticks % ROW_TICKS !== 0) return;
      poses.push(race.entrants.flatMap(({ raceCar }) => [raceCar.car.pose.x, raceCar.car.pose.y, raceCar.car.pose.yaw]));
      const order = orderOf(race);
      orders.push(order);
      const between = order.slice(1).map((behind, i) => gapBetween(race, race.entrants[order[i]], race.entrants[behind]));
      gaps.push(between.map((gap) => (gap && gap.seconds >= 0 ? gap : null)));
    });
    const parts: number[] = [];
    const playback = racePlaybackOf(recording, track, 'race.json', (part) => parts.push(part));
    expect(playback.difference).toBeNull();
    expect(playback.count).toBe(poses.length);
    expect(parts.at(-1)).toBe(1);
    for (let row = 0; row < playback.count; row++) {
      expect(playback.cars.flatMap(({ x, y, yaw }) => [x[row], y[row], yaw[row]])).toEqual(poses[row]);
      const board = leaderboardAt(playback, row * playback.stepSeconds);
      expect(board.slice(0, 3).map(({ entrant }) => entrant)).toEqual(orders[row]);
      expect(board[3]).toMatchObject({ entrant: 2, place: 0, gap: null });
      // As the race told them, until cars have finished.
      if (board.every(({ finishSeconds }) => finishSeconds === null)) {
        expect(board.slice(1, 3).map(({ gap }) => gap)).toEqual(gaps[row]);
      }
    }
    expect(playback.results).toEqual(raceResults(race));
  });

  it('ends with the standings that its results say', () => {
    const { recording, race } = raced(() => {});
    const playback = racePlaybackOf(recording, track, 'race.json');
    const end = leaderboardAt(playback, 1e6);
    const results = raceResults(race);
    expect(end.map(({ entrant, place }) => [entrant, place])).toEqual(results.map(({ entrant, place }) => [entrant, place]));
    end.forEach((row, i) => {
      const { laps, bestMicroseconds, totalMicroseconds } = results[i];
      expect(row.laps).toBe(laps.length);
      expect(row.bestSeconds).toBeCloseTo((bestMicroseconds ?? Number.NaN) / 1e6, 9);
      expect(row.finishSeconds).toBe(totalMicroseconds === null ? null : totalMicroseconds / 1e6);
    });
    expect(end.filter(({ isFastest }) => isFastest)).toHaveLength(1);
    expect(leaderboardAt(playback, 0).every(({ laps, bestSeconds }) => laps === 0 && bestSeconds === null)).toBe(true);
  });

  it('has its events, and says who stands as a penalty', () => {
    const held: boolean[][] = [];
    const { recording, race } = raced((race) => {
      if (race.ticks % ROW_TICKS === 0) held.push(race.entrants.map((entrant) => isHeld(race, entrant)));
    });
    const playback = racePlaybackOf(recording, track, 'race.json');
    const { events } = playback;
    const contacts = events.filter(({ kind }) => kind === 'contact');
    expect(contacts.map(({ tick }) => tick)).toEqual(
      race.contacts.filter(({ second }) => second >= 0).map(({ tick }) => tick),
    );
    expect(contacts.length).toBeGreaterThan(0);
    expect([...events].sort((a, b) => a.tick - b.tick)).toEqual(events);
    race.entrants.forEach(({ laps, offTracks, crashes, pushedOff }, k) => {
      const of = (kind: string) => events.filter((event) => event.kind === kind && event.entrants[0] === k);
      const sum = (name: 'offTracks' | 'crashes') => laps.reduce((total, lap) => total + lap[name], 0);
      expect(of('off-track')).toHaveLength(sum('offTracks') + offTracks);
      expect(of('crash')).toHaveLength(sum('crashes') + crashes);
      expect(of('off-track').filter((event) => 'pushedBy' in event && event.pushedBy !== null)).toHaveLength(pushedOff);
    });
    expect(events.some(({ kind }) => kind === 'off-track')).toBe(true);
    held.forEach((each, row) => {
      const standing = leaderboardAt(playback, row * playback.stepSeconds).filter(({ penaltySeconds }) => penaltySeconds > 0);
      expect(standing.map(({ entrant }) => entrant).sort()).toEqual(each.flatMap((is, k) => (is ? [k] : [])));
    });
  });

  it.each([true, false])('shows what cameras showed, contact %s', (contact) => {
    const scene = sceneOf(reverseTrack(track));
    const tables = cameraTables(DEEPRACER_CAMERA);
    const frames = new Map<string, Uint8Array>();
    const { recording } = raced((race) => {
      for (const entrant of race.entrants) {
        if (race.ticks % 40 !== 0 || !isDue(race, entrant)) continue;
        const frame = new Uint8Array(DEEPRACER_CAMERA.width * DEEPRACER_CAMERA.height);
        renderFrame(tables, scene, entrant.raceCar.car.pose, seenBy(race, entrant), frame, 0, 0);
        frames.set(`${entrant.index} ${race.ticks}`, frame);
      }
    }, contact);
    const playback = racePlaybackOf(recording, track, 'race.json');
    const sight = newRaceSight(recording, playback, track);
    expect(frames.size).toBeGreaterThan(100);
    for (const [key, frame] of frames) {
      const [entrant, tick] = key.split(' ').map(Number);
      expect(sight.decisionAt(entrant, (tick + 1) / 120)).toBe(tick);
      expect(Buffer.compare(sight.frameAt(entrant, tick), frame), key).toBe(0);
    }
  });

  it('that differs says where, and one that is too long is refused', () => {
    const { recording } = raced(() => {});
    const [first, ...rest] = recording.hashes;
    const other: RaceRecording = { ...recording, hashes: [first, [120, '0'.repeat(64)], ...rest.slice(1)] };
    expect(racePlaybackOf(other, track, 'race.json')).toMatchObject({
      difference: 'the state at tick 120 differs',
      count: 61,
    });
    const long: RaceRecording = { ...recording, hashes: [[216_001, '0'.repeat(64)]] };
    expect(() => racePlaybackOf(long, track, 'race.json')).toThrow('race.json: the race takes 30 minutes');
  });
});
