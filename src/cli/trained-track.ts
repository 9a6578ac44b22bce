/** Where an agent is at home. */
import type { Agent } from '../policy/agent.ts';
import { DEFAULT_TRACK, knownTrackNames } from '../store/tracks.node.ts';

/** The first bundled track that it was trained on. */
export function trainedTrack({ recipe }: Agent): string {
  const tracks = Array.isArray(recipe.courses) ? recipe.courses : [];
  const names = tracks.flatMap((track) => (track && typeof track === 'object' && 'name' in track ? [String(track.name)] : []));
  return names.find((name) => knownTrackNames().includes(name)) ?? DEFAULT_TRACK;
}
