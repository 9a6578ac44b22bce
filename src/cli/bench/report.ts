/** What a bench is, and what it prints. */
import { Command } from 'commander';
import { printJson, say } from '../output.ts';

/** What a bench measures, as one JSON object; benches add fields of their own. */
export interface BenchResult {
  readonly bench: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly [more: string]: unknown;
}

export interface Bench {
  /** with the options of this bench, their defaults filled in */
  readonly command: Command;
  /** decimals that people see */
  readonly digits: number;
  // biome-ignore lint/suspicious/noExplicitAny: each bench's own options, as its command parses them
  measure(options: any): Promise<BenchResult> | BenchResult;
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Adds median, min and max to a bench's result. */
export function summarise<Result extends BenchResult>(result: Result) {
  const { values } = result;
  return { ...result, median: medianOf(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The bench's sub-command: measures, prints figures for people, and the whole result as JSON. */
export function commandOf(bench: Bench): Command {
  return bench.command.option('--json', 'print JSON on a terminal, too').action(async ({ json, ...options }) => {
    printJson(await measured(bench, options), json === true);
  });
}

/** All benches one after the other, as one JSON array. */
export function allCommand(benches: readonly Bench[]): Command {
  return new Command('all')
    .description('every bench with its defaults; a JSON array of all results')
    .option('--json', 'print JSON on a terminal, too')
    .action(async ({ json }) => {
      const results: unknown[] = [];
      for (const bench of benches) results.push(await measured(bench, bench.command.opts()));
      printJson(results, json === true);
    });
}

async function measured(bench: Bench, options: unknown) {
  const result = summarise(await bench.measure(options));
  const show = (value: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: bench.digits, maximumFractionDigits: bench.digits });
  say(`${result.bench}: median ${show(result.median)} ${result.unit} (${show(result.min)} to ${show(result.max)})`);
  return result;
}
