/** What benches print. */
import { printJson, say } from '../output.ts';

/** What a bench prints, as one JSON object; benches may add fields. */
export interface BenchResult {
  readonly bench: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly [more: string]: unknown;
}

/** Adds median, min and max to a bench's result. */
export function summarise<Result extends BenchResult>(result: Result) {
  const sorted = [...result.values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { ...result, median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** Tells people the figures and scripts the whole result. */
export function report(result: BenchResult, digits: number, json: boolean): void {
  const { bench, unit, median, min, max } = summarise(result);
  const show = (value: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  say(`${bench}: median ${show(median)} ${unit} (${show(min)} to ${show(max)})`);
  printJson(summarise(result), json);
}
