/** Does a reward function work? It is run over recorded drives, and what it said is put together. */
import { inputsOf } from '../sim/inputs.ts';
import { RewardFailed, type RewardProblem } from './problem.ts';
import { BATCH_ROWS } from './request.ts';
import { newSandbox, type RecordedSteps, type RewardWarning, type Sandbox, type SandboxPlatform } from './sandbox.ts';
import type { RewardSource } from './source.ts';

/** A drive that a reward function is tried on. */
export interface Trial extends RecordedSteps {
  readonly name: string;
}

export interface CheckReport {
  readonly valid: boolean;
  readonly problem: RewardProblem | null;
  readonly warnings: readonly RewardWarning[];
  /** of its calls altogether, our part of each included */
  readonly microsecondsPerCall: number | null;
  /** of all calls, in order */
  readonly values: readonly number[];
  /** by trial; those of the last one may be fewer than its steps */
  readonly trials: readonly { readonly trial: Trial; readonly values: readonly number[] }[];
  readonly printed: string;
  /** names of the inputs it asks for */
  readonly reads: readonly string[];
}

export interface CheckOptions {
  readonly source: RewardSource;
  readonly platform: SandboxPlatform;
  /** now, ms */
  readonly now: () => number;
}

/** Runs it over the trials, one after the other, as one car; and once more beside, to see what it reads. */
export async function checkReward(options: CheckOptions, trials: readonly Trial[]): Promise<CheckReport> {
  let printed = '';
  const sandbox = begin(options, (text) => {
    printed += text;
  });
  const done: { trial: Trial; values: readonly number[] }[] = [];
  let warnings: readonly RewardWarning[] = [];
  let reads: readonly string[] = [];
  let milliseconds = 0;
  let problem: RewardProblem | null = null;
  try {
    warnings = await sandbox.loaded();
    for (const trial of trials) done.push({ trial, values: [...(await sandbox.evaluate(PLAIN, trial))] });
    // Its first calls took longer: they are not what a training will see.
    const started = options.now();
    for (const trial of trials) await sandbox.evaluate(TIMED, trial);
    milliseconds = options.now() - started;
    const watched = await watch(sandbox, trials);
    reads = watched.reads;
    warnings = watched.warnings.length > 0 ? watched.warnings : warnings;
  } catch (error) {
    if (!(error instanceof RewardFailed)) throw error;
    problem = error.problem;
  } finally {
    sandbox.close();
  }
  const values = done.flatMap(({ values }) => values);
  const microsecondsPerCall = milliseconds > 0 ? (1000 * milliseconds) / values.length : null;
  return { valid: problem === null, problem, warnings, microsecondsPerCall, values, trials: done, printed, reads };
}

/** Runs it on given inputs, JSON texts of objects, in order; `common` is part of each. */
export async function checkOnInputs(
  options: CheckOptions,
  common: string,
  inputs: readonly string[],
): Promise<Omit<CheckReport, 'trials'>> {
  let printed = '';
  const sandbox = begin(options, () => {});
  const values: number[] = [];
  let warnings: readonly RewardWarning[] = [];
  let problem: RewardProblem | null = null;
  let microseconds = 0;
  try {
    warnings = await sandbox.loaded();
    for (let first = 0; first < inputs.length && !problem; first += BATCH_ROWS) {
      const report = await sandbox.call(PLAIN, common, inputs.slice(first, first + BATCH_ROWS), false);
      values.push(...report.values);
      printed += report.printed.map(([, text]) => text).join('');
      microseconds += report.microseconds;
      problem = report.problem;
      if (report.warnings.length > 0) warnings = report.warnings;
    }
  } catch (error) {
    if (!(error instanceof RewardFailed)) throw error;
    problem = error.problem;
  } finally {
    sandbox.close();
  }
  const microsecondsPerCall = values.length > 0 ? microseconds / values.length : null;
  return { valid: problem === null, problem, warnings, microsecondsPerCall, values, printed, reads: [] };
}

/** Three cars, each with a state of its own: one whose results count, one that is timed, one that is watched. */
const PLAIN = 0;
const TIMED = 1;
const WATCHED = 2;

function begin({ source, platform }: CheckOptions, onPrinted: (text: string) => void): Sandbox {
  return newSandbox({
    source,
    platform,
    seed: 1,
    carNumbers: [PLAIN, TIMED, WATCHED],
    onPrinted(lines) {
      for (const [car, text] of lines) if (car === PLAIN) onPrinted(text);
    },
  });
}

/** Which inputs it asks for: of a few steps of each trial, its first and its last among them. */
async function watch(sandbox: Sandbox, trials: readonly Trial[]) {
  const inputs = trials.flatMap(({ inputs, count, track }) => {
    const step = Math.max(1, Math.floor(count / BATCH_ROWS));
    const chosen = Array.from({ length: count }, (_, i) => i).filter((i) => i % step === 0 || i === count - 1);
    return chosen.map((i) => JSON.stringify(inputsOf(inputs, i, track)));
  });
  return sandbox.call(WATCHED, '{}', inputs, true);
}
