/** Lets agents race for the Garage: exactly as `lapzero race` does. */
import { driveRace } from '../../lap/agent-race.ts';
import type { RaceSetup } from '../../lap/race-recording.ts';
import { messageOf } from '../../math/error.ts';
import { type PolicyData, policyFromData } from '../../policy/policy.ts';
import { TICKS_PER_SECOND } from '../../sim/episode.ts';
import type { Race } from '../../sim/race.ts';
import { startWasm } from '../../tensor/backend.browser.ts';
import { type TrackData, trackFromData } from '../../track/track.ts';

export interface AgentRaceCall {
  readonly setup: Omit<RaceSetup, 'track'>;
  /** in its file's direction */
  readonly track: TrackData;
  /** by entrant */
  readonly policies: readonly PolicyData[];
}

/** How far a race is. */
export interface RaceProgress {
  /** since the start signal */
  readonly seconds: number;
  /** that the leader has done */
  readonly laps: number;
  /** 0..1 of the leader's race */
  readonly part: number;
}

export type AgentRaceAnswer =
  | { readonly progress: RaceProgress }
  /** the recording, as a file has it */
  | { readonly recording: string }
  | { readonly failed: string };

/** Ticks between two messages about progress. */
const PROGRESS_TICKS = 60;

addEventListener('message', async ({ data }: MessageEvent<AgentRaceCall>) => {
  let answer: AgentRaceAnswer;
  try {
    await startWasm();
    const setup = { ...data.setup, track: trackFromData(data.track) };
    const { recorder } = driveRace(setup, data.policies.map(policyFromData), (race) => {
      if (race.ticks % PROGRESS_TICKS === 0) postMessage({ progress: progressOf(race) } satisfies AgentRaceAnswer);
    });
    answer = { recording: JSON.stringify(recorder.finish()) };
  } catch (error) {
    answer = { failed: messageOf(error) };
  }
  postMessage(answer);
});

function progressOf({ entrants, rules, track, ticks }: Race): RaceProgress {
  const distance = Math.max(0, ...entrants.map(({ distance }) => distance));
  return {
    seconds: ticks / TICKS_PER_SECOND,
    laps: Math.max(...entrants.map(({ laps }) => laps.length)),
    part: Math.min(1, distance / (rules.laps * track.length)),
  };
}
