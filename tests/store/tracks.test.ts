import { expect, it } from 'vitest';
import { bundledTrackNames, knownTrackNames, loadTrack } from '../../src/store/tracks.node.ts';

const REPLACED = ['citadel', 'lighthouse', 'marathon', 'orchard', 'pond', 'quarry', 'sawmill', 'serpent', 'teacup'];

it('replaced tracks are not listed, but still load by name', () => {
  expect(bundledTrackNames()).toHaveLength(14);
  expect(knownTrackNames()).toEqual([...bundledTrackNames(), ...REPLACED]);
  for (const name of knownTrackNames()) expect(loadTrack(name).name).toBe(name);
  expect(new Set(knownTrackNames().map((name) => loadTrack(name).hash)).size).toBe(23);
});

it('what is neither a bundled track nor a file is refused', () => {
  expect(() => loadTrack('monza')).toThrow(/"monza" is no bundled track and no track file/);
});
