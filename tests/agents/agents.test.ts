import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { findDifference, parseRecording } from '../../src/lap/recording.ts';
import { recipeSchema } from '../../src/learn/recipe.ts';
import { driveGreedily } from '../../src/policy/policy.ts';
import { newEnvironment } from '../../src/sim/environment.ts';
import { END, TRAINING_RULES } from '../../src/sim/episode.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { bothWays, reverseTrack } from '../../src/track/track.ts';
import { ownTrack } from '../support/courses.ts';

const folder = fileURLToPath(new URL('../../agents/', import.meta.url));

beforeAll(startWasm);

describe('the agents that come with Lapzero', () => {
  it.each(readdirSync(folder).filter((name) => name !== 'allrounder'))(
    '%s drives three clean laps each way, and its recorded laps drive again to the bit',
    (name) => {
      const track = ownTrack(name);
      const agent = readAgent(`${folder}${name}`);
      expect(recipeSchema.parse(agent.recipe).courses).toEqual([{ name, hash: track.hash }]);
      const environment = newEnvironment({
        tracks: [track, reverseTrack(track)],
        cars: 2,
        seed: 1,
        start: 'line',
        rules: { ...TRAINING_RULES, laps: 3 },
        firstRow: agent.policy.network.architecture.cropTop,
      });
      const drives = driveGreedily(agent.policy, environment);
      expect(drives.map(({ end }) => end)).toEqual([END.lapComplete, END.lapComplete]);
      const recording = parseRecording(readFileSync(`${folder}${name}/lap.json`, 'utf8'), 'lap.json');
      expect(findDifference(recording, track, 'lap.json')).toBeUndefined();
      expect(drives[0].laps[0].microseconds).toBe(recording.lapMicroseconds[0]);
    },
  );

  it('the allrounder drives courses it has never seen', () => {
    const agent = readAgent(`${folder}allrounder`);
    const { courses, generated } = recipeSchema.parse(agent.recipe);
    expect(courses.map(({ name, hash }) => ownTrack(name).hash === hash)).not.toContain(false);
    const seeds = Array.from({ length: 8 }, (_, i) => 7_000_000 + i);
    expect(seeds[0]).toBeGreaterThan((generated?.seed ?? 0) + (generated?.count ?? 0));
    const unseen = bothWays(seeds.map((seed, i) => generateTrack({ seed, difficulty: i / 10 })));
    const clean = unseen.filter((track) => {
      const environment = newEnvironment({
        tracks: [track],
        cars: 1,
        seed: 1,
        start: 'line',
        firstRow: agent.policy.network.architecture.cropTop,
      });
      return driveGreedily(agent.policy, environment)[0].end === END.lapComplete;
    });
    expect(clean.length / unseen.length).toBeGreaterThanOrEqual(0.85);
  });
});
