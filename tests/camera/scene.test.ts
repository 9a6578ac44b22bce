import { expect, it } from 'vitest';
import { roomOf } from '../../src/camera/scene.ts';
import { trackBounds, trackFromData, trackToData } from '../../src/track/track.ts';
import { bundledTrack } from '../support/tracks.ts';

const workshop = bundledTrack('classic');
const hall = trackFromData({ ...trackToData(workshop), place: 'hall' });

it('the workshop has the numbers that agents were trained with', () => {
  const greys = { barrierHeight: 0.5, barrierGreyX: 142, barrierGreyY: 158, skyGrey: 200 };
  expect(roomOf(workshop)).toEqual({ room: trackBounds(workshop, 1.2), ...greys });
});

it('the hall has more floor around the track, and a lower and darker barrier', () => {
  const { room, barrierHeight, barrierGreyX, barrierGreyY, skyGrey } = roomOf(hall);
  expect(room).toEqual(trackBounds(hall, 1.4));
  expect(barrierHeight).toBe(0.3);
  expect([barrierGreyX, barrierGreyY, skyGrey]).toEqual([118, 132, 178]);
});
