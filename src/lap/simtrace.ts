/**
 * DeepRacer's step log: the `SIM_TRACE_LOG:` lines of a training or evaluation job, or the CSV
 * files made from them. Nineteen fields since 2026, seventeen before.
 */
import { UserError } from '../math/error.ts';

/** One decision, as the log has it. */
export interface TraceRow {
  readonly episode: number;
  readonly steps: number;
  /** front point, m */
  readonly x: number;
  readonly y: number;
  /** −180..180 or 0..360 */
  readonly yawDeg: number;
  /** commanded */
  readonly steeringDeg: number;
  readonly speed: number;
  readonly reward: number;
  /** percent */
  readonly progress: number;
  /** the nearer of the two closest waypoints */
  readonly closestWaypoint: number;
  /** simulated seconds (wall-clock seconds before 2021) */
  readonly seconds: number;
  readonly status: string;
}

const MARK = 'SIM_TRACE_LOG:';
const MAX_CHARACTERS = 256 << 20;
/** Fields by number; the action (7) may be a list and is not needed. */
const NUMBERS: [keyof TraceRow, number][] = [
  ['episode', 0],
  ['steps', 1],
  ['x', 2],
  ['y', 3],
  ['yawDeg', 4],
  ['steeringDeg', 5],
  ['speed', 6],
  ['reward', 8],
  ['progress', 11],
  ['closestWaypoint', 12],
  ['seconds', 14],
];

/**
 * Reads a log or a CSV; lines of a log that are not step lines are passed over.
 * @throws UserError naming `file` and the line for a step line that cannot be read, or when there is none at all
 */
export function parseSimTrace(text: string, file: string): TraceRow[] {
  if (text.length > MAX_CHARACTERS) throw new UserError(file, 'size', 'is over 256 MiB', 'give one iteration at a time');
  const rows: TraceRow[] = [];
  const isCsv = text.startsWith('episode,');
  let line = 0;
  for (const whole of text.split('\n')) {
    line++;
    const at = whole.indexOf(MARK);
    if (isCsv ? line === 1 || whole.trim() === '' : at < 0) continue;
    rows.push(parseRow(isCsv ? whole : whole.slice(at + MARK.length), file, line));
  }
  if (rows.length === 0) {
    throw new UserError(file, 'text', 'holds no SIM_TRACE_LOG line', 'give a DeepRacer training or evaluation log');
  }
  return rows;
}

function parseRow(text: string, file: string, line: number): TraceRow {
  const fields = text.trim().split(',');
  if (fields.length < 17) {
    throw new UserError(file, `line ${line}`, `has ${fields.length} fields`, 'a step line has 17 or 19');
  }
  const row: Record<string, number | string> = { status: fields[15] };
  for (const [name, index] of NUMBERS) {
    const value = fields[index].trim() === '' ? Number.NaN : Number(fields[index]);
    if (!Number.isFinite(value)) {
      throw new UserError(file, `line ${line}, field ${index + 1}`, `is "${fields[index]}"`, 'it must be a number');
    }
    row[name] = value;
  }
  return row as unknown as TraceRow;
}

/** The rows by episode, in the log's order. */
export function traceEpisodes(rows: readonly TraceRow[]): TraceRow[][] {
  const episodes: TraceRow[][] = [];
  for (const row of rows) {
    const last = episodes.at(-1);
    if (last && last[0].episode === row.episode && row.steps > last[last.length - 1].steps) last.push(row);
    else episodes.push([row]);
  }
  return episodes;
}
