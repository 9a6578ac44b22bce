/** Reading and writing people's files in Node: whole or not at all, and errors that say which file. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../math/error.ts';

/** Nothing that we read is larger. */
const MAX_FILE_BYTES = 256 << 20;

/** @throws UserError when the file is missing, unreadable or too large */
export function readBytes(path: string): Uint8Array {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new UserError(path, 'the path', 'is not a file', 'name a file');
    if (stats.size > MAX_FILE_BYTES) throw new UserError(path, 'size', `is ${stats.size} bytes`, 'it must be under 256 MiB');
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    // A Buffer's slice() is a view; a Uint8Array's is a copy, as usual.
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    throw asUserError(error, path, 'cannot be read');
  }
}

export function readText(path: string): string {
  return new TextDecoder().decode(readBytes(path));
}

/** Writes beside the file first and then moves into place: a crash or a full disk leaves what was there. */
export function writeWhole(path: string, data: string | Uint8Array): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, data, { flush: true });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw asUserError(error, path, 'cannot be written');
  }
}

/** Adds a line to a file. */
export function appendLine(path: string, line: string): void {
  try {
    appendFileSync(path, `${line}\n`);
  } catch (error) {
    throw asUserError(error, path, 'cannot be written');
  }
}

const FIXES: Readonly<Record<string, string>> = {
  EACCES: 'check its permissions',
  EPERM: 'check its permissions',
  EROFS: 'choose a folder that can be written',
  ENOSPC: 'free some space on the disk',
  EDQUOT: 'free some space on the disk',
  EFBIG: 'raise the limit on file sizes',
  EISDIR: 'name a file, not a folder',
};

function asUserError(error: unknown, path: string, problem: string): Error {
  if (error instanceof UserError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === '') return error as Error;
  const fix = FIXES[code] ?? 'check the path';
  return new UserError(path, 'the file', `${problem} (${message.split(':')[1]?.split(',')[0].trim() ?? code})`, fix);
}

/** A folder under `parent` that is not there yet: NAME, NAME-2, NAME-3 … */
export function unusedFolder(parent: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`);
    if (!existsSync(path)) return path;
  }
}

const LOOK_MILLISECONDS = 200;

/** A file's text when it is no more `text`, or null when the signal comes first. It may be away for a moment: editors replace files. */
export async function textWhenChanged(path: string, text: string, signal: AbortSignal): Promise<string | null> {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    const now = existsSync(path) ? readText(path) : text;
    // An editor may have emptied it and be about to write.
    if (now !== text && now.trim() !== '') return now;
  }
  return null;
}

/** Runs what must not stop what is more important: after its first failure, which is reported, nothing more is run. */
export function untilTrouble(onTrouble: (problem: string) => void): (work: () => void) => void {
  let isBroken = false;
  return (work) => {
    if (isBroken) return;
    try {
      work();
    } catch (error) {
      isBroken = true;
      onTrouble((error as Error).message);
    }
  };
}
