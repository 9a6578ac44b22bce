/** What can go wrong with a custom reward function, as data that travels between threads and processes. */
import { z } from 'zod';

/** A sandbox is not believed: what it says of a failure is read by this. */
export const problemSchema = z.strictObject({
  /**
   * - `load`: it does not compile, or fails before the first call
   * - `call`: it raised an error
   * - `value`: it returned something that is no reward
   * - `time`, `memory`: it used more than it may
   * - `crash`: its sandbox ended
   */
  kind: z.enum(['load', 'call', 'value', 'time', 'memory', 'crash']),
  /** the exception's class, or what fits best */
  type: z.string().max(200),
  message: z.string().max(2000),
  file: z.string().max(1000),
  /** both from 1; null where unknown */
  line: z.int().nullable(),
  column: z.int().nullable(),
  /** the user's own frames */
  traceback: z.string().max(20_000).nullable(),
  /** what the failing call was given, as JSON, without the waypoints */
  inputs: z.string().max(50_000).nullable(),
});
export type RewardProblem = z.infer<typeof problemSchema>;

/** What the failing call was given; the text itself where that is no whole JSON, as when it was cut. */
export function problemInputs({ inputs }: RewardProblem): unknown {
  if (inputs === null) return null;
  try {
    return JSON.parse(inputs);
  } catch {
    return inputs;
  }
}

/** A reward function failed. */
export class RewardFailed extends Error {
  override readonly name = 'RewardFailed';
  readonly problem: RewardProblem;

  constructor(problem: RewardProblem) {
    super(headline(problem));
    this.problem = problem;
  }
}

/** One line: where and what. */
export function headline({ file, line, column, type, message }: RewardProblem): string {
  const place = [file, line, column].filter((part) => part !== null).join(':');
  return `${place}: ${type}: ${message}`;
}

/** For people: the headline, the traceback, the inputs. */
export function describeProblem(problem: RewardProblem): string {
  const { traceback, inputs } = problem;
  const parts = [headline(problem)];
  if (traceback) parts.push(traceback.trimEnd());
  if (inputs) parts.push(`It was called with ${inputs}`);
  return parts.join('\n');
}
