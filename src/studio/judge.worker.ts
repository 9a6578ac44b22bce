/** Lets an agent drive laps for the Garage: what `lapzero evaluate` does, to the bit. */

import { type DriveJudgement, judgeAgent, trainedObjects } from '../lap/drive.ts';
import { type LimitRatio, limitRatio } from '../lap/limit-ratio.ts';
import { messageOf } from '../math/error.ts';
import { parseAgent } from '../policy/agent.ts';
import type { ZippedAgent } from '../store/agent-zip.ts';
import { startWasm } from '../tensor/backend.browser.ts';
import { type TrackData, trackFromData } from '../track/track.ts';

export interface JudgeCall {
  readonly files: ZippedAgent;
  readonly course: TrackData;
  readonly laps: number;
  readonly seed: number;
}

export type JudgeAnswer =
  | {
      readonly judgement: DriveJudgement;
      /** null where there is none: among objects, without a clean lap */
      readonly limit: LimitRatio | null;
      /** the drive itself, as a file has it */
      readonly recording: string;
    }
  /** before its end: laps done, and % of the one under way */
  | { readonly progress: { readonly laps: number; readonly percent: number } }
  | { readonly failed: string };

/** Decisions between two messages about progress. */
const PROGRESS_DECISIONS = 45;

addEventListener('message', async ({ data: { files, course, laps, seed } }: MessageEvent<JudgeCall>) => {
  let answer: JudgeAnswer;
  try {
    await startWasm();
    const agent = parseAgent(files, 'the agent');
    const [track, objects] = [trackFromData(course), trainedObjects(agent)];
    let decisions = 0;
    const { judgement, recording } = judgeAgent(agent, track, { laps, seed, objects }, ({ episodes: [episode], inputs }) => {
      if (++decisions % PROGRESS_DECISIONS !== 0) return;
      const progress = { laps: episode.laps.length, percent: inputs.progress[0] };
      postMessage({ progress } satisfies JudgeAnswer);
    });
    const limit = limitRatio(agent, track, objects, judgement);
    answer = { judgement, limit, recording: JSON.stringify(recording) };
  } catch (error) {
    answer = { failed: messageOf(error) };
  }
  postMessage(answer);
});
