/** A file, an archive or a folder of this machine, as something given. */
import { closeSync, type Dirent, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { type Given, type GivenFile, openGiven } from '../deploy/given.ts';
import { UserError } from '../math/error.ts';
import { readBytes } from './files.node.ts';
import { NODE_PACKING } from './packing.node.ts';

const MAX_DEPTH = 8;
const MAX_FILES = 20_000;
/** Checkpoints with their optimiser's state are larger than anything that is unpacked. */
const MAX_BYTES = 2 ** 30;

/** @throws UserError when there is nothing, or nothing that can be opened */
export async function givenFrom(path: string): Promise<Given> {
  const name = basename(resolve(path));
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new UserError(path, 'the path', 'is not there', 'name a file or a folder');
  if (!stats.isDirectory()) return openGiven(name, readLarge(path, stats.size), NODE_PACKING);
  const files: GivenFile[] = [];
  collect(path, path, 0, files);
  return { name, files };
}

/** Links are not followed. */
function collect(root: string, folder: string, depth: number, files: GivenFile[]): void {
  if (depth > MAX_DEPTH) return;
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) collect(root, path, depth + 1, files);
    else if (entry.isFile() && !entry.name.startsWith('._')) {
      if (files.length === MAX_FILES)
        throw new UserError(root, 'the folder', `holds over ${MAX_FILES} files`, 'name one model');
      const { size } = statSync(path);
      files.push({ path: relative(root, path).split(sep).join('/'), size, read: async () => readLarge(path, size) });
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UserError(
      folder,
      'the folder',
      `cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'check its permissions',
    );
  }
}

function readLarge(path: string, size: number): Uint8Array {
  if (size <= 128 << 20) return readBytes(path);
  if (size > MAX_BYTES) throw new UserError(path, 'size', 'is over 1 GiB', 'name one model, unpacked');
  const bytes = new Uint8Array(size);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, Math.min(size - at, 64 << 20), at);
      if (read === 0) break;
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}
