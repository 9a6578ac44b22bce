/** Lets an agent drive laps for the Garage: exactly as `lapzero evaluate` does. */

import { timeTrial } from '../../lap/competition.ts';
import { type DriveResult, evaluateAgent, trainedObjects } from '../../lap/drive.ts';
import { type LimitRatio, limitRatio } from '../../lap/limit-ratio.ts';
import { messageOf } from '../../math/error.ts';
import { parseAgent } from '../../policy/agent.ts';
import type { ZippedAgent } from '../../store/agent-zip.ts';
import { startWasm } from '../../tensor/backend.browser.ts';
import { type TrackData, trackFromData } from '../../track/track.ts';

export type EvaluationCall = { readonly files: ZippedAgent; readonly track: TrackData } & (
  | { readonly laps: number; readonly seed: number }
  /** what its car could do there, beside what it did: takes seconds */
  | { readonly beside: DriveResult }
);

export type EvaluationAnswer =
  | {
      readonly result: DriveResult;
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

addEventListener('message', async ({ data }: MessageEvent<EvaluationCall>) => {
  let answer: EvaluationAnswer;
  try {
    const agent = parseAgent(data.files, 'the agent');
    const [track, objects] = [trackFromData(data.track), trainedObjects(agent)];
    if ('beside' in data) answer = { limit: limitRatio(agent, track, objects, data.beside) };
    else {
      await startWasm();
      let decisions = 0;
      const { laps, seed } = data;
      const rules = timeTrial(agent, track, { laps, seeds: [seed], objects: [...objects] });
      const { result, recording } = evaluateAgent(agent, track, rules, seed, ({ episodes: [episode], inputs }) => {
        if (++decisions % PROGRESS_DECISIONS !== 0) return;
        const progress = { laps: episode.laps.length, percent: inputs.progress[0] };
        postMessage({ progress } satisfies EvaluationAnswer);
      });
      answer = { result, recording: JSON.stringify(recording) };
    }
  } catch (error) {
    answer = { failed: messageOf(error) };
  }
  postMessage(answer);
});
