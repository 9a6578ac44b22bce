/** Lets an agent drive laps for the Garage: what `lapzero evaluate` does, to the bit. */

import { type DriveJudgement, judgeAgent, trainedObjects } from '../lap/drive.ts';
import { type LimitRatio, limitRatio } from '../lap/limit-ratio.ts';
import { messageOf } from '../math/error.ts';
import { parseAgent } from '../policy/agent.ts';
import type { ZippedAgent } from '../store/agent-zip.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { type TrackData, trackFromData } from '../track/track.ts';

export type JudgeCall = { readonly files: ZippedAgent; readonly track: TrackData } & (
  | { readonly laps: number; readonly seed: number }
  /** what its car could do there, beside what it did: takes seconds */
  | { readonly beside: DriveJudgement }
);

export type JudgeAnswer =
  | {
      readonly judgement: DriveJudgement;
      /** the drive itself, as a file has it */
      readonly recording: string;
    }
  /** null where there is none: among objects, without a clean lap */
  | { readonly limit: LimitRatio | null }
  /** before its end: laps done, and % of the one under way */
  | { readonly progress: { readonly laps: number; readonly percent: number } }
  | { readonly failed: string };

/** Decisions between two messages about progress. */
const PROGRESS_DECISIONS = 45;

addEventListener('message', async ({ data }: MessageEvent<JudgeCall>) => {
  let answer: JudgeAnswer;
  try {
    const agent = parseAgent(data.files, 'the agent');
    const [track, objects] = [trackFromData(data.track), trainedObjects(agent)];
    if ('beside' in data) answer = { limit: limitRatio(agent, track, objects, data.beside) };
    else {
      await startWasm();
      let decisions = 0;
      const { laps, seed } = data;
      const { judgement, recording } = judgeAgent(agent, track, { laps, seed, objects }, ({ episodes: [episode], inputs }) => {
        if (++decisions % PROGRESS_DECISIONS !== 0) return;
        const progress = { laps: episode.laps.length, percent: inputs.progress[0] };
        postMessage({ progress } satisfies JudgeAnswer);
      });
      answer = { judgement, recording: JSON.stringify(recording) };
    }
  } catch (error) {
    answer = { failed: messageOf(error) };
  }
  postMessage(answer);
});
