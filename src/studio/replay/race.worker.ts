/** Beside a race in Replay: runs it again, and draws what a car's camera showed. */
import { type RacePlayback, racePlaybackOf } from '../../lap/race-playback.ts';
import type { RaceRecording } from '../../lap/race-recording.ts';
import { newRaceSight, type RaceSight } from '../../lap/race-sight.ts';
import { messageOf } from '../../math/error.ts';
import { type TrackData, trackFromData } from '../../track/track.ts';

export type RaceOrder =
  | { readonly run: RaceRecording; readonly track: TrackData; readonly file: string }
  /** the camera of an entrant at a moment, s */
  | { readonly see: number; readonly seconds: number };

export type RaceAnswer =
  /** 0..1 of the race, before its playback */
  | { readonly progress: number }
  | { readonly playback: RacePlayback }
  | { readonly seen: number; readonly frame: Uint8Array }
  | { readonly failed: string };

/** Ticks between two messages about progress. */
const PROGRESS_TICKS = 480;

let sight: RaceSight | undefined;
const answer = (message: RaceAnswer) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<RaceOrder>) => {
  if ('see' in data) {
    if (sight) answer({ seen: data.see, frame: sight.frameAt(data.see, sight.decisionAt(data.see, data.seconds)) });
    return;
  }
  try {
    const track = trackFromData(data.track);
    let ticks = 0;
    const playback = racePlaybackOf(data.run, track, data.file, (progress) => {
      if (++ticks % PROGRESS_TICKS === 0) answer({ progress });
    });
    answer({ playback });
    sight = newRaceSight(data.run, playback, track);
  } catch (error) {
    answer({ failed: messageOf(error) });
  }
});
