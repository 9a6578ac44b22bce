/** Does a reward function work? It is run over recorded drives, and what it said is put together. */
import { inputsOf } from '../sim/inputs.ts';
import { type Finding, findings } from './diagnosis.ts';
import type { Evidence, Probe, Rewarded } from './evidence.ts';
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
  /** what training with it is likely to run into, the gravest first; none without probes */
  readonly findings: readonly Finding[];
}

interface CheckOptions {
  readonly source: RewardSource;
  readonly platform: SandboxPlatform;
  /** now, ms */
  readonly now: () => number;
  /** for findings: drives that tell rewards apart, and what training discounts by */
  readonly probes?: { readonly drives: readonly Probe[]; readonly discount: number };
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
  let found: readonly Finding[] = [];
  try {
    warnings = await sandbox.loaded();
    for (const trial of trials) done.push({ trial, values: [...(await sandbox.evaluate(PLAIN, trial))] });
    // Its first calls took longer: they are not what a training will see.
    const started = options.now();
    const again: Float64Array[] = [];
    for (const trial of trials) again.push(await sandbox.evaluate(TIMED, trial));
    milliseconds = options.now() - started;
    const watched = await watch(sandbox, trials);
    reads = watched.reads;
    warnings = watched.warnings.length > 0 ? watched.warnings : warnings;
    if (options.probes) found = await diagnose(sandbox, done, again, reads, options.probes);
  } catch (error) {
    if (!(error instanceof RewardFailed)) throw error;
    problem = error.problem;
  } finally {
    sandbox.close();
  }
  const values = done.flatMap(({ values }) => values);
  const microsecondsPerCall = milliseconds > 0 ? (1000 * milliseconds) / values.length : null;
  const valid = problem === null;
  return { valid, problem, warnings, microsecondsPerCall, values, trials: done, printed, reads, findings: found };
}

/** Runs it over the probes too, and compares. A probe that it fails on ends them: that is a finding by itself. */
async function diagnose(
  sandbox: Sandbox,
  trials: CheckReport['trials'],
  again: readonly ArrayLike<number>[],
  reads: readonly string[],
  { drives, discount }: NonNullable<CheckOptions['probes']>,
): Promise<readonly Finding[]> {
  const [lap, offRoad, boxes] = trials.map(({ trial, values }) => ({ ...trial, values }));
  const probes = new Map<Probe['name'], Rewarded>();
  let failed: Evidence['failed'];
  for (const drive of drives) {
    try {
      probes.set(drive.name, { ...drive, values: await sandbox.evaluate(PROBED, drive) });
    } catch (error) {
      if (!(error instanceof RewardFailed)) throw error;
      failed = { drive: drive.name, problem: error.problem };
      break;
    }
  }
  const readsObjects = reads.some((name) => name.includes('objects'));
  return findings({ lap, offRoad, boxes, lapAgain: again[0], probes, failed, readsObjects, discount });
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
  return { valid: problem === null, problem, warnings, microsecondsPerCall, values, printed, reads: [], findings: [] };
}

/** Four cars, each with a state of its own: one whose results count, one that is timed, one that is watched, one for probes. */
const PLAIN = 0;
const TIMED = 1;
const WATCHED = 2;
const PROBED = 3;

function begin({ source, platform }: CheckOptions, onPrinted: (text: string) => void): Sandbox {
  return newSandbox({
    source,
    platform,
    seed: 1,
    carNumbers: [PLAIN, TIMED, WATCHED, PROBED],
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
