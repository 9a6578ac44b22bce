/** A custom reward function during a training: its messages, and what happens when it fails. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { withReward } from '../learn/recipe.ts';
import type { NodeReward, WorkerTeamOptions } from '../learn/team.node.ts';
import { describeProblem, type RewardProblem } from '../reward/problem.ts';
import { DEFAULT_LIMITS } from '../reward/sandbox.ts';
import { type RewardSource, rewardSource } from '../reward/source.ts';
import { textWhenChanged } from '../store/files.node.ts';
import { preparePackages } from '../store/python-packages.node.ts';
import { type Run, writeRun } from '../store/runs.node.ts';
import { thousands } from '../ui/format.ts';
import { say } from './output.ts';
import { sayConfinement } from './sandboxes.ts';

export type OnRewardError = 'stop' | 'pause' | 'zero';

/** Longest printed text that is stored, characters. */
const MAX_PRINTED = 1 << 20;
/** Lines that are shown at once. */
const SHOWN_LINES = 3;

export interface RewardSession {
  /** the run with the reward function as it was last fixed */
  readonly run: Run;
  /** for the next team */
  teamOptions(): Pick<WorkerTeamOptions, 'reward' | 'listener'>;
  /** Says what failed; with `pause` waits until the file is saved again. */
  onFailed(problem: RewardProblem, update: number, signal: AbortSignal): Promise<Run['recipe'] | null>;
  /** What is to be said at the end. */
  close(): void;
}

/** @param packagesAt folder or URL of Pyodide's packages, if any */
export async function newRewardSession(first: Run, onError: OnRewardError, packagesAt?: string): Promise<RewardSession> {
  if (first.reward) sayConfinement();
  let run = first;
  const prepare = async ({ reward }: Run) =>
    packagesAt !== undefined && reward ? preparePackages(packagesAt, reward) : undefined;
  let packages = await prepare(run);
  let printed = 0;
  let lines = 0;
  let zeroed = 0;
  const seen = new Set<string>();
  const file = join(run.folder, 'printed.txt');

  const note = (car: number, text: string): void => {
    for (const line of text.split('\n').filter(Boolean))
      if (lines++ < SHOWN_LINES) say(`  car ${car} printed: ${line.slice(0, 200)}`);
    if (printed >= MAX_PRINTED) return;
    printed += text.length;
    try {
      appendFileSync(file, text);
    } catch {
      // These are only the reward function's messages; training continues.
      printed = MAX_PRINTED;
    }
  };
  const listener: WorkerTeamOptions['listener'] = {
    printed(lines) {
      for (const [car, text] of lines) note(car, text);
    },
    warned(warnings) {
      for (const { message, line } of warnings) {
        const text = `${run.reward?.file}${line === null ? '' : `:${line}`}: warning: ${message}`;
        if (!seen.has(text)) say(text);
        seen.add(text);
      }
    },
    zeroed(problem, calls) {
      if (zeroed === 0) say(`\nA call failed and counts as 0, as will others:\n${describeProblem(problem)}`);
      zeroed += calls;
    },
  };

  return {
    get run() {
      return run;
    },
    teamOptions() {
      if (!run.reward) return {};
      const reward: NodeReward = { source: run.reward, zero: onError === 'zero', limits: DEFAULT_LIMITS, packages };
      return { reward, listener };
    },
    async onFailed(problem, update, signal) {
      const { reward } = run;
      if (!reward) return null;
      say(`\nThe reward function failed.\n${describeProblem(problem)}\n`);
      if (onError !== 'pause') return null;
      say(`The training waits after update ${update}: all it has learned is there. The function starts with fresh state.`);
      say(`Fix ${reward.file} and save it. (Ctrl-C stops here; train --resume ${run.folder} continues later.)`);
      const text = await textWhenChanged(reward.file, reward.text, signal);
      if (text === null) return null;
      const fixed: RewardSource = rewardSource(reward.file, text);
      run = { ...run, reward: fixed, recipe: withReward(run.recipe, fixed) };
      writeRun(run);
      packages = await prepare(run);
      say(`Continuing after update ${update} with the fixed ${reward.file}.`);
      return run.recipe;
    },
    close() {
      if (zeroed > 0) say(`${thousands(zeroed)} calls of the reward function failed and counted as 0.`);
      if (lines > SHOWN_LINES)
        say(`It printed ${thousands(lines)} lines: ${file}${printed >= MAX_PRINTED ? ' (not all of them)' : ''}`);
    },
  };
}
