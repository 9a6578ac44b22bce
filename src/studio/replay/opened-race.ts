/** A recorded race that was opened in Replay. */
import { isRaceRecording, parseRaceRecording, type RaceRecording } from '../../lap/race-recording.ts';
import { UserError } from '../../math/error.ts';
import type { Track } from '../../track/track.ts';
import { trackOfHash } from './known-tracks.ts';
import { REPLAY } from './texts.ts';

export interface OpenedRace {
  /** of the file, without its ending */
  readonly name: string;
  readonly text: string;
  readonly recording: RaceRecording;
  /** in its file's direction */
  readonly track: Track;
}

const MAX_RACE_FILE = 64 << 20;
const PEEK_BYTES = 200;

export async function isRaceFile(file: File): Promise<boolean> {
  return file.name.toLowerCase().endsWith('.json') && isRaceRecording(await file.slice(0, PEEK_BYTES).text());
}

/** @throws UserError for anything but a whole race on a track that is known here */
export async function openRace(file: File): Promise<OpenedRace> {
  if (file.size > MAX_RACE_FILE) throw new UserError(file.name, 'size', 'is over 64 MiB', 'give one race');
  const text = await file.text();
  const recording = parseRaceRecording(text, file.name);
  const track = await trackOfHash(recording.track.hash);
  if (!track) throw new UserError(file.name, 'track.hash', REPLAY.noTrack, 'then this race');
  return { name: file.name.replace(/\.\w+$/, ''), text, recording, track };
}
