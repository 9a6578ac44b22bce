/** Drives recordings again, in the browser. */
import { findDifference, parseRecording } from '../../src/lap/recording.ts';
import { parseTrackJson } from '../../src/track/format.ts';

/** Where each recording differs from its drive here; null where all is the same. */
export function differences(recordings: readonly string[], trackTexts: readonly string[]): (string | null)[] {
  const tracks = trackTexts.map((text, i) => parseTrackJson(text, `track ${i}`));
  return recordings.map((text) => {
    const recording = parseRecording(text, 'lap.json');
    const track = tracks.find(({ hash }) => hash === recording.courseHash);
    return track ? (findDifference(recording, track, 'lap.json') ?? null) : 'no such track';
  });
}
