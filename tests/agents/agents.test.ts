import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { findDifference, parseRecording } from '../../src/lap/recording.ts';
import { evaluateRobustness } from '../../src/lap/robust.ts';
import { recipeSchema } from '../../src/learn/recipe.ts';
import { type Drive, driveGreedily } from '../../src/policy/driver.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { type EnvironmentOptions, newEnvironment } from '../../src/sim/environment.ts';
import { END, TRAINING_RULES } from '../../src/sim/episode.ts';
import { RANDOMISATIONS } from '../../src/sim/randomisation.ts';
import { RACE_OBJECTS } from '../../src/sim/traffic.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { bundledTrackNames } from '../../src/store/tracks.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { bothWays, type Track } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const folder = fileURLToPath(new URL('../../agents/', import.meta.url));
const MEDALS = ['bronze', 'silver', 'gold'] as const;
/** Tracks that also have a gold agent that copes with disturbances. */
const ROBUST = ['workshop'];
/** Ten laps under each disturbance: at least so many percent are clean. */
const LEAST_ROBUST_SCORE = 80;
const names = readdirSync(folder).filter((name) => existsSync(`${folder}${name}/agent.json`));
const medalTracks = bundledTrackNames();

beforeAll(startWasm);

/** Greedy drives from the line, `cars` of them on the tracks in turn. */
function drive(policy: Policy, tracks: readonly Track[], cars: number, options: Partial<EnvironmentOptions> = {}): Drive[] {
  const firstRow = policy.network.architecture.cropTop;
  return driveGreedily(policy, newEnvironment({ tracks, cars, seed: 77, start: 'line', firstRow, ...options }));
}

const cleanShare = (drives: readonly Drive[]) => drives.filter(({ end }) => end === END.lapComplete).length / drives.length;

describe('the agents that come with Lapzero', () => {
  it('are bronze, silver and gold for the listed tracks, robust gold for some, an allrounder and one for boxes', () => {
    const medals = medalTracks.flatMap((track) => MEDALS.map((medal) => `${track}-${medal}`));
    const robust = ROBUST.map((track) => `${track}-robust`);
    expect([...names].sort()).toEqual([...medals, ...robust, 'allrounder', 'slalom'].sort());
  });

  it.each(medalTracks)('on %s drive three clean laps each way, the better the medal the faster', (trackName) => {
    const track = bundledTrack(trackName);
    const totals = MEDALS.map((medal) => {
      const place = `${folder}${trackName}-${medal}`;
      const agent = readAgent(place);
      expect(recipeSchema.parse(agent.recipe).courses).toEqual([{ name: trackName, hash: track.hash }]);
      const drives = drive(agent.policy, bothWays([track]), 2, { rules: { ...TRAINING_RULES, laps: 3 } });
      expect([medal, ...drives.map(({ end }) => end)]).toEqual([medal, END.lapComplete, END.lapComplete]);
      const recording = parseRecording(readFileSync(`${place}/lap.json`, 'utf8'), 'lap.json');
      expect(findDifference(recording, track, 'lap.json')).toBeUndefined();
      // The best lap of both directions was recorded.
      expect(drives[recording.reversed ? 1 : 0].laps[0].microseconds).toBe(recording.lapMicroseconds[0]);
      return drives.reduce((sum, { decisions }) => sum + decisions, 0);
    });
    expect(totals[0]).toBeGreaterThan(1.2 * totals[1]);
    if (totals.length > 2) expect(totals[1]).toBeGreaterThan(1.02 * totals[2]);
  });

  it.each(ROBUST)('robust gold on %s drives three clean laps each way, and copes with disturbances', (name) => {
    const track = bundledTrack(name);
    const agent = readAgent(`${folder}${name}-robust`);
    const drives = drive(agent.policy, bothWays([track]), 2, { rules: { ...TRAINING_RULES, laps: 3 } });
    expect(drives.map(({ end }) => end)).toEqual([END.lapComplete, END.lapComplete]);
    expect(evaluateRobustness(agent, track, { seed: 1, objects: [] }).score).toBeGreaterThanOrEqual(LEAST_ROBUST_SCORE);
  });

  it('the allrounder drives tracks it has never seen, in worlds it has never seen', () => {
    const { policy, recipe } = readAgent(`${folder}allrounder`);
    const { courses, generated } = recipeSchema.parse(recipe);
    expect(courses.map(({ name, hash }) => bundledTrack(name).hash === hash)).not.toContain(false);
    const seeds = Array.from({ length: 8 }, (_, i) => 7_000_000 + i);
    expect(seeds[0]).toBeGreaterThan((generated?.seed ?? 0) + (generated?.count ?? 0));
    const unseen = bothWays(seeds.map((seed, i) => generateTrack({ seed, difficulty: i / 10, generator: 2 })));
    expect(cleanShare(drive(policy, unseen, unseen.length))).toBeGreaterThanOrEqual(0.9);
    expect(cleanShare(drive(policy, unseen, unseen.length, { randomisation: RANDOMISATIONS.full }))).toBeGreaterThanOrEqual(
      0.8,
    );
  });

  it('slalom finds its way between boxes that stand somewhere else each time', () => {
    const { policy } = readAgent(`${folder}slalom`);
    const objects = [{ ...RACE_OBJECTS['object-avoidance'][0], placement: 'random' as const }];
    expect(cleanShare(drive(policy, bothWays([bundledTrack('workshop')]), 20, { objects }))).toBeGreaterThanOrEqual(0.9);
  });
});
