/** Logs as files: which files are logs, and what their names say. */
import { UserError } from '../math/error.ts';
import type { LogPart } from './analysis.ts';
import { type TraceReader, traceReader } from './simtrace.ts';

interface LogFile {
  readonly path: string;
  read(): Promise<Uint8Array>;
}

/** Files that hold steps, by their names. */
const IS_LOG = /\.(csv|log|txt)$/i;

export function isLogName(path: string): boolean {
  return IS_LOG.test(path);
}

/** A log in pieces, however long it is. @throws UserError naming `place` when it holds no steps */
export async function readLog(place: string, pieces: AsyncIterable<Uint8Array>): Promise<LogPart> {
  const reader = traceReader(place);
  for await (const piece of pieces) reader.push(piece);
  return partOf(place, reader);
}

/** All logs of a folder or an archive, one at a time. */
export async function readLogs(
  name: string,
  files: readonly LogFile[],
): Promise<{ readonly parts: LogPart[]; readonly passedOver: readonly string[] }> {
  const parts: LogPart[] = [];
  const passedOver: string[] = [];
  for (const file of files.filter(({ path }) => isLogName(path))) {
    const reader = traceReader(`${name}/${file.path}`);
    reader.push(await file.read());
    try {
      parts.push(partOf(file.path, reader));
    } catch (error) {
      // A folder holds other texts, too.
      if (!(error instanceof UserError)) throw error;
      passedOver.push(file.path);
    }
  }
  return { parts, passedOver };
}

/** In the order of their iterations. @throws UserError naming `place` when there is none */
export function inOrder(parts: readonly LogPart[], place: string): LogPart[] {
  if (parts.length > 0) return [...parts].sort((a, b) => (a.iteration ?? 0) - (b.iteration ?? 0));
  throw new UserError(place, 'the content', 'holds no log', 'give .log or .csv files of a DeepRacer training');
}

function partOf(path: string, reader: TraceReader): LogPart {
  const [, iteration] = /(\d+)-iteration\.csv$/i.exec(path) ?? [];
  return {
    trace: reader.end(),
    iteration: iteration === undefined ? null : Number(iteration),
    isEvaluation: /evaluation/i.test(path),
  };
}
