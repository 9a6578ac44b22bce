import { expect, it } from 'vitest';
import { SIM_VERSION } from '../../src/math/versions.ts';
import { GOLDEN, GOLDEN_TRACKS, goldenDrive } from '../support/golden.ts';
import { GOLDEN_RACE, goldenRace } from '../support/golden-race.ts';
import { bundledTrackText } from '../support/tracks.ts';

it('3,000 decisions on three tracks, both ways, end in the golden state and showed the golden frames', () => {
  expect({ simVersion: SIM_VERSION, ...goldenDrive(GOLDEN_TRACKS.map(bundledTrackText)) }).toEqual(GOLDEN);
});

it('forty seconds of a race with contacts and penalties end in the golden state', () => {
  const race = goldenRace(bundledTrackText('workshop'));
  expect(race).toEqual(GOLDEN_RACE);
  expect(Math.min(race.contacts, race.offTracks)).toBeGreaterThan(5);
});
