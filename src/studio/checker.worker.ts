/** Tries reward functions on drives that nobody had to learn: beside the page, one after the other. */
import { messageOf } from '../math/error.ts';
import { checkReward } from '../reward/check.ts';
import type { RewardProblem } from '../reward/problem.ts';
import type { RewardWarning, SandboxPlatform } from '../reward/sandbox.ts';
import { portSandboxes } from '../reward/sandbox.worker.ts';
import type { RewardSource } from '../reward/source.ts';
import { recordTrials } from '../reward/trials.ts';
import { type TrackData, trackFromData } from '../track/track.ts';

export interface CheckCall {
  readonly number: number;
  readonly source: RewardSource;
  readonly course: TrackData;
}

/** What is known of a reward function. */
export interface CheckResult {
  readonly problem: RewardProblem | null;
  readonly warnings: readonly RewardWarning[];
  readonly microsecondsPerCall: number | null;
  readonly calls: number;
  readonly trials: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly printed: string;
  readonly reads: readonly string[];
}

let platform: SandboxPlatform | undefined;
let recorded: { readonly course: string; readonly trials: ReturnType<typeof recordTrials> } | undefined;

addEventListener('message', ({ data, ports }: MessageEvent<CheckCall | 'desk'>) => {
  if (data === 'desk') platform = portSandboxes(ports[0]);
  else void check(data);
});

async function check({ number, source, course }: CheckCall): Promise<void> {
  if (!platform) return;
  try {
    const track = trackFromData(course);
    if (recorded?.course !== track.hash) recorded = { course: track.hash, trials: recordTrials(track) };
    const report = await checkReward({ source, platform, now: () => performance.now() }, recorded.trials);
    const { problem, warnings, microsecondsPerCall, values, trials, printed, reads } = report;
    const result: CheckResult = {
      problem,
      warnings,
      microsecondsPerCall,
      calls: values.length,
      trials: trials.map(({ trial, values }) => ({ name: trial.name, values })),
      printed,
      reads,
    };
    postMessage({ number, result });
  } catch (error) {
    postMessage({ number, failed: messageOf(error) });
  }
}
