/** Tries reward functions on scripted drives, outside the page's thread, one after the other. */
import { messageOf } from '../../math/error.ts';
import { checkReward } from '../../reward/check.ts';
import type { Finding } from '../../reward/diagnosis.ts';
import { recordProbes } from '../../reward/probes.ts';
import type { RewardProblem } from '../../reward/problem.ts';
import type { RewardWarning, SandboxPlatform } from '../../reward/sandbox.ts';
import { portSandboxes } from '../../reward/sandbox.worker.ts';
import type { RewardSource } from '../../reward/source.ts';
import { recordTrials } from '../../reward/trials.ts';
import { type Track, type TrackData, trackFromData } from '../../track/track.ts';

export interface CheckCall {
  readonly number: number;
  readonly source: RewardSource;
  readonly track: TrackData;
  /** of the training that it is for */
  readonly discount: number;
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
  readonly findings: readonly Finding[];
}

let platform: SandboxPlatform | undefined;
let recorded: ReturnType<typeof record> | undefined;

addEventListener('message', ({ data, ports }: MessageEvent<CheckCall | 'sandboxPort'>) => {
  if (data === 'sandboxPort') platform = portSandboxes(ports[0]);
  else void check(data);
});

function record(track: Track) {
  const trials = recordTrials(track);
  return { trackHash: track.hash, trials, drives: recordProbes(track, trials[0]) };
}

async function check({ number, source, track: trackData, discount }: CheckCall): Promise<void> {
  if (!platform) return;
  try {
    const track = trackFromData(trackData);
    if (recorded?.trackHash !== track.hash) recorded = record(track);
    const probes = { drives: recorded.drives, discount };
    const report = await checkReward({ source, platform, now: () => performance.now(), probes }, recorded.trials);
    const { problem, warnings, microsecondsPerCall, values, trials, printed, reads, findings } = report;
    const result: CheckResult = {
      problem,
      warnings,
      microsecondsPerCall,
      calls: values.length,
      trials: trials.map(({ trial, values }) => ({ name: trial.name, values })),
      printed,
      reads,
      findings,
    };
    postMessage({ number, result });
  } catch (error) {
    postMessage({ number, failed: messageOf(error) });
  }
}
