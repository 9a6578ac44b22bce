/**
 * Reads DeepRacer's step log: the `SIM_TRACE_LOG:` lines of a training or evaluation job, or the CSV files made from them.
 * Nineteen fields since 2026, seventeen before. Read in pieces and from bytes: logs have hundreds of megabytes.
 */
import { UserError } from '../math/error.ts';
import { growTrace, newTrace, STATUSES, type Trace, type TraceColumn } from './trace.ts';

const MARK = new TextEncoder().encode('SIM_TRACE_LOG:');
const CSV_HEADER = 'episode,steps,';
const NEWLINE = 10;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const SPACE = 32;
const OPEN = 91;
const CLOSE = 93;
const QUOTE = 34;
/** A line may be as long; a longer one is no step. */
const MAX_LINE = 1 << 16;
const MIN_FIELDS = 17;
const MAX_STEPS = 20_000_000;
const TRUE = 84;

/** Fields by number that are plain numbers. */
const NUMBERS: readonly (readonly [TraceColumn, number])[] = [
  ['episode', 0],
  ['steps', 1],
  ['x', 2],
  ['y', 3],
  ['yawDeg', 4],
  ['steeringDeg', 5],
  ['speed', 6],
  ['reward', 8],
  ['progress', 11],
  ['waypoint', 12],
  ['length', 13],
  ['time', 14],
  ['pause', 16],
];
const ACTION = 7;
const ON_TRACK = 10;
const STATUS = 15;
const STATUS_CODES = new Map(STATUSES.map((name, code) => [name as string, code]));
const UNKNOWN = STATUSES.length - 1;

export interface TraceReader {
  /** @throws UserError naming the file and the line for a step line that cannot be read */
  push(bytes: Uint8Array): void;
  /** @throws UserError when there was no step at all */
  end(): Trace;
}

/** @param file named in errors */
export function traceReader(file: string): TraceReader {
  const trace = newTrace();
  let rest = new Uint8Array(0);
  let line = 0;
  let isCsv: boolean | undefined;
  /** where the fields of a line begin; one more for the end */
  const starts = new Int32Array(64);

  const fail = (field: string, problem: string, fix: string): never => {
    throw new UserError(file, field === '' ? `line ${line}` : `line ${line}, ${field}`, problem, fix);
  };

  function readLine(bytes: Uint8Array, from: number, to: number): void {
    line++;
    if (isCsv === undefined) {
      // The first line that is not empty tells; a byte order mark may come before it.
      const text = new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 64)));
      if (text.trim() === '') return;
      isCsv = text
        .replace(/^\ufeff/, '')
        .toLowerCase()
        .startsWith(CSV_HEADER);
      if (isCsv) return;
    }
    if (isCsv) {
      if (to > from) readFields(bytes, from, to);
      return;
    }
    const at = markIn(bytes, from, to);
    if (at >= 0) readFields(bytes, at, to);
  }

  function readFields(bytes: Uint8Array, from: number, to: number): void {
    while (to > from && bytes[to - 1] <= SPACE) to--;
    while (from < to && bytes[from] <= SPACE) from++;
    if (from === to) return;
    let fields = 0;
    starts[0] = from;
    for (let i = from; i < to && fields < 62; i++) {
      if (bytes[i] === COMMA) starts[++fields] = i + 1;
      // A continuous action is a list, which may have commas of its own.
      else if (bytes[i] === OPEN) while (i < to && bytes[i] !== CLOSE) i++;
    }
    starts[++fields] = to + 1;
    if (fields < MIN_FIELDS) fail('', `has ${fields} fields`, 'a step line has 17 or 19');
    growTrace(trace);
    const { columns, count } = trace;
    for (const [name, index] of NUMBERS) {
      const value = numberIn(bytes, starts[index], starts[index + 1] - 1);
      if (!Number.isFinite(value)) {
        const text = new TextDecoder().decode(bytes.subarray(starts[index], starts[index + 1] - 1));
        fail(`field ${index + 1}`, `is "${text}"`, 'it must be a number');
      }
      columns[name][count] = value;
    }
    const action = starts[ACTION];
    const index = bytes[action] === OPEN || bytes[action] === QUOTE ? -1 : numberIn(bytes, action, starts[ACTION + 1] - 1);
    columns.action[count] = Number.isInteger(index) ? index : -1;
    columns.onTrack[count] = bytes[starts[ON_TRACK]] === TRUE ? 1 : 0;
    columns.status[count] = statusIn(bytes, starts[STATUS], starts[STATUS + 1] - 1);
    trace.count++;
    if (trace.count > MAX_STEPS) fail('', `is step ${MAX_STEPS}`, 'give fewer iterations at a time');
  }

  return {
    push(bytes) {
      let from = 0;
      if (rest.length > 0) {
        const end = bytes.indexOf(NEWLINE);
        const whole = new Uint8Array(rest.length + (end < 0 ? bytes.length : end));
        whole.set(rest);
        whole.set(bytes.subarray(0, end < 0 ? bytes.length : end), rest.length);
        if (end < 0) {
          rest = whole.length > MAX_LINE ? whole.slice(0, 0) : whole;
          return;
        }
        rest = whole.slice(0, 0);
        readLine(whole, 0, whole.length);
        from = end + 1;
      }
      for (let to = bytes.indexOf(NEWLINE, from); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
        readLine(bytes, from, to);
        from = to + 1;
      }
      rest = bytes.slice(from, from + MAX_LINE);
    },
    end() {
      if (rest.length > 0) readLine(rest, 0, rest.length);
      if (trace.count === 0) {
        throw new UserError(file, 'text', 'holds no SIM_TRACE_LOG line', 'give a DeepRacer training or evaluation log');
      }
      return trace;
    },
  };
}

/** A whole text at once. @throws UserError as {@link traceReader} */
export function readTrace(text: string, file: string): Trace {
  const reader = traceReader(file);
  reader.push(new TextEncoder().encode(text));
  return reader.end();
}

/** Where the fields begin behind the mark; −1 in a line that is no step. */
function markIn(bytes: Uint8Array, from: number, to: number): number {
  const last = to - MARK.length;
  // Most step lines begin with it.
  for (let at = from; at <= last; at++) {
    if (bytes[at] !== MARK[0]) continue;
    let k = 1;
    while (k < MARK.length && bytes[at + k] === MARK[k]) k++;
    if (k === MARK.length) return at + k;
  }
  return -1;
}

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MAX_EXACT = Number.MAX_SAFE_INTEGER + 1;

/** A decimal number as `Number` reads it: exact while its digits fit, else by `Number` itself. NaN for anything else. */
function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const isNegative = bytes[at] === MINUS;
  if (isNegative) at++;
  let digits = 0;
  let mantissa = 0;
  let decimals = -1;
  for (; at < to; at++) {
    const byte = bytes[at];
    if (byte >= ZERO && byte <= ZERO + 9) {
      mantissa = 10 * mantissa + (byte - ZERO);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === DOT && decimals < 0) decimals = 0;
    else return numberSlowly(bytes, from, to);
  }
  if (digits === 0 || mantissa >= MAX_EXACT || decimals > 22) return numberSlowly(bytes, from, to);
  const value = decimals > 0 ? mantissa / POWERS[decimals] : mantissa;
  return isNegative ? -value : value;
}

function numberSlowly(bytes: Uint8Array, from: number, to: number): number {
  const text = new TextDecoder().decode(bytes.subarray(from, to)).trim();
  return text === '' ? Number.NaN : Number(text);
}

function statusIn(bytes: Uint8Array, from: number, to: number): number {
  // Two bytes tell them apart.
  for (let code = 0; code < UNKNOWN; code++) {
    const name = STATUSES[code];
    if (name.length === to - from && name.charCodeAt(0) === bytes[from] && name.charCodeAt(1) === bytes[from + 1]) return code;
  }
  return STATUS_CODES.get(new TextDecoder().decode(bytes.subarray(from, to)).trim()) ?? UNKNOWN;
}
