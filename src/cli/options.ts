/** What people write on the command line, read strictly. */
import { InvalidArgumentError } from 'commander';
import type { Budget } from '../learn/recipe.ts';
import { UserError } from '../math/error.ts';

export const PYTHON_PACKAGES_HELP = "where Pyodide's wheels of numpy, scipy, shapely … are, for reward functions";

/** A parser of whole numbers between `least` and `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`);
  };
}

/** A parser of decimal numbers between `least` and `most`. */
export function decimal(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Use a number from ${least} to ${most}.`);
  };
}

/** `lap`, `solved`, `updates=N`, `steps=N` or `minutes=N`. */
export function parseBudget(text: string): Budget {
  if (text === 'lap' || text === 'solved') return text;
  const [, unit, number] = /^(updates|steps|minutes)=(\d{1,9}(?:\.\d{1,6})?)$/.exec(text) ?? [];
  const amount = Number(number);
  if (unit === 'minutes' && amount > 0) return { minutes: amount };
  if (Number.isInteger(amount) && amount > 0) {
    if (unit === 'updates') return { updates: amount };
    if (unit === 'steps') return { steps: amount };
  }
  throw new InvalidArgumentError('Use lap, solved, updates=N, steps=N or minutes=N.');
}

/** @param endings of the file that an option names, dots and all @throws UserError for another one */
export function checkEnding(option: string, file: string | undefined, ...endings: readonly string[]): void {
  if (file === undefined || endings.some((ending) => file.toLowerCase().endsWith(ending))) return;
  const last = endings.at(-1);
  const others = endings.slice(0, -1).join(', ');
  throw new UserError(option, `"${file}"`, 'has another ending', `end it with ${others && `${others} or `}${last}`);
}
