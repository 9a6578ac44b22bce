/** `lapzero race`, and `lapzero replay` of what it records. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lapzero } from './run.ts';

const AGENTS = ['agents/workshop-silver', 'agents/workshop-bronze'];
const folder = mkdtempSync(join(tmpdir(), 'lapzero-race-'));
const file = join(folder, 'race.json');

describe('lapzero race', () => {
  it('prints places, gaps and laps, records the race, and replays it bit-identically', async () => {
    const { code, stdout, stderr } = await lapzero(['race', ...AGENTS, '--laps', '1', '--record', file]);
    expect(code).toBe(0);
    const { track, finishers, hash } = JSON.parse(stdout);
    expect(track).toBe('workshop');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(finishers.map(({ place }: { place: number }) => place)).toEqual([1, 2]);
    expect(finishers[0]).toMatchObject({ agent: 'workshop-silver', finished: true, gapSeconds: null, lapsDown: 0 });
    expect(finishers[1].gapSeconds ?? finishers[1].lapsDown).toBeGreaterThan(0);
    expect(stderr).toMatch(/pos +grid +agent +laps +time +gap +best lap +off +contacts/);
    const replay = await lapzero(['replay', file, '--verify']);
    expect(replay.code).toBe(0);
    expect(JSON.parse(replay.stdout)).toEqual({ verified: true, difference: null, finishers });
    const again = await lapzero(['race', ...AGENTS, '--laps', '1']);
    expect(JSON.parse(again.stdout).hash).toBe(hash);
  });

  it('by another seed is another race, and without contact nobody touches anybody', async () => {
    const hashes = [];
    for (const seed of ['1', '2']) {
      const { stdout } = await lapzero(['race', ...AGENTS, '--laps', '1', '--seed', seed, '--ghosts']);
      const { hash, contacts, finishers } = JSON.parse(stdout);
      expect(contacts).toEqual([]);
      expect(finishers.length).toBe(2);
      hashes.push(hash);
    }
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it.each<[string, string[], RegExp]>([
    [
      'an agent twice',
      ['agents/workshop-silver', 'agents/workshop-silver'],
      /workshop-silver: name is "workshop-silver", as that of .*; enter an agent once/,
    ],
    ['one agent', ['agents/workshop-silver'], /the race has one entrant; name at least two agents/],
    ['an agent made for another car', [...AGENTS, '--car', 'roboracer'], /car is deepracer-v6, but the race is for roboracer/],
    ['another ending', [...AGENTS, '--record', 'race.txt'], /--record/],
  ])('refuses %s', async (_, args, message) => {
    const { code, stderr } = await lapzero(['race', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.each<[string, string[], RegExp]>([
    [
      'opponents without their race',
      ['--opponents', 'self'],
      /--opponents: the option needs a race of cars; add --race head-to-head/,
    ],
    ['the race without opponents', ['--race', 'head-to-head'], /--race: head-to-head needs other drivers/],
    ['self and others', ['--race', 'head-to-head', '--opponents', 'self', 'x'], /self does not go with other agents/],
    ['too many', ['--race', 'head-to-head', '--opponents', 'self', '--objects', '9'], /opponents\.count is not valid/],
  ])('train refuses %s', async (_, args, message) => {
    const { code, stderr } = await lapzero(['train', ...args, '--out', join(folder, 'never')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('replays no recording that was changed', async () => {
    const changed = join(folder, 'changed.json');
    writeFileSync(changed, readFileSync(file, 'utf8').replace('"workshop-silver"', '"workshop-golden"'));
    const { code, stderr } = await lapzero(['replay', changed]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/changed\.json: hash does not fit the rest/);
  });
});
