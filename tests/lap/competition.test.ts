import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Competition,
  checkEntry,
  compareScores,
  competitionHash,
  parseCompetition,
  type Score,
  scoreOf,
  timeTrial,
} from '../../src/lap/competition.ts';
import { judgeEntry } from '../../src/lap/drive.ts';
import { findDifference } from '../../src/lap/recording.ts';
import { integerBelow, randomStream } from '../../src/math/random.ts';
import { readAgent } from '../../src/store/agents.node.ts';
import { startWasm } from '../../src/tensor/backend.node.ts';
import { bothWays, reverseTrack } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const track = bundledTrack('workshop');
const agent = readAgent('agents/workshop-silver');
const rules = timeTrial(agent, track);

const score = (changes: Partial<Competition>, ...drives: number[][]) =>
  scoreOf(
    { ...rules, ...changes },
    drives.map((microseconds) => ({ track: 0, microseconds })),
  );

describe('a competition', () => {
  it('is the same after a trip through JSON, and hashes alike in any order of its fields', () => {
    const again = parseCompetition(JSON.stringify(rules), 'rules.json');
    expect(again).toEqual(rules);
    const turned = Object.fromEntries(Object.entries(rules).reverse()) as Competition;
    expect(competitionHash(turned)).toBe(competitionHash(rules));
    expect(competitionHash({ ...rules, laps: 4 })).not.toBe(competitionHash(rules));
  });

  it.each<[string, object, RegExp]>([
    ['an unknown field', { laptime: 3 }, /rules\.json: laptime is no field that is known here/],
    ['no laps', { laps: 0 }, /rules\.json: laps is not valid/],
    ['another version', { version: 2 }, /rules\.json: version is not valid/],
    [
      'more laps in a row than there are',
      { ranking: { by: 'best-average', laps: 9 } },
      /ranking\.laps is 9, but a drive has 3/,
    ],
  ])('with %s is refused', (_, changes, message) => {
    expect(() => parseCompetition(JSON.stringify({ ...rules, ...changes }), 'rules.json')).toThrow(message);
  });

  it.each<[string, Partial<Competition>, RegExp]>([
    ['another car', { car: 'roboracer' }, /workshop-silver: car is deepracer-v6, but the competition is for roboracer/],
    ['another control rate', { controlHz: 30 }, /workshop-silver: controlHz is 15/],
    ['a lower speed', { speedCap: 0.5 }, /workshop-silver: actionSpace goes up to .* m\/s, but the competition allows 0\.5/],
  ])('for %s refuses an agent by name', (_, changes, message) => {
    expect(() => checkEntry({ ...rules, ...changes }, agent, 'workshop-silver')).toThrow(message);
  });
});

describe('a score', () => {
  it('of the best lap is the fastest of all drives', () => {
    expect(score({}, [9, 7], [8])).toEqual({ laps: 1, microseconds: 7 });
    expect(score({}, [], [])).toBeNull();
  });

  it('of the best average takes laps of one drive in a row', () => {
    const ranking = { by: 'best-average', laps: 2 } as const;
    expect(score({ ranking }, [9, 5, 6, 20], [5])).toEqual({ laps: 2, microseconds: 6 });
    expect(score({ ranking }, [5], [5])).toBeNull();
  });

  it('of the total time needs every lap', () => {
    const changes = { ranking: { by: 'total-time' }, laps: 2, seeds: [1, 2] } as const satisfies Partial<Competition>;
    expect(score(changes as unknown as Competition, [5, 6], [7, 8])).toEqual({ laps: 4, microseconds: 26 });
    expect(score(changes as unknown as Competition, [5, 6], [7])).toBeNull();
  });

  it('of several tracks is the sum, and none where a track has none', () => {
    const tracks = [rules.tracks[0], rules.tracks[0]];
    const drives = [0, 1].map((place) => ({ track: place, microseconds: [5 + place] }));
    expect(scoreOf({ ...rules, tracks }, drives)).toEqual({ laps: 2, microseconds: 11 });
    expect(scoreOf({ ...rules, tracks }, drives.slice(0, 1))).toBeNull();
  });

  it('orders entries totally, by laps before time where laps are counted', () => {
    const most: Competition = { ...rules, ranking: { by: 'most-laps' } };
    expect(compareScores(most, { laps: 3, microseconds: 9 }, { laps: 2, microseconds: 1 })).toBeLessThan(0);
    expect(compareScores(rules, { laps: 1, microseconds: 9 }, { laps: 1, microseconds: 1 })).toBeGreaterThan(0);
    const stream = randomStream(1, 'scores');
    const any = (): Score => ({ laps: integerBelow(stream, 4), microseconds: integerBelow(stream, 4) });
    for (let i = 0; i < 500; i++) {
      const [a, b, c] = [any(), any(), any()];
      for (const each of [most, rules]) {
        expect(Math.sign(compareScores(each, a, b))).toBe(-Math.sign(compareScores(each, b, a)) + 0);
        if (compareScores(each, a, b) <= 0 && compareScores(each, b, c) <= 0) {
          expect(compareScores(each, a, c)).toBeLessThanOrEqual(0);
        }
      }
    }
  });
});

describe('an entry', () => {
  beforeAll(() => startWasm());

  it('drives every track for every seed, and its recordings prove the score', () => {
    const tracks = bothWays([track]);
    const competition: Competition = {
      ...rules,
      tracks: tracks.map(({ name, hash, isCcw }) => ({ name, hash, direction: isCcw ? 'ccw' : 'cw' })),
      laps: 1,
      seeds: [1, 2],
      penalties: { offTrackSeconds: 3, crashSeconds: 5 },
    };
    const { drives, score } = judgeEntry(agent, tracks, competition);
    expect(drives.map(({ recording }) => [recording.reversed, recording.seed])).toEqual([
      [false, 1],
      [false, 2],
      [true, 1],
      [true, 2],
    ]);
    for (const { recording } of drives) {
      expect(recording.penalties).toEqual(competition.penalties);
      expect(findDifference(recording, track, 'lap.json')).toBeUndefined();
    }
    const best = (reversed: boolean) =>
      Math.min(
        ...drives.filter(({ recording }) => recording.reversed === reversed).flatMap((d) => d.recording.lapMicroseconds),
      );
    expect(score).toEqual({ laps: 2, microseconds: best(false) + best(true) });
  });

  it('is not driven on another track', () => {
    expect(() => judgeEntry(agent, [reverseTrack(bundledTrack('classic'))], rules)).toThrow(
      /workshop: hash is of another track/,
    );
  });
});
